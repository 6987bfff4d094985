"""Alerts, CUSUM and days between beside R's surveillance and base R; the maker of the golden file stands beside it."""

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from sextant.evidence.alerts import Settings, benjamini_hochberg, bounds
from sextant.evidence.cusum import run_length
from sextant.evidence.rare import gap_limits, ratio_tails

GOLDEN = json.loads((Path(__file__).parent / "alerts_r.json").read_text())
STOPPED = {"sparse": 5e-4}
"""surveillance stops its regressions at a relative change of 1e-8 in the deviance; on sparse series that shows."""
OTHERWISE = 2e-5


def numbers(values: list[float | None]) -> np.ndarray:
    return np.array([np.nan if value is None else value for value in values], dtype=float)


def ours(case: dict[str, Any]) -> Any:
    counts = numbers(GOLDEN["series"][case["series"]])[None, :]
    first = GOLDEN["first_place"]
    return bounds(counts, range(first, first + len(case["upper"])), Settings(**case["settings"]))


def label(case: dict[str, Any]) -> str:
    return f"{case['series']}-{case['settings']['season_levels']} levels"


@pytest.mark.parametrize("case", GOLDEN["cases"], ids=label)
def test_bounds_agree_with_surveillance_once_its_standard_error_is_mended(case: dict[str, Any]) -> None:
    found, there = ours(case), ~np.isnan(numbers(case["upper"]))
    within = STOPPED.get(case["series"], OTHERWISE)
    assert there.sum() >= 17
    for name in ("upper", "expected", "dispersion", "p_value"):
        made = getattr(found, name)[0]
        assert made[there] == pytest.approx(numbers(case[name])[there], rel=within, abs=1e-9), name
    assert found.trend[0, there].tolist() == np.array(case["trend"])[there].tolist()


@pytest.mark.parametrize("case", [c for c in GOLDEN["cases"] if c["series"] != "sparse"], ids=label)
def test_as_shipped_surveillance_draws_its_bounds_too_low(case: dict[str, Any]) -> None:
    mended, shipped = numbers(case["upper"]), numbers(case["upper_as_shipped"])
    assert np.nanmax(shipped / mended) < 0.995
    assert np.nanmin(shipped / mended) > 0.8


@pytest.mark.parametrize("case", GOLDEN["cusum"], ids=lambda case: f"mean {case['mean']}")
def test_the_run_length_of_a_cusum_agrees_with_surveillance(case: dict[str, float]) -> None:
    assert run_length(case["mean"], case["reference"], case["limit"]) == pytest.approx(case["run_length"], rel=1e-9)


@pytest.mark.parametrize("case", GOLDEN["f"], ids=lambda case: f"F(2x{case['together']}, 2x{case['before']})")
def test_the_ratio_of_gaps_agrees_with_rs_f_distribution(case: dict[str, Any]) -> None:
    assert ratio_tails(case["ratio"], case["together"], case["before"])[0] == pytest.approx(case["under"], rel=1e-9)
    if case["together"] == 1:
        assert gap_limits(1.0, case["before"]) == pytest.approx((case["lower"], case["upper"]), rel=1e-9)


def test_benjamini_and_hochberg_agree_with_p_adjust() -> None:
    p, adjusted = np.array(GOLDEN["adjusted"]["p"]), np.array(GOLDEN["adjusted"]["bh"])
    for share in (0.01, 0.05, 0.07, 0.2):
        assert benjamini_hochberg(p, share).tolist() == (adjusted <= share).tolist()
