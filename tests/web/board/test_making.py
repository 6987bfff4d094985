from __future__ import annotations

import json
from pathlib import Path

import pytest

from sextant.access.models import AuditRow
from sextant.board import derived, making
from sextant.board.actions import keep_batch
from sextant.board.derived import BOARD
from sextant.board.making import make_batch
from sextant.board.models import FigureRun, Shown
from sextant.board.windows import last_month
from sextant.bodies import Bodies
from sextant.config import Home
from sextant.errors import Refusal
from sextant.lake.catalogue import Lake
from sextant.measures.definition import kept_file, load_definitions
from sextant.measures.reading import read_set
from tests.unit.lake.files import loaded, street
from tests.unit.measures.lakes import home_with, quarters
from tests.web.board.conftest import FORCE, TO, Made
from tests.web.conftest import Person

NORTHUMBRIA = Bodies.load().named(FORCE)


def files_of(home: Home) -> dict[str, bytes]:
    found = [*home.figures.glob("*"), *(home.root / derived.FOLDER).rglob("*")]
    return {str(path.relative_to(home.root)): path.read_bytes() for path in found if path.is_file()}


def test_windows_end_with_the_last_quarter_of_recorded_crime_that_is_held(tmp_path: Path) -> None:
    home = home_with(tmp_path, quarters(lambda _: 9, "1"))
    street(tmp_path / "street", "2022-07", {"Robbery": 2})
    loaded(home, "police-uk", tmp_path / "street")
    found = last_month(Lake(home.lake), NORTHUMBRIA)
    assert str(found.month) == "2022-03"
    assert "last quarter of recorded crime" in found.why


def test_without_recorded_crime_they_end_with_the_last_month_held_of_anything(tmp_path: Path) -> None:
    home = Home(tmp_path / "home")
    street(tmp_path / "street", "2022-07", {"Robbery": 2})
    loaded(home, "police-uk", tmp_path / "street")
    assert str(last_month(Lake(home.lake), NORTHUMBRIA).month) == "2022-07"


def test_a_force_without_records_is_refused_and_nothing_is_written(tmp_path: Path) -> None:
    home = home_with(tmp_path, quarters(lambda _: 9, "1"))
    with pytest.raises(Refusal, match="no records are held"):
        make_batch(home, force="durham")
    assert files_of(home) == {}


def test_every_baseline_with_and_without_the_switch_is_a_stored_set(made: Made) -> None:
    choices = {(str(each.baseline_to), each.switches) for each in made.batch.sets}
    months = ("2019-06", "2019-12", "2020-03")
    assert choices == {(month, switches) for month in months for switches in ((), ("interference",))}
    for each in made.batch.sets:
        figures = read_set(made.home.figures / f"{each.sha256}.json")
        assert (str(figures.to), figures.baseline_to) == (TO, each.baseline_to)


def test_the_definitions_are_kept_beside_the_sets_under_their_hash(own_board: Home, made: Made) -> None:
    sha256 = read_set(own_board.figures / f"{made.batch.sets[0].sha256}.json").definition_sha256
    assert load_definitions(str(kept_file(own_board.figures, sha256))).sha256 == sha256


def test_where_only_the_asked_set_is_wanted_it_is_the_one_the_board_would_show(own_board: Home, made: Made) -> None:
    alone = make_batch(own_board, force=FORCE, to=TO, asked_only=True)
    assert alone.sets == made.batch.sets[:1]


def test_the_board_shows_the_definitions_own_baseline_without_a_switch(made: Made) -> None:
    first = made.batch.sets[0]
    assert (str(first.baseline_to), first.switches) == ("2019-06", ())


def test_each_set_has_a_page_for_the_board_and_for_every_measure(made: Made) -> None:
    for each in made.batch.sets:
        names = {path.stem for path in derived.folder(made.home, each.sha256).iterdir()}
        measures = {"homicide", "serious-violence", "drugs-county-lines", "neighbourhood-crime", "cyber", "victims"}
        assert names == measures | {BOARD}


@pytest.mark.usefixtures("made")
def test_the_same_lake_gives_the_same_files(own_board: Home) -> None:
    before = files_of(own_board)
    make_batch(own_board, force=FORCE, to=TO)
    assert files_of(own_board) == before


def test_a_making_that_is_stopped_leaves_whole_files_only_and_no_row(own_board: Home) -> None:
    class Stop(Exception):
        pass

    def tick(done: int, _total: int | None, _message: str) -> None:
        if done == 2:
            raise Stop

    runs = FigureRun.objects.count()
    with pytest.raises(Stop):
        make_batch(own_board, force=FORCE, to="2021-09", tick=tick)
    assert FigureRun.objects.count() == runs
    assert [name for name in files_of(own_board) if name.endswith(".part")] == []
    for name, content in files_of(own_board).items():
        assert json.loads(content), name


def test_no_page_holds_a_number_that_json_does_not_know(made: Made) -> None:
    for path in (made.home.root / derived.FOLDER).rglob("*.json"):
        json.loads(path.read_text("utf-8"), parse_constant=pytest.fail)


def test_a_making_is_entered_at_one_moment_and_audited_once(board: FigureRun, made: Made) -> None:
    runs = FigureRun.objects.made_with(board)
    assert len(runs) == len(made.batch.sets)
    assert runs[0] == board
    assert Shown.objects.get().run == board
    row = AuditRow.objects.get(what="made figures")
    assert (row.kind, row.why, row.object_ref) == ("combination", "records were loaded", board.sha256[:12])
    assert row.details["sets"] == len(runs)


def test_a_job_that_is_begun_again_enters_nothing_twice(board: FigureRun, made: Made, person: Person) -> None:
    again = keep_batch(by=person("worker", "analyst"), batch=made.batch, because="records were loaded")
    assert again == board
    assert FigureRun.objects.count() == len(made.batch.sets)


def test_figures_for_another_reason_are_entered_and_shown(board: FigureRun, made: Made, person: Person) -> None:
    again = keep_batch(by=person("worker", "analyst"), batch=made.batch, because="an edition was corrected")
    assert again != board
    assert Shown.objects.get().run == again


def test_switches_come_with_each_baseline_and_the_asked_one_first() -> None:
    from sextant.measures.definition import load_definitions
    from sextant.periods import Month

    found = list(making.combinations(load_definitions(), Month(2020, 3)))
    assert (str(found[0].baseline_to), found[0].switches) == ("2020-03", ())
    assert len({(each.baseline_to, each.switches) for each in found}) == len(found) == 6
