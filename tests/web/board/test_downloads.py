from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable

import pytest
from django.test import Client

from sextant.access.models import AuditRow, User
from sextant.board.models import FigureRun
from sextant.measures.reading import parse_set
from tests.web.board.conftest import FORCE, Made
from tests.web.conftest import Person

WHERE = f"/workspace/board/{FORCE}"
DISCHARGES = "violence.firearm_discharge"


@pytest.fixture
def confirmed(person: Person, fresh_browser_of: Callable[[User], Client]) -> Client:
    """An analyst who has just said once more who they are."""
    return fresh_browser_of(person("noor", "analyst"))


def table_of(client: Client, address: str) -> list[dict[str, str]]:
    answer = client.get(address)
    assert answer.status_code == 200, address
    assert "attachment" in answer["Content-Disposition"]
    return list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))


@pytest.mark.usefixtures("board")
def test_the_open_figures_hold_no_withheld_number(chief: Client) -> None:
    rows = {row["key"]: row for row in table_of(chief, f"{WHERE}/figures.csv")}
    share = rows["homicide.drug_or_alcohol"]
    assert rows["neighbourhood.crime"]["current_value"] == "1991"
    if share["disclosure"] != "open":
        assert share["current_value"] == ""


def test_the_open_set_can_be_read_back_and_is_not_the_full_one(board: FigureRun, chief: Client) -> None:
    found = parse_set(json.loads(chief.get(f"{WHERE}/figures.json").content))
    assert found.force == FORCE
    withheld = [figure for figure in found.figures if figure.disclosure.state != "open"]
    assert all(figure.current.value is None for figure in withheld)
    assert board.sha256  # its own hash stays inside


class TestWhatIsRestricted:
    def test_leaves_only_after_saying_once_more_who_one_is(self, board: FigureRun, analyst: Client) -> None:
        for address in (f"{WHERE}/inside/figures.csv", f"{WHERE}/inside/figures.json"):
            answer = analyst.get(address)
            assert (answer.status_code, "/account/" in answer["Location"]) == (302, True)
        assert AuditRow.objects.filter(what="downloaded restricted figures").count() == 0
        assert board

    def test_is_whole_and_audited_as_a_disclosure(self, board: FigureRun, confirmed: Client) -> None:
        answer = confirmed.get(f"{WHERE}/inside/figures.json")
        assert parse_set(json.loads(answer.content)).sha256 == board.sha256
        row = AuditRow.objects.get(what="downloaded restricted figures")
        assert (row.kind, row.actor, row.object_ref) == ("disclosure", "noor", board.sha256[:12])

    @pytest.mark.usefixtures("board")
    def test_says_in_each_row_what_the_public_may_see(self, confirmed: Client) -> None:
        rows = table_of(confirmed, f"{WHERE}/inside/figures.csv")
        assert {row["notice"] for row in rows} == {"For work inside the force only: not for publication"}
        assert {row["disclosure"] for row in rows} <= {"open", "restricted", "suppressed"}

    @pytest.mark.usefixtures("board")
    def test_series_is_not_to_be_had_by_the_open_address(self, chief: Client, confirmed: Client) -> None:
        assert chief.get(f"{WHERE}/serious-violence/{DISCHARGES}.csv").status_code == 404
        rows = table_of(confirmed, f"{WHERE}/serious-violence/inside/{DISCHARGES}.csv")
        assert [row["value"] for row in rows][-1] != ""
        assert rows[0]["Notice"].startswith("For work inside")
        assert AuditRow.objects.filter(what="downloaded restricted figures").count() == 1

    @pytest.mark.usefixtures("board")
    def test_districts_are_not_to_be_had_by_the_open_address(self, chief: Client, confirmed: Client) -> None:
        assert chief.get(f"{WHERE}/serious-violence/districts.csv").status_code == 404
        areas = {row["District"] for row in table_of(confirmed, f"{WHERE}/serious-violence/inside/districts.csv")}
        assert {"North", "South"} <= areas


@pytest.mark.usefixtures("board")
@pytest.mark.parametrize("part", ["main", "control", "beside", "neighbourhood.residential_burglary"])
def test_every_table_of_open_figures_can_be_downloaded(chief: Client, part: str) -> None:
    assert len(table_of(chief, f"{WHERE}/neighbourhood-crime/{part}.csv")) >= 12


@pytest.mark.usefixtures("board")
def test_the_funnels_table_holds_every_force(chief: Client) -> None:
    rows = table_of(chief, f"{WHERE}/neighbourhood-crime/beside.csv")
    assert len(rows) == 12
    assert next(row for row in rows if row["Force"] == "Northumbria")["Now"] == "1,991"


@pytest.mark.usefixtures("board")
@pytest.mark.parametrize("part", ["main", "control", "beside"])
def test_every_chart_can_be_downloaded_with_its_title(chief: Client, part: str) -> None:
    answer = chief.get(f"{WHERE}/neighbourhood-crime/{part}.svg")
    assert answer["Content-Type"] == "image/svg+xml"
    assert b"<title" in answer.content


@pytest.mark.usefixtures("board")
@pytest.mark.parametrize(
    "address", ["cyber/main.csv", "cyber/main.svg", "homicide/beside.svg", "homicide/nonsense.csv", "x/main.csv"]
)
def test_what_a_measure_does_not_have_is_not_found(chief: Client, address: str) -> None:
    assert chief.get(f"{WHERE}/{address}").status_code == 404


def test_a_force_without_figures_has_no_files(made: Made, settings: object, chief: Client) -> None:
    settings.SEXTANT_HOME = made.home.root  # type: ignore[attr-defined]
    assert chief.get(f"{WHERE}/figures.csv").status_code == 404


@pytest.mark.usefixtures("board")
def test_the_choice_in_the_address_holds_for_the_file_too(chief: Client) -> None:
    rows = table_of(chief, f"{WHERE}/figures.csv?baseline=2020-03")
    assert {row["baseline_to"] for row in rows} == {"2020-03"}
