from __future__ import annotations

import re
import shutil
from datetime import date
from pathlib import Path

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from sextant.access.models import AuditRow, User
from sextant.actions.models import Action
from sextant.board import derived
from sextant.board.attention import age, late, newer_editions, reach_of
from sextant.board.models import FigureRun, Shown
from sextant.config import Home
from sextant.jobs.models import Job
from sextant.lake.catalogue import Lake
from tests.unit.lake.files import loaded, recorded
from tests.web.board.conftest import FORCE, Made
from tests.web.conftest import Person

ORDER = ["Murder and other homicide", "Serious violence", "Drugs supply", "Neighbourhood crime", "Cyber", "Victim"]


def text_of(client: Client, address: str, status: int = 200) -> str:
    answer = client.get(address)
    assert answer.status_code == status, address
    return answer.content.decode()


@pytest.mark.usefixtures("board")
def test_it_shows_the_six_measures_in_the_statements_order(chief: Client) -> None:
    page = text_of(chief, "/workspace/")
    places = [page.index(f">{title}") for title in ORDER]
    assert places == sorted(places)


@pytest.mark.usefixtures("board")
def test_a_row_holds_sentence_verdict_both_counts_spark_completeness_age_and_next_action(chief: Client) -> None:
    page = text_of(chief, f"/workspace/board/{FORCE}/")
    row = page[page.index(ORDER[3]) : page.index(">Cyber")]
    for part in ("There were", "no clear change", "1,991", "12 months to June 2019", "<svg", "12 of 12 months"):
        assert part in row, part
    assert "28 April 2022" in row
    assert " old" in row
    assert "none agreed" in row


@pytest.mark.usefixtures("board")
def test_both_addresses_show_the_same_board(chief: Client) -> None:
    pages = [text_of(chief, address) for address in ("/workspace/", f"/workspace/board/{FORCE}/")]
    one, other = (re.sub('(csrfmiddlewaretoken|sent_once)" value="[^"]+', "", page) for page in pages)
    assert one == other


@pytest.mark.usefixtures("board")
def test_the_next_action_of_a_measure_is_the_one_due_first(chief: Client, person: Person) -> None:
    lead = person("lead", "measure-lead")
    action(lead, "WX-1", "Visit the burgled homes again", date(2031, 5, 1))
    action(lead, "WX-2", "Mark bicycles at the station", date(2031, 3, 1))
    page = text_of(chief, "/workspace/")
    assert "Mark bicycles at the station" in page
    assert "due 1 March 2031" in page
    assert "Visit the burgled homes again" not in page


@pytest.mark.usefixtures("board")
def test_an_action_past_its_first_date_is_said_to_be_overdue(chief: Client, person: Person) -> None:
    action(person("lead", "measure-lead"), "WX-1", "Light the car park", date(2031, 5, 1), first=date(2020, 1, 1))
    assert "overdue" in text_of(chief, "/workspace/")


def action(lead: User, ref: str, text: str, due: date, first: date | None = None) -> Action:
    return Action.objects.create(
        ref=ref, force=FORCE, measure="neighbourhood-crime", text=text, due=due, original_due=first or due,
        state="in_progress", proposed_by=lead, owner_post="Head of Neighbourhoods",
    )  # fmt: skip


@pytest.mark.usefixtures("board")
def test_what_lacks_a_number_is_said_under_attention(chief: Client) -> None:
    page = text_of(chief, "/workspace/")
    assert "Cyber crime: no local number is held." in page
    assert "Recorded crime (Home Office): held to March 2022, and more should be there by now." in page


def test_without_figures_the_page_says_how_they_come(made: Made, settings: object, chief: Client) -> None:
    settings.SEXTANT_HOME = made.home.root  # type: ignore[attr-defined]
    page = text_of(chief, "/workspace/")
    assert "No figures have been made yet" in page
    assert "after records are loaded" in page


def test_a_workspace_that_is_nobodys_says_so(settings: object, tmp_path: Path, chief: Client) -> None:
    settings.SEXTANT_HOME = tmp_path  # type: ignore[attr-defined]
    assert "Nobody has said yet whose workspace this is" in text_of(chief, "/workspace/")


@pytest.mark.usefixtures("board")
def test_a_force_that_is_not_known_is_not_found(chief: Client) -> None:
    text_of(chief, "/workspace/board/atlantis/", 404)
    text_of(chief, f"/workspace/board/{FORCE}/?to=1999-12", 404)
    text_of(chief, f"/workspace/board/{FORCE}/?baseline=1999-12", 404)
    text_of(chief, f"/workspace/board/{FORCE}/?switch=nonsense", 404)


def test_other_forces_with_figures_can_be_chosen(board: FigureRun, chief: Client) -> None:
    other = FigureRun.objects.get(pk=board.pk)
    other.pk, other.force = None, "durham"
    other.save()
    Shown.objects.create(force="durham", to=other.to, run=other)
    assert f'href="/workspace/board/durham/">{"Durham"}' in text_of(chief, "/workspace/")


def test_a_page_whose_file_is_gone_is_not_found(own_board: Home, chief: Client) -> None:
    shutil.rmtree(own_board.root / derived.FOLDER)
    text_of(chief, "/workspace/", 404)


@pytest.mark.usefixtures("board")
def test_it_asks_the_database_the_same_few_questions_however_much_there_is(
    chief: Client, person: Person, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    lead = person("lead", "measure-lead")
    chief.get("/workspace/")  # the session's first look is written
    with django_assert_num_queries(7):
        chief.get("/workspace/")
    for k in range(30):
        action(lead, f"WX-{k}", "Something", date(2031, 1, 1 + k))
    with django_assert_num_queries(7):
        chief.get("/workspace/")


def test_a_newer_edition_than_the_figures_were_made_from_is_told(
    own_board: Home, chief: Client, tmp_path: Path
) -> None:
    assert "Newer records are held" not in text_of(chief, "/workspace/")
    path = recorded(tmp_path / "later.csv", [("2021/22", 4, "Northumbria", "1", 3)])
    loaded(own_board, "recorded-crime", path, dated="2022-07-28")
    page = text_of(chief, "/workspace/")
    assert "Newer records are held than these figures were made from" in page
    assert "recorded-crime, 28 July 2022" in page


def test_a_newer_edition_of_other_forces_alone_is_no_news_here(own_board: Home, made: Made, tmp_path: Path) -> None:
    path = recorded(tmp_path / "later.csv", [("2021/22", 4, "Durham", "1", 3)])
    loaded(own_board, "recorded-crime", path, dated="2022-07-28")
    page = derived.read(own_board, made.batch.sets[0].sha256, derived.BOARD)
    assert page is not None
    assert newer_editions(own_board, page) == []


class TestMakingFiguresByHand:
    @pytest.mark.usefixtures("board")
    def test_an_analyst_asks_for_them_and_is_led_to_the_job(self, analyst: Client) -> None:
        answer = analyst.post(f"/workspace/board/{FORCE}/make/", {"to": "2021-09", "because": "the quarter before"})
        job = Job.objects.get()
        assert answer["Location"] == f"/workspace/jobs/{job.pk}/"
        assert (job.kind, job.arguments["to"], job.arguments["because"]) == ("figures", "2021-09", "the quarter before")
        assert AuditRow.objects.filter(what="asked for a job").count() == 1

    @pytest.mark.parametrize(
        ("given", "fault"),
        [({"because": ""}, "is empty: fill it in"), ({"to": "2021-13", "because": "a reason"}, "is not a month")],
    )
    @pytest.mark.usefixtures("board")
    def test_a_wrong_month_or_no_reason_is_refused(self, analyst: Client, given: dict[str, str], fault: str) -> None:
        answer = analyst.post(f"/workspace/board/{FORCE}/make/", given, follow=True)
        assert fault in answer.content.decode()
        assert Job.objects.count() == 0

    @pytest.mark.usefixtures("board")
    def test_who_may_not_load_records_finds_no_such_page(self, chief: Client) -> None:
        assert chief.post(f"/workspace/board/{FORCE}/make/", {"because": "a reason"}).status_code == 404
        assert "Make the figures" not in text_of(chief, "/workspace/")

    @pytest.mark.usefixtures("own_board")
    def test_the_job_makes_them_and_says_where_they_are(self, analyst: Client) -> None:
        from sextant.jobs.worker import run_all

        analyst.post(f"/workspace/board/{FORCE}/make/", {"to": "2021-09", "because": "the quarter before"})
        assert run_all() == 1
        job = Job.objects.get()
        assert (job.state, job.result["route"], job.result["args"]) == ("done", "board-of", [FORCE])
        page = text_of(analyst, f"/workspace/board/{FORCE}/?to=2021-09")
        assert "12 months to September 2021" in page
        assert "December 2021</a>" in page


def test_the_age_of_records_is_told_in_days_then_months_then_years() -> None:
    today = date(2026, 11, 22)
    assert age("2026-11-21", today) == "1 day old"
    assert age("2026-10-01", today) == "52 days old"
    assert age("2026-07-20", today) == "4 months old"
    assert age("2023-10-19", today) == "3 years old"
    assert age("2027-01-01", today) == "dated 1 January 2027, after today"


def test_records_are_late_only_after_their_own_rhythm() -> None:
    today = date(2022, 11, 2)
    assert late({"recorded-crime": "2022-03", "police-uk": "2022-09"}, today) == []
    assert [each.title for each in late({"recorded-crime": "2022-02"}, today)] == ["Recorded crime (Home Office)"]
    assert late({}, today) == []
    assert late({"admissions": "2001-01"}, today) == []


def test_how_far_records_reach_counts_a_quarter_to_its_end(made: Made) -> None:
    assert reach_of(Lake(made.home.lake).editions(), FORCE) == {"crimes": "2021-12", "recorded-crime": "2022-03"}
