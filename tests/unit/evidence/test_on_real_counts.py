"""What the public files hold; skipped, with the reason, where they are not."""

import csv
from collections import defaultdict
from pathlib import Path
from statistics import mean, variance

import pytest

from sextant.evidence import Dispersion, VerdictCode, compare, dispersion_quarterly, judge
from sextant.periods import Month, Window

NOW, THEN = Window.parse("12 months to 2021-12"), Window.parse("12 months to 2019-06")


@pytest.fixture(scope="module")
def homicides(real_data: Path) -> dict[str, dict[Month, float]]:
    """Homicides by body and quarter, a quarter named by its first month."""
    found: dict[str, dict[Month, float]] = defaultdict(dict)
    with (real_data / "prc" / "homicide-by-force-quarter.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            year, month, _ = row["period_start"].split("-")
            found[row["force_name"]][Month(int(year), int(month))] = float(row["number_of_offences"])
    return found


def total(quarters: dict[Month, float], window: Window) -> int:
    return int(sum(count for start, count in quarters.items() if start in window))


def test_northumbria_s_homicides_vary_as_chance_alone_makes_them(homicides: dict[str, dict[Month, float]]) -> None:
    counts = list(homicides["Northumbria"].values())
    assert (len(counts), mean(counts)) == (41, pytest.approx(4.0, abs=0.005))
    assert variance(counts) / mean(counts) == pytest.approx(1.01, abs=0.005)
    usual = dispersion_quarterly(homicides["Northumbria"], outside=[NOW, THEN])
    assert isinstance(usual, Dispersion) and usual.phi < 1.6


def test_19_against_18_is_no_clear_change_whichever_the_test(homicides: dict[str, dict[Month, float]]) -> None:
    counts = homicides["Northumbria"]
    current, baseline = total(counts, NOW), total(counts, THEN)
    assert (current, baseline) == (19, 18)
    for method in ("midp", "exact", "etest"):
        assert judge(compare(current, baseline, method=method)).code is VerdictCode.NO_CLEAR_CHANGE


def test_among_all_bodies_hardly_more_are_clear_than_chance_gives(homicides: dict[str, dict[Month, float]]) -> None:
    clear = {
        method: sum(compare(total(body, NOW), total(body, THEN), method=method).clear for body in homicides.values())
        for method in ("midp", "exact")
    }
    assert 1 <= clear["exact"] <= clear["midp"] <= 2
