"""Rows of the Home Office's table, checked and made tidy."""

from __future__ import annotations

from functools import partial

import pyarrow as pa
import pyarrow.compute as pc

from sextant.records import recorded_crime_words as words
from sextant.records.checks import Block, each_distinct, each_pair, one_of, refuse_future
from sextant.records.kinds import Intake, Sink, TableSpec
from sextant.records.repeated_cells import Cells

RECORDED_CRIME = TableSpec(
    "recorded_crime",
    pa.schema(
        [
            ("body", pa.string()),
            ("period", pa.date32()),
            ("financial_year", pa.string()),
            ("financial_quarter", pa.int8()),
            ("district", pa.string()),
            ("district_code", pa.string()),
            ("offence_code", pa.string()),
            ("offence", pa.string()),
            ("offence_group", pa.string()),
            ("offence_subgroup", pa.string()),
            ("count", pa.int64()),
            ("outcome_only", pa.bool_()),
            ("source_file", pa.string()),
            ("source_sheet", pa.string()),
            ("source_row", pa.int32()),
        ]
    ),
    grain="quarter",
    series="offence_code",
    counted="count",
)


def take_rows(block: Block, intake: Intake, sink: Sink, cells: Cells) -> None:
    """Check a block of rows, write the good ones and refuse the others."""
    who_and_when, shifted = _who_and_when(block, intake)
    columns = who_and_when | _what(block)
    columns["count"] = _counts(block)
    columns["district"] = each_distinct(block.text("district"), _filled, pa.string())
    columns["district_code"] = each_distinct(block.text("district_code"), _filled, pa.string())
    cells.refuse_repeats(block, columns)
    block.hand_over(RECORDED_CRIME, columns, sink, _hints(columns, shifted))


def _who_and_when(block: Block, intake: Intake) -> tuple[dict[str, pa.Array], pa.Array]:
    """The columns, and which rows have their values in the wrong ones."""

    def slug(text: str) -> str | None:
        found = intake.bodies.find(text)
        return found.slug if found else None

    body = each_distinct(block.text("force"), slug, pa.string())
    year = each_distinct(block.text("financial_year"), words.financial_year, pa.string())
    quarter = each_distinct(block.text("financial_quarter"), words.financial_quarter, pa.int8())
    shifted = _shifted(block, body, quarter)
    block.refuse(shifted, "force", "columns are shifted")
    block.refuse(pc.is_null(year), "financial_year", "not a financial year (2019/20)")
    block.refuse(pc.is_null(quarter), "financial_quarter", "not a quarter from 1 to 4")
    block.refuse(pc.is_null(body), "force", "force not known")
    period = each_pair(year, quarter, words.quarter_start, pa.date32())
    refuse_future(block, period, "financial_year", intake.latest)
    return {"body": body, "financial_year": year, "financial_quarter": quarter, "period": period}, shifted


def _hints(columns: dict[str, pa.Array], shifted: pa.Array) -> dict[str, pa.Array]:
    """Where refused rows belong. Without a quarter that can be read it is one of the year's; of a row whose values
    stand in the wrong columns the year alone is to be trusted.
    """
    year = columns["financial_year"]
    start, end = (each_distinct(year, partial(words.quarter_start, quarter=k), pa.date32()) for k in (1, 4))
    period = _unless(shifted, columns["period"])
    return {
        "body": _unless(shifted, columns["body"]),
        "first": pc.coalesce(period, start),
        "last": pc.coalesce(period, end),
        "offence_code": _unless(shifted, columns["offence_code"]),
    }


def _unless(marked: pa.Array, values: pa.Array) -> pa.Array:
    return pc.if_else(marked, pa.scalar(None, values.type), values)


def _shifted(block: Block, body: pa.Array, quarter: pa.Array) -> pa.Array:
    """No force where the force should stand, and no quarter or no code where those should: values have moved."""
    damaged = each_distinct(block.text("offence_code"), words.is_damaged_code, pa.bool_())
    elsewhere = pc.or_(pc.is_null(quarter), damaged)
    filled = pc.invert(one_of(block.text("force"), [""]))
    return pc.and_(pc.and_(pc.is_null(body), filled), elsewhere)


def _what(block: Block) -> dict[str, pa.Array]:
    description = each_distinct(block.text("offence"), _filled, pa.string())
    code = each_distinct(block.text("offence_code"), words.offence_code, pa.string())
    block.refuse(
        each_distinct(block.text("offence_code"), words.is_damaged_code, pa.bool_()),
        "offence_code",
        "offence code was damaged by a spreadsheet",
    )
    block.refuse(pc.is_null(code), "offence_code", "not an offence code")
    block.refuse(pc.is_null(description), "offence", "no offence description")
    return {
        "offence_code": each_pair(code, description, words.restored_code, pa.string()),
        "offence": description,
        "offence_group": each_distinct(block.text("offence_group"), words.label, pa.string()),
        "offence_subgroup": each_distinct(block.text("offence_subgroup"), words.label, pa.string()),
        "outcome_only": each_distinct(description, words.outcome_only, pa.bool_()),
    }


def _counts(block: Block) -> pa.Array:
    text = block.text("count")
    numbers = each_distinct(text, words.count, pa.int64())
    stripped = each_distinct(text, str.strip, pa.string())
    block.refuse(pc.equal(stripped, ""), "count", "no count")
    block.refuse(
        one_of(stripped, ["*", "[c]", "[x]", "[z]", "[low]", "..", ":"]), "count", "count withheld by the publisher"
    )
    block.refuse(pc.is_null(numbers), "count", "not a whole number")
    return numbers


def _filled(text: str) -> str | None:
    return " ".join(text.split()) or None
