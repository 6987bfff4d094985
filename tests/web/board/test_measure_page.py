from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from sextant.board import derived
from sextant.board.making import make_batch
from sextant.board.published import published_figures, published_sets
from sextant.config import Home
from sextant.measures.publications import record
from tests.unit.lake.files import loaded, recorded
from tests.unit.measures.lakes import YEARS
from tests.web.board.conftest import FORCE, TO, Made
from tests.web.board.homes import BURGLARIES
from tests.web.board.test_board_page import text_of

BURGLARY = f"/workspace/board/{FORCE}/neighbourhood-crime/"
HOMICIDE = f"/workspace/board/{FORCE}/homicide/"
VIOLENCE = f"/workspace/board/{FORCE}/serious-violence/"


@pytest.mark.usefixtures("board")
def test_it_is_read_from_the_sentence_to_the_source(chief: Client) -> None:
    page = text_of(chief, BURGLARY)
    parts = (
        "There were",
        "no clear change",
        "12 of 12 months counted",
        "The count and its baseline",
        "Does the conclusion survive other choices?",
        "Its control chart",
        "Other figures of this measure",
        "Beside other forces",
        ">What may mislead here<",
        "What is being done",
        "Where the number comes from",
        "Source, edition, definition, test and hash",
    )
    places = [page.index(part) for part in parts]
    assert places == sorted(places)


@pytest.mark.parametrize(
    "measure", ["homicide", "serious-violence", "drugs-county-lines", "neighbourhood-crime", "cyber", "victims"]
)
@pytest.mark.usefixtures("board")
def test_every_measure_has_a_page(chief: Client, measure: str) -> None:
    assert "<h1" in text_of(chief, f"/workspace/board/{FORCE}/{measure}/")


@pytest.mark.usefixtures("board")
def test_a_measure_that_is_not_known_is_not_found(chief: Client) -> None:
    text_of(chief, f"/workspace/board/{FORCE}/happiness/", 404)
    text_of(chief, f"/workspace/board/{FORCE}/board/", 404)
    text_of(chief, "/workspace/board/durham/homicide/", 404)


@pytest.mark.usefixtures("board")
def test_another_baseline_and_the_switch_are_links_to_stored_sets(chief: Client) -> None:
    page = text_of(chief, BURGLARY)
    assert f'href="?to={TO}&amp;baseline=2020-03"' in page
    assert f'href="?to={TO}&amp;baseline=2019-06&amp;switch=interference"' in page
    other = text_of(chief, f"{BURGLARY}?to={TO}&baseline=2020-03&switch=interference")
    assert "12 months to March 2020" in other
    assert "with vehicle interference</strong>" in other


@pytest.mark.usefixtures("board")
def test_whether_the_conclusion_survives_is_said_and_shown_in_a_table(chief: Client) -> None:
    page = text_of(chief, BURGLARY)
    assert "the conclusion, no clear change, survives all 3 other choices" in page
    assert "With vehicle interference" in page


@pytest.mark.usefixtures("board")
def test_every_chart_has_its_table_and_its_files(chief: Client) -> None:
    page = text_of(chief, BURGLARY)
    for part in ("main", "control", "beside"):
        assert f"/neighbourhood-crime/{part}.csv" in page
        assert f"/neighbourhood-crime/{part}.svg" in page
    assert page.count("<figure") == 3
    assert page.count('role="img"') == 6  # wide and narrow


@pytest.mark.usefixtures("board")
def test_the_control_chart_is_told_in_words(chief: Client) -> None:
    page = text_of(chief, BURGLARY)
    assert "They average" in page
    assert "what is usual runs from" in page


@pytest.mark.usefixtures("board")
def test_the_force_stands_beside_others_and_none_is_ranked(chief: Client) -> None:
    page = text_of(chief, BURGLARY)
    assert "all 12 forces together" in page
    assert "a place outside a limit is no rank" in page
    rows = page[page.index("Every force, in alphabetical order") :]
    names = ["Cheshire", "Cleveland", "Cumbria", "Dorset", "Durham", "Essex", "Kent", "Norfolk", "Northumbria"]
    assert [rows.index(f">{name}<") for name in names] == sorted(rows.index(f">{name}<") for name in names)


@pytest.mark.usefixtures("board")
def test_with_fewer_than_ten_forces_no_picture_is_drawn_and_the_page_says_why(chief: Client) -> None:
    page = text_of(chief, HOMICIDE)
    assert "it needs recorded crime of at least ten forces" in page


@pytest.mark.usefixtures("board")
def test_restricted_numbers_are_shown_inside_with_their_state_said(chief: Client) -> None:
    page = text_of(chief, VIOLENCE)
    row = page[page.index("Confirmed firearm discharges") :][:2500]
    assert "Series restricted" in row or "Restricted" in row or "Suppressed" in row
    assert "inside/violence.firearm_discharge.csv" in row


@pytest.mark.usefixtures("board")
def test_a_suppressed_district_is_said_to_be_withheld_from_the_public(chief: Client) -> None:
    page = text_of(chief, VIOLENCE)
    districts = page[page.index("Districts: ") : page.index("Beside other forces")]
    assert "North" in districts
    assert "Suppressed" in districts or "Restricted" in districts


@pytest.mark.usefixtures("board")
def test_who_may_not_open_rows_gets_no_link_to_them(chief: Client, analyst: Client) -> None:
    assert "/rows/" not in text_of(chief, BURGLARY)
    assert "/rows/neighbourhood.crime/" in text_of(analyst, BURGLARY)


@pytest.mark.usefixtures("board")
def test_a_page_reads_stored_files_only(chief: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    def forbidden(*_: object, **__: object) -> None:
        raise AssertionError("a request asked the engine or the lake")

    import pyarrow.parquet

    from sextant.engines.through_ibis import IbisEngine
    from sextant.lake.catalogue import Lake

    monkeypatch.setattr(IbisEngine, "run", forbidden)
    monkeypatch.setattr(IbisEngine, "rows", forbidden)
    monkeypatch.setattr(Lake, "editions", forbidden)
    monkeypatch.setattr(pyarrow.parquet, "read_table", forbidden)
    monkeypatch.setattr("sextant.publishing.charts.drawing.draw", forbidden)
    for address in (
        "/workspace/",
        BURGLARY,
        HOMICIDE,
        VIOLENCE,
        f"{BURGLARY}main.csv",
        f"/workspace/board/{FORCE}/figures.csv",
    ):
        text_of(chief, address)


@pytest.mark.usefixtures("board")
def test_it_asks_the_database_the_same_few_questions(
    chief: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    chief.get(BURGLARY)
    with django_assert_num_queries(6):
        chief.get(BURGLARY)
    with django_assert_num_queries(6):
        chief.get(f"{BURGLARY}?baseline=2020-03&switch=interference")


class TestAsPublishedBesideAsKnownNow:
    """The board's first set is entered as published; then the Home Office revises a quarter."""

    @pytest.fixture
    def revised(self, own_board: Home, made: Made) -> Home:
        record(own_board, made.batch.sets[0].sha256, date(2022, 5, 31), "the quarterly statement")
        loaded(own_board, "recorded-crime", self.one_quarter_otherwise(own_board), dated="2022-07-28")
        return own_board

    def one_quarter_otherwise(self, place: Home) -> Path:
        rows = [(YEARS[-1], quarter, "Northumbria", BURGLARIES, 900) for quarter in (1, 2, 3)]
        return recorded(place.root.parent / "revised.csv", rows)

    def test_what_was_published_is_found_by_its_measure(self, revised: Home) -> None:
        found = published_figures(revised, FORCE, "neighbourhood-crime")
        assert found is not None
        publication, figure = found
        assert (publication.published_on, figure.key) == (date(2022, 5, 31), "neighbourhood.crime")
        assert published_figures(revised, "durham", "neighbourhood-crime") is None

    def test_a_published_sentence_that_no_longer_holds_is_said_on_board_and_page(
        self, revised: Home, chief: Client
    ) -> None:
        from sextant.access.models import User
        from sextant.board.actions import keep_batch

        batch = make_batch(revised, force=FORCE, to=TO)
        keep_batch(by=User.objects.get(username="maker"), batch=batch, because="a newer edition came")
        page = text_of(chief, BURGLARY)
        assert "The published statement says otherwise" in page
        assert "Our published statement, 31 May 2022" in page
        assert "Published on 31 May 2022:" in page
        assert "As known now:" in page
        board = text_of(chief, "/workspace/")
        assert "A published sentence" in board
        assert "Neighbourhood crime, published on 31 May 2022, said 1,991" in board

    def test_what_still_holds_is_said_to_hold(self, own_board: Home, made: Made, chief: Client) -> None:
        record(own_board, made.batch.sets[0].sha256, date(2022, 5, 31))
        make_batch(own_board, force=FORCE, to=TO)
        page = text_of(chief, BURGLARY)
        assert "still holds" in page
        assert "says otherwise" not in page
        assert "A published sentence" not in text_of(chief, "/workspace/")

    def test_a_window_without_a_number_then_and_now_is_no_difference(self, own_board: Home, chief: Client) -> None:
        from sextant.access.models import User
        from sextant.board.actions import keep_batch

        bare = make_batch(own_board, force=FORCE, to=TO, baseline="1999-06")
        record(own_board, bare.sets[0].sha256, date(2022, 5, 31))
        keep_batch(by=User.objects.get(username="maker"), batch=bare, because="against a year of no records")
        page = text_of(chief, BURGLARY)
        assert "12 months to June 1999" in page
        assert "says otherwise" not in page
        loaded(own_board, "recorded-crime", self.one_quarter_otherwise(own_board), dated="2022-07-28")
        again = make_batch(own_board, force=FORCE, to=TO, baseline="1999-06")
        keep_batch(by=User.objects.get(username="maker"), batch=again, because="a newer edition came")
        assert re.search(r"1,991 and no number; as known now: [\d,]+ and no number\.", text_of(chief, BURGLARY))
        assert "said 1,991 and no number" in text_of(chief, "/workspace/")

    def test_a_register_entry_whose_set_is_gone_is_passed_over(self, revised: Home, made: Made) -> None:
        (revised.figures / f"{made.batch.sets[0].sha256}.json").unlink()
        assert published_sets(revised, FORCE) == []


def test_a_changed_page_is_read_anew(own_board: Home, made: Made) -> None:
    sha = made.batch.sets[0].sha256
    page = derived.read(own_board, sha, "homicide")
    assert page is not None
    derived.write(own_board, sha, "homicide", dict(page) | {"lead": "Otherwise."})
    again = derived.read(own_board, sha, "homicide")
    assert again is not None
    assert again["lead"] == "Otherwise."
