"""Street crimes, as data.police.uk publishes them."""

from __future__ import annotations

from collections.abc import Callable

import pyarrow as pa
import pyarrow.compute as pc

from sextant.records.checks import Block, each_distinct, empty_to_null, one_of
from sextant.records.csv_stream import Rows
from sextant.records.kinds import Intake, Sink, TableSpec
from sextant.records.lists import crime_types
from sextant.records.police_uk_columns import MONTH, SHARED, SOURCE, START, TEXT, hints, refuse_repeats, shared_columns
from sextant.records.police_uk_layouts import Heading, Layout, PoliceUkFile
from sextant.records.repeats import Seen, keys_of

STREET_TABLE = TableSpec(
    "street",
    pa.schema([*START, ("crime_type", TEXT), ("last_outcome", TEXT), *SOURCE]),
    grain="month",
    series="crime_type",
)


def street_reader(file: PoliceUkFile, intake: Intake, sink: Sink) -> Callable[[Rows], None]:
    """Takes the rows of one street file."""
    seen = Seen()

    def take(rows: Rows) -> None:
        block = Block(file.name, rows, STREET.labels)
        columns = shared_columns(block, file, intake)
        columns |= _crime_type(block)
        columns["last_outcome"] = empty_to_null(block.text("last_outcome"))
        if "crime_id" in block:
            _refuse_repeated_ids(block, columns["crime_id"], seen)
        block.hand_over(STREET_TABLE, columns, sink, hints(block, columns, file) | _known_types(columns))

    return take


def _crime_type(block: Block) -> dict[str, pa.Array]:
    types = empty_to_null(block.text("crime_type"))
    known = crime_types()
    block.refuse(pc.invert(one_of(pc.fill_null(types, ""), known)), "crime_type", "crime type not known")
    for when in pc.unique(_plain(block.text("month"))).to_pylist():
        unused = [name for name, each in known.items() if not each.in_use(when)]
        if MONTH.fullmatch(when) and unused:
            then = pc.equal(_plain(block.text("month")), when)
            block.refuse(
                pc.and_(then, one_of(pc.fill_null(types, ""), unused)),
                "crime_type",
                "crime type not in use in that month",
            )
    return {"crime_type": types}


def _known_types(columns: dict[str, pa.Array]) -> dict[str, pa.Array]:
    """A refused row of a type that is not known may belong to any."""
    types, known = columns["crime_type"], crime_types()
    return {"crime_type": each_distinct(types, lambda text: text if text in known else None, pa.string())}


def _plain(values: pa.Array) -> pa.Array:
    return values.dictionary_decode() if pa.types.is_dictionary(values.type) else values


def _refuse_repeated_ids(block: Block, ids: pa.Array, seen: Seen) -> None:
    """A crime stands once in its month. Anti-social behaviour has no ID and is not compared."""
    good = pc.is_valid(ids).to_numpy(zero_copy_only=False) & ~block.bad
    refuse_repeats(block, good, lambda keep: keys_of([ids.filter(keep)]), seen, "crime ID stands earlier in this file")


STREET = Layout(
    "street",
    (*SHARED, Heading("crime_type", "Crime type", required=True), Heading("last_outcome", "Last outcome category")),
    street_reader,
)
