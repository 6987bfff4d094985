"""Random tables, random questions: every engine gives the reference engine's answer."""

from __future__ import annotations

from datetime import date
from itertools import count
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sextant.engines.base import Condition, Engine, Part, Query, Tally
from tests.engines import SPARK_MARKS, ready

BODIES = st.sampled_from(["northumbria", "durham", "wexmoor"])
PERIODS = st.sampled_from([date(2021, month, 1) for month in (1, 2, 3, 4)])
CODES = st.sampled_from(["1", "4.1", "4.10", "92A", None])
FLAG = st.sampled_from([True, False, None])
ROWS = st.lists(
    st.tuples(BODIES, PERIODS, CODES, FLAG, FLAG, st.one_of(st.none(), st.sampled_from("AB")), st.integers(-5, 300)),
    max_size=25,
)
SCHEMA = pa.schema(
    [
        ("body", pa.string()),
        ("period", pa.date32()),
        ("offence_code", pa.string()),
        ("alcohol", pa.bool_()),
        ("drugs", pa.bool_()),
        ("incident_number", pa.string()),
        ("count", pa.int64()),
        ("source_file", pa.string()),
        ("source_row", pa.int32()),
    ]
)
FLAGS = st.sampled_from([("alcohol",), ("drugs",), ("alcohol", "drugs")])
CONDITIONS = st.one_of(
    st.builds(Condition, st.just(("offence_code",)), st.sampled_from(["in", "not_in"]), st.just(("1", "4.1"))),
    st.builds(Condition, st.just(("period",)), st.just("between"), st.just((date(2021, 2, 1), date(2021, 3, 1)))),
    st.builds(Condition, FLAGS, st.sampled_from(["any_true", "all_false", "any_unknown"])),
)
TALLIES = st.sampled_from([Tally(), Tally("sum", "count"), Tally("distinct", "incident_number")])
BY = st.sampled_from([("body", "period"), ("body",), ("offence_code", "alcohol"), ("incident_number",)])
QUERIES = st.builds(Query, st.just("t"), st.lists(CONDITIONS, max_size=3).map(tuple), BY, TALLIES)
KEEPS = st.one_of(st.none(), st.frozensets(st.tuples(BODIES, PERIODS), max_size=6))
ASKED = given(old=ROWS, new=ROWS, keep=KEEPS, query=QUERIES, limit=st.integers(1, 30))
FILES = count()


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@ASKED
def test_duck_gives_the_answer_and_the_rows_of_the_reference_engine(
    tmp_path: Path, old, new, keep, query, limit
) -> None:
    agrees(ready("duck"), _parts(tmp_path, old, new, keep), query, limit)


@pytest.mark.parametrize("name", [pytest.param("spark", marks=SPARK_MARKS)])
def test_spark_gives_the_answer_and_the_rows_of_the_reference_engine(name: str, tmp_path: Path) -> None:
    spark = ready(name)

    @settings(max_examples=20, deadline=None)  # each takes about a second
    @ASKED
    def ask(old, new, keep, query, limit) -> None:
        agrees(spark, _parts(tmp_path, old, new, keep), query, limit)

    ask()


def agrees(engine: Engine, parts: list[Part], query: Query, limit: int) -> None:
    judge = ready("reference")
    assert engine.run(query, parts) == judge.run(query, parts)
    assert engine.rows(query, parts, limit) == judge.rows(query, parts, limit)


def _parts(folder: Path, old, new, keep) -> list[Part]:
    return [Part(_written(folder, "old", old), keep), Part(_written(folder, "new", new))]


def _written(folder: Path, name: str, rows: list[tuple[object, ...]]) -> Path:
    """A file of its own each time: a part never changes."""
    path = folder / f"{name}-{next(FILES)}.parquet"
    placed = [(*row, f"{name}.csv", k) for k, row in enumerate(rows, 2)]
    columns = list(zip(*placed, strict=True)) if rows else [()] * len(SCHEMA)
    pq.write_table(pa.table([pa.array(c, f.type) for c, f in zip(columns, SCHEMA, strict=True)], SCHEMA), path)
    return path
