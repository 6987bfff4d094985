"""One reader for every body: each question is asked once, and every figure is what that body's own reader gives."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from sextant.bodies import Bodies
from sextant.config import Home
from sextant.engines import engine
from sextant.engines.base import Key, Part, Query
from sextant.lake.catalogue import Lake
from sextant.measures import figure_set
from sextant.measures.asks import Ask
from sextant.measures.compute import compute
from sextant.measures.definition import load_definitions
from sextant.measures.series import Reader
from sextant.periods import Month
from tests.unit.lake.files import loaded
from tests.unit.measures.lakes import home_with, quarters, with_street

FORCES = ("northumbria", "durham")
PUBLISHED = """key,window,value,source,date,force
homicide.offences,12 months to 2021-12,13,Statement of December 2021,2022-02-01,northumbria
homicide.offences,12 months to 2021-12,4,Statement of December 2021,2022-02-01,durham
"""


class Counting:
    """DuckDB that notes how often each question is asked."""

    name = "duck"

    def __init__(self) -> None:
        self.asked: Counter[Query] = Counter()
        self._inner = engine()

    def run(self, query: Query, parts: Sequence[Part]) -> dict[Key, int]:
        self.asked[query] += 1
        return self._inner.run(query, parts)

    def rows(self, query: Query, parts: Sequence[Part], limit: int) -> list[Mapping[str, Any]]:
        self.asked[query] += 1
        return self._inner.rows(query, parts, limit)


def two_forces(tmp_path: Path) -> Home:
    here = quarters(lambda k: 4 + k % 3, "1"), quarters(lambda k: 400 + 9 * k, "34B")
    there = quarters(lambda k: 2 + k % 2, "1", "Durham"), quarters(lambda k: 90 - k, "34B", "Durham")
    home = home_with(tmp_path, *here, *there)
    with_street(home, tmp_path, {f"2021-{m:02}": {"Anti-social behaviour": 40} for m in range(1, 13)})
    (tmp_path / "published.csv").write_text(PUBLISHED)
    loaded(home, "published", tmp_path / "published.csv")
    return home


def shared(home: Home, counting: Counting) -> list[bytes]:
    reader, bodies = Reader(Lake(home.lake), counting), Bodies.load(home.lists)
    asks = [Ask(bodies.named(force), Month(2021, 12), Month(2019, 6), districts=True) for force in FORCES]
    return [compute(ask, load_definitions(), reader).canonical() for ask in asks]


def test_a_reader_of_all_bodies_gives_each_the_figures_of_its_own_reader(tmp_path: Path) -> None:
    home = two_forces(tmp_path)
    own = [figure_set(home, force=force, to="2021-12", baseline="2019-06", districts=True) for force in FORCES]
    values = [each.figure("homicide.offences").published for each in own]
    assert [value.current.value for value in values if value] == [13, 4]
    assert shared(home, Counting()) == [each.canonical() for each in own]


def test_no_question_is_asked_twice_for_two_bodies(tmp_path: Path) -> None:
    counting = Counting()
    shared(two_forces(tmp_path), counting)
    of_bodies = {query: times for query, times in counting.asked.items() if query.table != "admissions"}  # of regions
    assert len(of_bodies) > 10
    assert set(of_bodies.values()) == {1}
