from __future__ import annotations

from datetime import date

import pytest
from django.test import Client

from sextant.access.models import AuditRow
from sextant.board import rows as rows_page
from sextant.config import Home
from sextant.lake.catalogue import Lake
from sextant.lake.disposal import dispose
from tests.web.board.conftest import FORCE

OPEN = f"/workspace/board/{FORCE}/homicide/rows/homicide.offences/"
PEOPLE = f"/workspace/board/{FORCE}/serious-violence/rows/violence.firearm_discharge/"
WHY = {"why": "to check three discharges against the log"}


@pytest.mark.usefixtures("board")
def test_open_records_are_shown_at_once_with_file_and_row(analyst: Client) -> None:
    page = analyst.get(OPEN).content.decode()
    assert "recorded-2022-04-28.csv" in page
    assert "Source row" in page
    assert ">wexmoor<" not in page  # the heading names the force
    assert AuditRow.objects.filter(what="opened the rows behind a figure").count() == 0


@pytest.mark.usefixtures("board")
def test_rows_about_people_need_a_reason_first(analyst: Client) -> None:
    page = analyst.get(PEOPLE).content.decode()
    assert "These rows are about people" in page
    assert "crimes.csv" not in page


@pytest.mark.usefixtures("board")
def test_with_a_reason_they_are_shown_and_the_look_is_audited(analyst: Client) -> None:
    page = analyst.post(PEOPLE, WHY).content.decode()
    assert "crimes.csv" in page
    row = AuditRow.objects.get(what="opened the rows behind a figure")
    assert (row.kind, row.actor, row.why, row.object_ref) == (
        "consultation",
        "mia",
        WHY["why"],
        "violence.firearm_discharge",
    )


@pytest.mark.usefixtures("board")
@pytest.mark.parametrize("why", ["", "because"])
def test_a_reason_that_says_nothing_opens_nothing(analyst: Client, why: str) -> None:
    page = analyst.post(PEOPLE, {"why": why}).content.decode()
    assert "There is a problem" in page
    assert "crimes.csv" not in page
    assert AuditRow.objects.filter(what="opened the rows behind a figure").count() == 0


@pytest.mark.usefixtures("board")
def test_who_may_not_open_rows_finds_no_such_page(chief: Client) -> None:
    assert chief.get(OPEN).status_code == 404
    assert chief.post(PEOPLE, WHY).status_code == 404


@pytest.mark.usefixtures("board")
@pytest.mark.parametrize(
    "address",
    [
        f"/workspace/board/{FORCE}/homicide/rows/no.such.figure/",
        f"/workspace/board/{FORCE}/homicide/rows/neighbourhood.crime/",
        f"/workspace/board/{FORCE}/cyber/rows/cyber.confidence/",
        "/workspace/board/durham/homicide/rows/homicide.offences/",
    ],
)
def test_a_figure_that_the_measure_does_not_have_is_not_found(analyst: Client, address: str) -> None:
    assert analyst.get(address).status_code == 404


@pytest.mark.usefixtures("board")
def test_pages_follow_one_another_without_a_gap(analyst: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = analyst.get(OPEN).content.decode().count("recorded-2022-04-28.csv")
    assert whole >= 3
    monkeypatch.setattr(rows_page, "A_PAGE", 2)
    first = analyst.get(OPEN).content.decode()
    second = analyst.get(f"{OPEN}?page=2").content.decode()
    assert (first.count("recorded-2022-04-28.csv"), second.count("recorded-2022-04-28.csv")) == (2, min(2, whole - 2))
    assert "page=2" in first


@pytest.mark.usefixtures("board")
@pytest.mark.parametrize("page", ["0", "-1", "x", "99999999999", "1e3"])
def test_a_page_that_is_no_number_is_the_first_or_the_last(analyst: Client, page: str) -> None:
    assert analyst.get(f"{OPEN}?page={page}").status_code == 200


def test_rows_of_a_disposed_edition_are_gone_and_the_page_says_so(own_board: Home, analyst: Client) -> None:
    lake = Lake(own_board.lake)
    [edition] = lake.editions("crimes")
    dispose(lake, edition.id, reason="its retention ended", by="Records manager", today=date(2031, 2, 1))
    page = analyst.post(PEOPLE, WHY).content.decode()
    assert "can’t be shown" in page
    assert "was disposed of" in page
