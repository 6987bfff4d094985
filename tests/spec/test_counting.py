"""How events are counted. Every example holds on every engine and stands in docs/reference/counting.md."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pytest

from sextant.engines.base import Condition, Engine, Part, Query, Tally
from tests.engines import EACH, ready
from tests.spec.tables import parquet

QUARTERS = """
body         period   offence_code  count
northumbria  2021-01  1             2
northumbria  2021-01  4.1           1
northumbria  2021-01  4.10          4
northumbria  2021-04  1             -1
northumbria  2021-04  92A           7
durham       2021-01  1             3
durham       2021-04  -             9
"""

CRIMES = """
body         period   offence_code  incident_number  alcohol  drugs
northumbria  2021-01  1             A                yes      -
northumbria  2021-01  1             A                no       no
northumbria  2021-01  1             B                -        no
northumbria  2021-02  1             -                no       yes
northumbria  2021-02  1             -                no       no
"""


@dataclass(frozen=True)
class Example:
    """A table, a question and its answer."""

    says: str
    table: str
    query: Query
    answer: dict[tuple[object, ...], int]


JAN, FEB, APR = date(2021, 1, 1), date(2021, 2, 1), date(2021, 4, 1)
CODES = ("offence_code",)
EXAMPLES = [
    Example(
        "A code is text: 4.1 does not take 4.10 with it",
        QUARTERS,
        Query("t", (Condition(CODES, "in", ("1", "4.1")),), ("body", "period"), Tally("sum", "count")),
        {("northumbria", JAN): 3, ("northumbria", APR): -1, ("durham", JAN): 3},
    ),
    Example(
        "A negative count is a crime taken back, and is added as it is",
        QUARTERS,
        Query("t", (Condition(("body",), "in", ("northumbria",)),), ("body",), Tally("sum", "count")),
        {("northumbria",): 13},
    ),
    Example(
        "A row without a code is in no code list, nor outside one",
        QUARTERS,
        Query("t", (Condition(CODES, "not_in", ("1",)), Condition(("body",), "in", ("durham",)))),
        {},
    ),
    Example(
        "A group without rows has no answer, which is not 0",
        QUARTERS,
        Query("t", (Condition(CODES, "in", ("34B",)),)),
        {},
    ),
    Example(
        "A window of periods counts both ends",
        QUARTERS,
        Query("t", (Condition(("period",), "between", (JAN, JAN)),), ("body",)),
        {("northumbria",): 3, ("durham",): 1},
    ),
    Example(
        "Offences of one incident are one incident; an offence without an incident number is one of its own",
        CRIMES,
        Query("t", (), ("period",), Tally("distinct", "incident_number")),
        {(JAN,): 2, (FEB,): 2},
    ),
    Example(
        "One flag that is set is enough",
        CRIMES,
        Query("t", (Condition(("alcohol", "drugs"), "any_true"),), ("body",)),
        {("northumbria",): 2},
    ),
    Example(
        "Not linked means that every flag says no",
        CRIMES,
        Query("t", (Condition(("alcohol", "drugs"), "all_false"),), ("body",)),
        {("northumbria",): 2},
    ),
    Example(
        "Unknown means that no flag is set and one at least is empty",
        CRIMES,
        Query("t", (Condition(("alcohol", "drugs"), "any_unknown"),), ("body",)),
        {("northumbria",): 1},
    ),
    Example(
        "An empty cell makes a group of its own",
        CRIMES,
        Query("t", (), ("incident_number",)),
        {("A",): 2, ("B",): 1, (None,): 2},
    ),
]


@pytest.fixture(params=EACH)
def each_engine(request: pytest.FixtureRequest) -> Engine:
    return ready(request.param)


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: example.says.replace(" ", "_"))
def test_counting(each_engine, example: Example, tmp_path: Path) -> None:
    path = parquet(tmp_path, example.table)
    assert each_engine.run(example.query, [Part(path)]) == example.answer


def test_of_a_part_only_the_kept_periods_of_the_kept_bodies_count(each_engine, tmp_path: Path) -> None:
    path = parquet(tmp_path, QUARTERS)
    part = Part(path, frozenset({("northumbria", APR), ("durham", JAN)}))
    answer = each_engine.run(Query("t", (), ("body", "period"), Tally("sum", "count")), [part])
    assert answer == {("northumbria", APR): 6, ("durham", JAN): 3}


def test_parts_of_several_editions_are_added_up_once_each(each_engine, tmp_path: Path) -> None:
    old, new = parquet(tmp_path, QUARTERS, "old"), parquet(tmp_path, QUARTERS, "new")
    parts = [Part(old, frozenset({("northumbria", JAN)})), Part(new, frozenset({("northumbria", APR)}))]
    answer = each_engine.run(Query("t", (), ("body",), Tally("sum", "count")), parts)
    assert answer == {("northumbria",): 13}


def test_no_parts_give_no_answer(each_engine) -> None:
    assert each_engine.run(Query("t"), []) == {}


def test_rows_come_in_the_order_of_the_file_and_no_more_than_asked(each_engine, tmp_path: Path) -> None:
    path = parquet(tmp_path, QUARTERS)
    rows = each_engine.rows(Query("t", (Condition(CODES, "in", ("1",)),)), [Part(path)], limit=2)
    assert [(row["source_row"], row["body"], row["count"]) for row in rows] == [
        (2, "northumbria", 2),
        (5, "northumbria", -1),
    ]
