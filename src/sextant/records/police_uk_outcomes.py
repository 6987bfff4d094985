"""Outcomes of crimes, as data.police.uk publishes them, and which of several counts."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from sextant.records.checks import Block, each_distinct, empty_to_null
from sextant.records.csv_stream import Rows
from sextant.records.kinds import Intake, Sink, TableSpec
from sextant.records.lists import outcome_precedence
from sextant.records.police_uk_columns import SHARED, SOURCE, START, TEXT, refuse_repeats, shared_columns
from sextant.records.police_uk_layouts import Heading, Layout, PoliceUkFile
from sextant.records.repeats import Seen, keys_of

OUTCOMES_TABLE = TableSpec(
    "outcomes",
    pa.schema([*START, ("outcome_type", TEXT), ("precedence", pa.int16()), *SOURCE]),
    grain="month",
    series="outcome_type",
)


def one_outcome_a_crime(outcomes: pa.Table) -> pa.Table:
    """Of several outcomes of a crime the one that counts: lowest `precedence`, then later month, then first row.

    Takes rows of the table `outcomes` and gives one row a crime, in the order of crime_id. Pure. The rule is stated in
    lists/outcomes.toml.
    """
    order = [("crime_id", "ascending"), ("precedence", "ascending"), ("period", "descending")]
    ranked = outcomes.sort_by([*order, ("source_file", "ascending"), ("source_row", "ascending")])
    ids = ranked.column("crime_id").combine_chunks()
    if len(ids) < 2:
        return ranked
    first = np.append(True, pc.not_equal(ids[1:], ids[:-1]).to_numpy(zero_copy_only=False))
    return ranked.filter(pa.array(first))


def outcomes_reader(file: PoliceUkFile, intake: Intake, sink: Sink) -> Callable[[Rows], None]:
    """Takes the rows of one outcomes file."""
    seen = Seen()
    precedence = outcome_precedence()

    def take(rows: Rows) -> None:
        block = Block(file.name, rows, OUTCOMES.labels)
        columns = shared_columns(block, file, intake)
        block.refuse(pc.is_null(columns["crime_id"]), "crime_id", "no crime ID")
        outcome = empty_to_null(block.text("outcome_type"))
        columns["precedence"] = each_distinct(outcome, precedence.get, pa.int16())
        block.refuse(pc.is_null(columns["precedence"]), "outcome_type", "outcome type not known")
        _refuse_exact_repeats(block, seen)
        block.hand_over(OUTCOMES_TABLE, columns | {"outcome_type": outcome}, sink)

    return take


def _refuse_exact_repeats(block: Block, seen: Seen) -> None:
    columns = list(block.rows.columns.values())
    keys = lambda keep: keys_of([column.filter(keep) for column in columns])  # noqa: E731
    refuse_repeats(block, ~block.bad, keys, seen, "exact duplicate of an earlier row")


OUTCOMES = Layout("outcomes", (*SHARED, Heading("outcome_type", "Outcome type", required=True)), outcomes_reader)
