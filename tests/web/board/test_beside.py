"""The funnel of changes: a force among forces, both counts allowed for, nobody ranked."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sextant.board.beside import Beside, beside, ratio, words
from sextant.board.drawings.funnel import funnel_spec
from sextant.bodies import Bodies
from sextant.config import Home
from sextant.engines import engine
from sextant.evidence.funnels import Position
from sextant.lake.catalogue import Lake
from sextant.measures.definition import load_definitions
from sextant.measures.series import Reader
from sextant.periods import Month, Window
from sextant.publishing.charts import look
from tests.unit.measures.lakes import home_with, quarters
from tests.web.board.homes import BURGLARIES, OTHERS

WINDOWS = Window.ending(Month(2021, 12)), Window.ending(Month(2019, 6))
BODIES = Bodies.load()


def found_in(home: Home, windows: tuple[Window, Window] = WINDOWS) -> Beside | None:
    defined = load_definitions()
    figure = next(each for each in defined.figures if each.key == "neighbourhood.crime")
    reader = Reader(Lake(home.lake), engine())
    return beside(figure, defined.codes_of(figure), reader, BODIES, BODIES.named("northumbria"), windows)


def lake_of(tmp_path: Path, own_now: int, gap: str = "") -> Home:
    """Each other force has 100 a quarter throughout; ours 100 until March 2021 and `own_now` from then on."""
    series = [quarters(lambda k: own_now if k > 18 else 100, BURGLARIES)]
    for name in OTHERS:
        rows = quarters(lambda _: 100, BURGLARIES, name)
        series.append([row for row in rows if name != gap or row[:2] != ("2021/22", 1)])
    return home_with(tmp_path, *series)


def test_a_force_that_changed_as_others_did_lies_inside(tmp_path: Path) -> None:
    found = found_in(lake_of(tmp_path, 100))
    assert found is not None
    assert found.own.position is Position.INSIDE
    assert found.overall == pytest.approx(1.0)
    assert "400 now for 400 then, a ratio of 1.00; all 12 forces together, 1.00" in words(found)


def test_a_force_that_rose_alone_lies_above_and_is_told_so(tmp_path: Path) -> None:
    found = found_in(lake_of(tmp_path, 220))
    assert found is not None
    assert found.own.position is Position.ABOVE_99_8
    assert "above the 99.8% limit" in words(found)
    assert "1 of 12 forces lie outside" in words(found)


def test_a_force_without_every_month_is_left_out_and_named(tmp_path: Path) -> None:
    found = found_in(lake_of(tmp_path, 100, gap="Kent"))
    assert found is not None
    assert "Kent" in found.left_out
    assert "Kent" not in found.counts


def test_windows_that_end_within_a_quarter_make_no_picture(tmp_path: Path) -> None:
    home = lake_of(tmp_path, 100)
    assert found_in(home, (Window.ending(Month(2021, 11)), WINDOWS[1])) is None


def test_few_forces_make_no_picture(tmp_path: Path) -> None:
    assert found_in(home_with(tmp_path, quarters(lambda _: 100, BURGLARIES))) is None


def test_the_drawing_names_our_force_only_and_lists_the_others_nowhere(tmp_path: Path) -> None:
    found = found_in(lake_of(tmp_path, 100))
    assert found is not None
    text = str(funnel_spec(found, look.WIDE))
    assert "Northumbria" in text
    assert [name for name in OTHERS if name in text] == []


@given(st.integers(0, 10_000), st.integers(0, 10_000))
def test_the_ratio_of_a_share_is_now_over_then(now: int, then: int) -> None:
    if now + then:
        found = ratio(now / (now + then))
        assert found is None if then == 0 else found == pytest.approx(now / then, rel=1e-9)
