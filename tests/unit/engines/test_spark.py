from __future__ import annotations

import os
from pathlib import Path

import pytest

from sextant.engines.base import Part, Query, Tally
from sextant.engines.spark import SparkEngine
from sextant.errors import Refusal
from sextant.measures import FigureSet
from tests.engines import SPARK_MARKS, ready
from tests.spec.tables import parquet
from tests.unit.measures.lakes import asked, home_with, quarters, with_street

pytestmark = [*SPARK_MARKS, pytest.mark.usefixtures("spark")]
TABLE = """
body         period   count
northumbria  2021-01  2
durham       2021-01  3
"""
SUM = Query("t", (), ("body",), Tally("sum", "count"))


@pytest.fixture
def spark() -> SparkEngine:
    found = ready("spark")
    assert isinstance(found, SparkEngine)
    return found


def test_a_folder_may_have_signs_that_hadoop_takes_for_patterns(spark: SparkEngine, tmp_path: Path) -> None:
    folder = tmp_path / "a [b] {c,d} e*? ü\\ %20"
    folder.mkdir()
    assert spark.run(SUM, [Part(parquet(folder, TABLE))]) == {("northumbria",): 2, ("durham",): 3}


def test_workers_may_find_the_objects_at_an_address_of_their_own(spark: SparkEngine, tmp_path: Path) -> None:
    path = parquet(tmp_path, TABLE)
    elsewhere = SparkEngine({**os.environ, "SEXTANT_SPARK_OBJECTS": f"file://{tmp_path}/"})
    assert elsewhere.run(SUM, [Part(Path("/on/the/laptop/lake/objects") / path.name)]) == spark.run(SUM, [Part(path)])


def test_an_object_that_is_not_where_workers_look_is_refused(spark: SparkEngine, tmp_path: Path) -> None:
    with pytest.raises(Refusal) as refused:
        spark.run(SUM, [Part(tmp_path / "gone.parquet")])
    assert str(refused.value) == (
        f"engine 'spark': lacks files of the lake in file://{tmp_path}; bring the lake's objects there, or set "
        "SEXTANT_SPARK_OBJECTS to where they are."
    )


def test_the_figures_are_those_of_duckdb_to_the_byte(tmp_path: Path) -> None:
    home = home_with(tmp_path, quarters(lambda k: 4 + k % 3, "1"), quarters(lambda k: 400 + 9 * k, "34B"))
    with_street(home, tmp_path, {f"2021-{m:02}": {"Anti-social behaviour": 40, "Robbery": m} for m in range(1, 13)})
    duck, other = (asked(home, engine_name=name, districts=True) for name in ("duck", "spark"))
    assert isinstance(duck, FigureSet)
    assert duck.figure("homicide.offences").current.value is not None
    assert other.canonical() == duck.canonical()


def test_one_edition_over_another_gives_the_figures_of_duckdb(tmp_path: Path) -> None:
    home = home_with(tmp_path, quarters(lambda _: 5, "1"), dated="2022-01-27")
    home_with(tmp_path, quarters(lambda _: 6, "1")[8:20], dated="2022-04-28")
    duck, other = (asked(home, engine_name=name) for name in ("duck", "spark"))
    assert len(duck.editions) == 2
    assert other.canonical() == duck.canonical()
