"""Random tables, random questions: every engine gives the reference engine's answer."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sextant.engines import ENGINES, engine
from sextant.engines.base import Condition, Part, Query, Tally

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


@pytest.fixture(scope="module")
def engines() -> dict[str, object]:
    return {name: engine(name) for name in ENGINES}


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(old=ROWS, new=ROWS, keep=KEEPS, query=QUERIES)
def test_every_engine_gives_the_answer_of_the_reference_engine(engines, tmp_path: Path, old, new, keep, query) -> None:
    parts = [Part(_written(tmp_path, "old", old), keep), Part(_written(tmp_path, "new", new))]
    answers = {name: each.run(query, parts) for name, each in engines.items()}
    judge = answers.pop("reference")
    assert answers == dict.fromkeys(answers, judge)


def _written(folder: Path, name: str, rows: list[tuple[object, ...]]) -> Path:
    path = folder / f"{name}.parquet"
    columns = list(zip(*rows, strict=True)) if rows else [()] * len(SCHEMA)
    pq.write_table(pa.table([pa.array(c, f.type) for c, f in zip(columns, SCHEMA, strict=True)], SCHEMA), path)
    return path
