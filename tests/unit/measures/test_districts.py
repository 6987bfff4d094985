"""Districts of own records: shown where nothing small can be worked out, hidden with their fellows where it could."""

from __future__ import annotations

from pathlib import Path

import pytest

from sextant.measures import Figure
from tests.unit.lake.files import loaded, recorded
from tests.unit.measures.test_figures_from_own_crimes import asked, extract

KEY = "violence.firearm_discharge"
Counts = dict[str, tuple[int, int]]


def lines_of(counts: Counts) -> list[str]:
    """Discharges by district: (in 2021, in 2019)."""
    return [
        f"8N,{year}-05-{k % 28 + 1:02d},I{area}{year}{k},{area},N,N,Y"
        for area, (now, then) in counts.items()
        for year, number in ((2021, now), (2019, then))
        for k in range(number)
    ]


def districts(tmp_path: Path, counts: Counts, key: str = KEY) -> dict[str, Figure]:
    found = asked(extract(tmp_path, lines_of(counts)), districts=True)
    return {str(figure.area): figure for figure in found.figures if figure.key == key and figure.area}


def states(tmp_path: Path, counts: Counts) -> dict[str, str]:
    return {area: figure.disclosure.state for area, figure in districts(tmp_path, counts).items()}


def test_districts_without_a_small_count_are_shown(tmp_path: Path) -> None:
    assert states(tmp_path, {"North": (9, 12), "South": (7, 8), "East": (0, 30)}) == dict.fromkeys(
        ("North", "South", "East"), "open"
    )


def test_a_small_district_takes_another_with_it_and_the_rest_are_shown(tmp_path: Path) -> None:
    found = states(tmp_path, {"North": (3, 12), "South": (7, 8), "East": (20, 30), "West": (40, 50)})
    assert found == {"North": "suppressed", "South": "suppressed", "East": "open", "West": "open"}


def test_a_small_baseline_hides_a_district_just_as_a_small_count_now(tmp_path: Path) -> None:
    found = states(tmp_path, {"North": (12, 3), "South": (7, 8), "East": (20, 30), "West": (40, 50)})
    assert found["North"] == "suppressed"


def test_the_reason_does_not_tell_a_small_district_from_one_hidden_beside_it(tmp_path: Path) -> None:
    found = districts(tmp_path, {"North": (3, 12), "South": (7, 8), "East": (20, 30)})
    assert found["North"].disclosure == found["South"].disclosure
    assert "subtraction" in found["North"].disclosure.reason


def test_two_districts_of_which_one_is_small_are_both_hidden(tmp_path: Path) -> None:
    assert set(states(tmp_path, {"North": (3, 12), "South": (70, 80)}).values()) == {"suppressed"}


def test_a_single_small_district_among_empty_ones_hides_all(tmp_path: Path) -> None:
    found = districts(tmp_path, {"North": (6, 4), "South": (0, 9), "East": (0, 0)})
    assert {figure.disclosure.state for figure in found.values()} == {"suppressed"}


def test_where_the_forces_own_number_is_withheld_so_are_its_districts(tmp_path: Path) -> None:
    found = districts(tmp_path, {"North": (3, 0), "South": (0, 9)})
    assert {figure.disclosure.reason for figure in found.values()} == {
        "the force's own number is withheld, and its districts with it"
    }


def test_a_district_that_is_shown_keeps_its_months_to_itself(tmp_path: Path) -> None:
    figure = districts(tmp_path, {"North": (9, 12), "South": (7, 8)})["North"]
    assert (figure.disclosure.state, figure.disclosure.series) == ("open", "suppressed")


def test_homicides_are_public_for_the_force_and_never_by_district(tmp_path: Path) -> None:
    lines = [f"1,2021-05-{k + 1:02d},I{k},{'North' if k % 2 else 'South'},N,N,N" for k in range(20)]
    found = asked(extract(tmp_path, lines), districts=True)
    states = {f.area: f.disclosure.state for f in found.figures if f.key == "homicide.incidents"}
    assert states == {None: "open", "North": "restricted", "South": "restricted"}


@pytest.mark.parametrize("unplaced", [0, 2, 9])
def test_crimes_without_a_district_are_allowed_for(tmp_path: Path, unplaced: int) -> None:
    lines = lines_of({"North": (3, 12), "South": (7, 8), "East": (20, 30)})
    lines += [f"8N,2021-06-{k + 1:02d},U{k},,N,N,Y" for k in range(unplaced)]
    found = asked(extract(tmp_path, lines), districts=True)
    states = {f.area: f.disclosure.state for f in found.figures if f.key == KEY}
    assert states == {None: "open", "North": "suppressed", "South": "suppressed", "East": "open"}


def test_open_data_by_district_passes_as_published(tmp_path: Path) -> None:
    home = extract(tmp_path, [])
    path = recorded(tmp_path / "csp.csv", [("2021/22", q, "Northumbria", "39", 2) for q in (1, 2, 3)])
    head, *rows = path.read_text().splitlines()
    text = "\n".join([f"{head},CSP Name", *(f"{row},Gateshead" for row in rows)])
    path.write_text(text + "\n")
    loaded(home, "recorded-crime", path, dated="2022-04-28")
    found = asked(home, districts=True).figure("neighbourhood.theft_from_person", "Gateshead")
    assert (found.current.value, found.disclosure.state) == (6, "open")
