"""The demonstration: the whole job, on a small made-up force."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from sextant.config import Home
from sextant.demo import Demo, run_demo
from sextant.errors import Refusal
from sextant.lake.catalogue import Lake

SCALE = 0.02


@contextmanager
def quiet(_title: str, _size: int, _files: bool) -> Iterator[Callable[[int, str], None]]:
    yield lambda _step, _name: None


@pytest.fixture(scope="module")
def done(tmp_path_factory: pytest.TempPathFactory) -> Demo:
    return run_demo(Home(tmp_path_factory.mktemp("demo") / "home"), quiet, scale=SCALE, years=8)


@pytest.mark.slow
def test_only_what_was_planted_is_found(done: Demo) -> None:
    assert done.unplanted == ()
    assert sum(edition.rows_quarantined for edition in done.editions) > 0


@pytest.mark.slow
def test_the_planted_gaps_are_found(done: Demo) -> None:
    truth = json.loads((done.home.root / "made-up" / "truth.json").read_text())
    gaps = {gap.period for edition in done.editions for gap in edition.gaps}
    assert truth["police_uk"]["absent_month"] in gaps


@pytest.mark.slow
def test_its_statement_says_on_the_page_that_all_is_made_up(done: Demo) -> None:
    page = (done.statement / "index.html").read_text("utf-8")
    assert "does not exist" in page
    assert "Wexmoor (made-up force)" in page
    assert "not published by or for" not in page


@pytest.mark.slow
def test_the_narrative_of_the_made_up_force_passes_its_own_check(done: Demo) -> None:
    assert done.problems == ()


@pytest.mark.slow
def test_a_second_run_takes_up_what_the_first_left(done: Demo) -> None:
    before = {path.name for path in (done.home.lake / "catalogue").iterdir()}
    page = (done.statement / "index.html").read_bytes()
    again = run_demo(done.home, quiet, scale=SCALE, years=8)
    assert {path.name for path in (done.home.lake / "catalogue").iterdir()} == before
    assert (again.statement / "index.html").read_bytes() == page


@pytest.mark.slow
def test_its_editions_about_people_carry_purpose_owner_and_end(done: Demo) -> None:
    [crimes] = Lake(done.home.lake).editions("crimes")
    assert crimes.persons
    assert {"purpose", "legal_basis", "owner", "review_date", "dispose_after"} <= crimes.governance.keys()


def test_a_home_with_something_else_in_it_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "keep.txt").write_text("mine")
    with pytest.raises(Refusal, match="something else than made-up data"):
        run_demo(Home(tmp_path), quiet, scale=SCALE)
    assert [path.name for path in tmp_path.iterdir()] == ["keep.txt"]


@pytest.mark.slow
def test_the_outline_lies_where_the_desk_finds_it_and_is_the_forces_own(done: Demo) -> None:
    from sextant.places.asking import Ask, study

    outline = done.home.lists / "boundary.geojson"
    looked = study(done.home, Ask(done.force, "2025-09", kinds=("Burglary",), boundary=outline))
    assert looked.mask.name == "cells with their centre inside Wexmoor (made-up force)"
    assert looked.as_json()["events"]["outside_grid"] == 0
    assert not any("lie outside" in note for note in looked.notes)


@pytest.mark.slow
def test_a_home_of_before_there_was_an_outline_gets_one(done: Demo) -> None:
    made, kept = done.home.root / "made-up" / "boundary.geojson", done.home.lists / "boundary.geojson"
    text = made.read_bytes()
    made.unlink()
    kept.unlink()
    run_demo(done.home, quiet, scale=SCALE, years=8)
    assert made.read_bytes() == kept.read_bytes() == text
