"""Editions: which counts, how complete one is, quarantine, disposal, two side by side, the reconciliation sheet."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from typing import Any

import pytest

from sextant.access.models import AuditRow, User
from sextant.config import Home
from sextant.governance.actions import hold, review
from sextant.jobs.models import Job
from sextant.lake.catalogue import Lake
from sextant.uploads.models import Upload
from tests.web.conftest import Person
from tests.web.uploads.conftest import GOVERNANCE, MAPPING, crimes_csv, recorded_csv, street_csv

pytestmark = pytest.mark.django_db
Load = Callable[..., str]


@pytest.fixture
def load(browser: Any, send: Any, do_jobs: Any) -> Load:
    """Hand files over, load them, and return the edition's id."""

    def make(kind: str, *files: Any, last: Any = None, **more: Any) -> str:
        send(kind, *files, **more)
        do_jobs()
        upload = Upload.objects.latest("pk")
        browser.post(f"/workspace/records/uploads/{upload.pk}/load/", last or {})
        do_jobs()
        upload.refresh_from_db()
        assert upload.edition, upload.load and upload.load.error
        return upload.edition

    return make


@pytest.fixture
def manager(person: Person, fresh_browser_of: Any) -> Any:
    """A records manager who has just said again who they are."""
    return fresh_browser_of(person("rec", "records-manager"))


def text_of(answer: Any) -> str:
    return str(answer.content.decode())


QUARTERS = {("2020/21", q, "34B"): 100 + q for q in (1, 2, 3, 4)}


def test_the_later_edition_date_counts_whichever_was_loaded_first(load: Load, browser: Any) -> None:
    later = load("recorded-crime", recorded_csv("prc-tables-191023.csv", QUARTERS))
    earlier = load("recorded-crime", recorded_csv("prc-tables-190123.csv", {("2020/21", 1, "34B"): 90}))
    page = text_of(browser.get("/workspace/records/"))
    assert page.index(later) < page.index(earlier)  # the newest edition date first
    assert ">counts</span>" in page
    assert ">a later one counts</span>" in page


def test_an_edition_that_holds_more_periods_counts_in_part(load: Load, browser: Any) -> None:
    earlier = load("recorded-crime", recorded_csv("prc-tables-190123.csv", QUARTERS))
    load("recorded-crime", recorded_csv("prc-tables-191023.csv", {("2020/21", 1, "34B"): 90}))
    page = text_of(browser.get(f"/workspace/records/editions/{earlier}/"))
    assert "counts in part" in page
    assert "for 3 of its 4 periods by body" in page


def test_the_list_is_narrowed_by_kind_and_force(load: Load, browser: Any) -> None:
    crime = load("recorded-crime", recorded_csv("prc-tables-191023.csv", QUARTERS))
    street = load("police-uk", street_csv("2021-12", {"Burglary": 3}))
    only = text_of(browser.get("/workspace/records/?kind=police-uk"))
    assert (street in only, crime in only) == (True, False)
    assert crime in text_of(browser.get("/workspace/records/?force=northumbria"))
    assert "No edition of this kind holds this force" in text_of(browser.get("/workspace/records/?force=durham&kind=x"))


def test_an_empty_list_says_how_an_edition_comes(browser: Any) -> None:
    assert "Nothing has been loaded yet" in text_of(browser.get("/workspace/records/"))


def test_the_calendar_shows_absent_and_part_supplied_months_in_words(load: Load, browser: Any) -> None:
    months = [f"2021-{m:02d}" for m in (1, 2, 3, 5, 6, 7, 8)]
    counts = {month: {"Burglary": 60, "Drugs": 50 if month != "2021-06" else 3} for month in months}
    edition = load("police-uk", *(street_csv(month, each) for month, each in counts.items()))
    page = text_of(browser.get(f"/workspace/records/editions/{edition}/"))
    assert "Absent: April 2021." in page
    assert '<td class="sx-calendar__part-supplied"><span aria-hidden="true">◧</span>' in page
    assert 'part<span class="govuk-visually-hidden">: Drugs</span>' in page
    assert page.count('class="sx-calendar__held"') == 6
    assert page.count('class="sx-calendar__absent"') == 1
    assert page.count('class="sx-calendar__not-reached"') == 4


def test_quarters_are_shown_by_their_months(load: Load, browser: Any) -> None:
    counts = {("2020/21", 1, "34B"): 5, ("2020/21", 3, "34B"): 6}
    page = text_of(
        browser.get(f"/workspace/records/editions/{load('recorded-crime', recorded_csv('a-191023.csv', counts))}/")
    )
    assert "Absent: July to September 2020." in page
    assert "Apr–Jun" in page


def test_an_edition_says_what_it_is(load: Load, browser: Any) -> None:
    edition = load("recorded-crime", recorded_csv("prc-tables-191023.csv", QUARTERS, bad=2))
    found = browser.get(f"/workspace/records/editions/{edition}/")
    page = text_of(found)
    assert "19 October 2023" in page
    assert "6 read, 4 accepted, 2 quarantined" in page
    assert "April 2020 to March 2021" in page
    assert "prc-tables-191023.csv" in page
    assert "Post of ann" in page
    assert "Dispose of this edition" not in page


def test_pages_ask_the_database_the_same_few_questions_however_many_editions(
    load: Load, browser: Any, django_assert_num_queries: Any
) -> None:
    for day in range(1, 6):
        edition = load("recorded-crime", recorded_csv(f"prc-tables-0{day}1023.csv", QUARTERS))
    last = Upload.objects.latest("pk").pk
    browser.get("/workspace/records/")
    with django_assert_num_queries(3):
        browser.get("/workspace/records/")
    with django_assert_num_queries(4):
        browser.get(f"/workspace/records/editions/{edition}/")
    with django_assert_num_queries(5):
        browser.get("/workspace/records/uploads/")
    with django_assert_num_queries(4):
        browser.get(f"/workspace/records/uploads/{last}/")


@pytest.mark.parametrize(
    "address", ["editions/{0}/", "editions/{0}/quarantine/", "editions/{0}/quarantine.csv", "editions/{0}/beside/{0}/"]
)
@pytest.mark.parametrize("name", ["no-such-thing", "recorded-crime-000000000000", "a_b"])
def test_an_edition_that_is_not_there_is_not_found(ann: User, fresh_browser_of: Any, address: str, name: str) -> None:
    assert fresh_browser_of(ann).get("/workspace/records/" + address.format(name)).status_code == 404


def test_a_measure_lead_sees_editions_and_none_of_their_rows(load: Load, person: Person, browser_of: Any) -> None:
    edition = load("recorded-crime", recorded_csv("prc-tables-191023.csv", QUARTERS, bad=2))
    lead = browser_of(person("lea", "measure-lead"))
    page = text_of(lead.get(f"/workspace/records/editions/{edition}/"))
    assert "Open the quarantine" not in page
    assert "Upload records" not in text_of(lead.get("/workspace/records/"))
    for closed in (f"editions/{edition}/quarantine/", f"editions/{edition}/quarantine.csv", "uploads/", "uploads/1/"):
        assert lead.get(f"/workspace/records/{closed}").status_code == 404
    assert lead.post("/workspace/records/reconciliation/", follow=True).status_code == 200
    assert not Job.objects.filter(kind="reconcile").exists()


def test_the_quarantine_shows_counts_rows_and_a_way_to_mend(load: Load, browser: Any) -> None:
    edition = load("recorded-crime", recorded_csv("prc-tables-191023.csv", QUARTERS, bad=250))
    page = text_of(browser.get(f"/workspace/records/editions/{edition}/quarantine/"))
    assert "250 of 254 rows could not be taken" in page
    assert "The first 200" in page
    assert page.count("=cmd|n/a") == 200
    assert f"/workspace/records/uploads/new/?kind=recorded-crime&amp;mends={edition}" in page
    mend = text_of(browser.get(f"/workspace/records/uploads/new/?kind=recorded-crime&mends={edition}"))
    assert 'value="recorded-crime" checked' in mend
    assert "You are mending" in mend


def test_the_quarantine_file_can_not_run_in_a_spreadsheet(load: Load, ann: User, fresh_browser_of: Any) -> None:
    edition = load("recorded-crime", recorded_csv("prc-tables-191023.csv", QUARTERS, bad=3))
    answer = fresh_browser_of(ann).get(f"/workspace/records/editions/{edition}/quarantine.csv")
    assert answer["Content-Disposition"] == f'attachment; filename="quarantine-{edition}.csv"'
    rows = list(csv.reader(io.StringIO(b"".join(answer.streaming_content).decode("utf-8-sig"))))
    assert rows[0] == ["file", "sheet", "row", "column", "value", "reason"]
    assert len(rows) == 4
    assert rows[1][4] == "'=cmd|n/a0"
    assert not [cell for row in rows for cell in row if cell.startswith(("=", "@", "+"))]


def test_mending_makes_an_edition_that_counts_instead(load: Load, browser: Any) -> None:
    first = load("recorded-crime", recorded_csv("prc-tables-191023.csv", QUARTERS, bad=2))
    mended = recorded_csv("prc-tables-191023.csv", QUARTERS | {("2020/21", 1, "34A"): 3, ("2020/21", 2, "34A"): 4})
    second = load("recorded-crime", mended, mends=first)
    assert Upload.objects.latest("pk").mends == first
    page = text_of(browser.get(f"/workspace/records/editions/{second}/"))
    assert "counts" in page


@pytest.fixture
def people(load: Load, assessed: None) -> str:  # noqa: ARG001
    return load("crimes", crimes_csv(6, bad=2), mapping=MAPPING, last=GOVERNANCE)


def test_refused_rows_about_people_open_for_a_reason_that_is_audited(people: str, browser: Any) -> None:
    where = f"/workspace/records/editions/{people}/quarantine/"
    closed = browser.get(where)
    assert "SECRET" not in text_of(closed)
    assert "Open the rows" in text_of(closed)
    assert not AuditRow.objects.filter(kind="consultation", done=True).exists()
    opened = browser.post(where, {"reason": "Mending the dates with the crime registrar"})
    assert "yesterday" in text_of(opened)
    row = AuditRow.objects.get(kind="consultation", done=True)
    assert (row.what, row.object_ref, row.actor) == ("opened quarantined rows", people, "ann")
    assert row.why == "Mending the dates with the crime registrar"


@pytest.mark.parametrize("reason", ["", "because", "   "])
def test_no_reason_no_rows(people: str, browser: Any, reason: str) -> None:
    answer = browser.post(f"/workspace/records/editions/{people}/quarantine/", {"reason": reason})
    assert (answer.status_code, "yesterday" in text_of(answer)) == (422, False)
    assert not AuditRow.objects.filter(kind="consultation", done=True).exists()


def test_the_file_of_people_comes_with_a_reason_only(people: str, ann: User, fresh_browser_of: Any) -> None:
    browser = fresh_browser_of(ann)
    assert browser.get(f"/workspace/records/editions/{people}/quarantine.csv").status_code == 404
    where = f"/workspace/records/editions/{people}/quarantine/"
    assert browser.post(where, {"reason": "", "file": "1"}).status_code == 422
    answer = browser.post(where, {"reason": "Mending the dates with the registrar", "file": "1"})
    assert b"yesterday" in b"".join(answer.streaming_content)
    row = AuditRow.objects.get(what="took quarantined rows away as CSV")
    assert (row.kind, row.object_ref, row.why) == ("disclosure", people, "Mending the dates with the registrar")


def test_no_refused_rows_about_people_leave_before_it_is_asked_once_more_who_takes_them(
    people: str, browser: Any
) -> None:
    where = f"/workspace/records/editions/{people}/quarantine/"
    answer = browser.post(where, {"reason": "Mending the dates with the registrar", "file": "1"})
    assert answer["Location"].startswith("/account/reauthenticate/")
    assert not AuditRow.objects.filter(what__contains="quarantined rows").exists()


def test_an_edition_about_people_says_why_it_is_held(people: str, browser: Any) -> None:
    page = text_of(browser.get(f"/workspace/records/editions/{people}/"))
    assert "Why these rows about people are held" in page
    assert "Head of Performance" in page


@pytest.fixture
def reviewed(people: str) -> str:
    """An edition about people of which somebody else has said that it may go."""
    keeper = User.objects.get(username="dpo")
    review(by=keeper, name=people, decision="dispose", reason="The purpose has ended")
    return people


def test_rows_about_people_go_only_after_somebody_elses_review(people: str, manager: Any, home: Home) -> None:
    answer = manager.post(f"/workspace/records/editions/{people}/dispose/", {"reason": "The purpose has ended"})
    assert (answer.status_code, "has no review that says so" in text_of(answer)) == (422, True)
    assert not Lake(home.lake).edition(people).disposed


def test_a_legal_hold_stands_against_disposal(reviewed: str, manager: Any, home: Home, person: Person) -> None:
    hold(by=person("leg", "records-manager"), name=reviewed, reason="An inquiry has asked for it")
    answer = manager.post(f"/workspace/records/editions/{reviewed}/dispose/", {"reason": "The purpose has ended"})
    assert "is under a legal hold" in text_of(answer)
    assert not Lake(home.lake).edition(reviewed).disposed


def test_disposal_says_what_will_happen_and_asks_why(reviewed: str, manager: Any, home: Home) -> None:
    where = f"/workspace/records/editions/{reviewed}/dispose/"
    page = text_of(manager.get(where))
    assert "Its 6 rows are deleted for good, and the 2 in its quarantine" in page
    assert "never loaded again" in page
    refused = manager.post(where, {"reason": "no"})
    assert (refused.status_code, "does not say why" in text_of(refused)) == (422, True)
    assert not Lake(home.lake).edition(reviewed).disposed

    done = manager.post(where, {"reason": "The purpose has ended"}, follow=True)
    assert "its rows are deleted" in text_of(done)
    edition = Lake(home.lake).edition(reviewed)
    assert edition.disposed is not None
    assert (edition.disposed["by"], edition.disposed["reason"]) == ("Post of rec", "The purpose has ended")
    assert not list((home.lake / "objects").iterdir())
    assert not list((home.lake / "quarantine").iterdir())
    row = AuditRow.objects.get(kind="erasure", what="disposed of an edition")
    assert (row.object_ref, row.why) == (reviewed, "The purpose has ended")


def test_a_disposed_edition_keeps_its_page_and_has_no_second_end(reviewed: str, manager: Any, browser: Any) -> None:
    where = f"/workspace/records/editions/{reviewed}/"
    manager.post(f"{where}dispose/", {"reason": "The purpose has ended"})
    page = text_of(browser.get(where))
    assert "Its rows were disposed of" in page
    assert "The purpose has ended" in page
    assert manager.get(f"{where}dispose/").status_code == 404
    assert browser.get(f"{where}quarantine/").status_code == 404
    assert "disposed of" in text_of(browser.get("/workspace/records/"))


def test_disposal_takes_the_uploaded_files_along(load: Load, manager: Any, home: Home) -> None:
    edition = load("recorded-crime", recorded_csv("prc-tables-191023.csv", QUARTERS))
    upload = Upload.objects.get()
    assert upload.folder.exists()
    manager.post(f"/workspace/records/editions/{edition}/dispose/", {"reason": "Loaded by mistake"})
    assert not upload.folder.exists()
    noted = (home.root / "checkpoints" / "disposals.jsonl").read_text("utf-8")
    assert f"uploads/{upload.token}/prc-tables-191023.csv" in noted


def test_disposal_while_somebody_loads_says_so_and_changes_nothing(load: Load, manager: Any, home: Home) -> None:
    edition = load("recorded-crime", recorded_csv("prc-tables-191023.csv", QUARTERS))
    with Lake(home.lake).locked():
        answer = manager.post(f"/workspace/records/editions/{edition}/dispose/", {"reason": "Loaded by mistake"})
    assert "is being written by another process" in text_of(answer)
    assert not AuditRow.objects.filter(kind="erasure").exists()
    assert not Lake(home.lake).edition(edition).disposed


def test_disposal_asks_again_who_one_is(people: str, person: Person, browser_of: Any) -> None:
    stale = browser_of(person("rex", "records-manager"))
    assert stale.get(f"/workspace/records/editions/{people}/dispose/").status_code == 200
    answer = stale.post(f"/workspace/records/editions/{people}/dispose/", {"reason": "The purpose has ended"})
    assert (answer.status_code, "reauthenticate" in answer["Location"]) == (302, True)


def test_an_analyst_disposes_of_nothing(people: str, browser: Any, home: Home) -> None:
    assert browser.post(f"/workspace/records/editions/{people}/dispose/", {"reason": "x" * 20}).status_code == 404
    assert not Lake(home.lake).edition(people).disposed


def test_two_editions_are_compared_by_a_job_and_shown(load: Load, browser: Any, do_jobs: Any) -> None:
    earlier = load("recorded-crime", recorded_csv("prc-tables-190123.csv", QUARTERS))
    later = load("recorded-crime", recorded_csv("prc-tables-191023.csv", QUARTERS | {("2020/21", 2, "34B"): 140}))
    chosen = browser.get(f"/workspace/records/editions/{later}/beside/?with={earlier}")
    where = f"/workspace/records/editions/{earlier}/beside/{later}/"
    assert chosen["Location"] == where
    assert "have not been compared yet" in text_of(browser.get(where))
    browser.post(where)
    do_jobs()
    job = Job.objects.get(kind="diff")
    assert (job.state, job.error) == ("done", "")
    page = text_of(browser.get(where))
    assert "1 of 4 cells were revised" in page
    assert '<td data-label="Was">102</td><td data-label="Is">140</td>' in page


def test_the_sheet_is_worked_out_by_a_job_and_downloaded(
    load: Load, ann: User, browser: Any, fresh_browser_of: Any, do_jobs: Any
) -> None:
    assert "has not been worked out yet" in text_of(browser.get("/workspace/records/reconciliation/"))
    assert "reauthenticate" in browser.get("/workspace/records/reconciliation/sheet.csv")["Location"]
    assert fresh_browser_of(ann).get("/workspace/records/reconciliation/sheet.csv").status_code == 404
    load("recorded-crime", recorded_csv("prc-tables-191023.csv", {("2020/21", q, "34B"): 40 for q in (1, 2, 3)}))
    months = [f"2020-{m:02d}" for m in range(4, 13)]
    load("police-uk", *(street_csv(month, {"Robbery": 13}) for month in months))
    do_jobs()
    page = text_of(browser.get("/workspace/records/reconciliation/"))
    assert "Northumbria" in page
    assert "Robbery" in page
    assert "Download the sheet as CSV" in page
    answer = fresh_browser_of(ann).get("/workspace/records/reconciliation/sheet.csv")
    rows = list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))
    robbery = [row for row in rows if row["category"] == "Robbery"]
    assert (robbery[0]["quarter"], robbery[0]["police_uk"], robbery[0]["recorded"]) == ("2020-Q2", "39", "40")


def test_asking_for_the_sheet_makes_a_job(browser: Any) -> None:
    answer = browser.post("/workspace/records/reconciliation/")
    assert answer["Location"] == f"/workspace/jobs/{Job.objects.get(kind='reconcile').pk}/"


def test_the_sheet_tells_faults_and_codes_in_words(browser: Any, home: Home) -> None:
    from sextant.measures.reconciling.report import WORDS
    from sextant.uploads.derived import store

    quarter = {"quarter": "2020-Q3", "from": "2020-07", "to": "2020-09"}
    code = quarter | {"code": "58C", "recorded": 68, "reason": "68 where about 1,376 would be usual", "category": None}
    row = quarter | {"category": "Criminal damage and arson", "police_uk": 5226, "recorded": None, "ratio": 1.419}
    row |= {"flag": "fault", "reason": "It departs.", "advice": "Count 58C.", "codes": [code]}
    total = {"category": "Criminal damage and arson", "quarters": 8, "police_uk": 1, "recorded": 1, "ratio": None}
    sheet = {
        "force_name": "Northumbria",
        "rows": [row, row | {"flag": "agrees"}, row | {"flag": "not_whole"}],
        "categories": [total | {"ratio_low": None, "ratio_high": None}],
        "words": {"Criminal damage and arson": "fault (1 of 8)"},
        "flags": WORDS,
        "codes": [code],
        "unmapped": [{"code": "99", "count": 3}],
        "known_differences": [],
        "notes": ["One rule for both."],
        "editions": [{"edition": "police-uk-1", "edition_date": "2022-09-30"}],
    }
    store(home, "reconcile-northumbria", sheet)
    page = text_of(browser.get("/workspace/records/reconciliation/"))
    assert "July to September 2020" in page
    assert page.count("It departs.") == 1
    assert "Codes that collapse or leap" in page
    assert "99: 3 offences" in page
