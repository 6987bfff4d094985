"""Near repeats, trends and boosting beside pymannkendall, pointpats, surveillance and scikit-learn."""

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from sextant.places.learned_trees import Boosted, Rules, fit_poisson
from sextant.places.near_repeats import NearRepeat, NearRepeats, near_repeats
from sextant.places.trend import Trend, mann_kendall

HERE = Path(__file__).parent
PYTHON = json.loads((HERE / "places_b_python.json").read_text())
R = json.loads((HERE / "places_b_r.json").read_text())


def ours(metres: float, days: int, permutations: int = 0) -> NearRepeat:
    """One cell that holds all pairs up to and with so many days: a band holds its lower edge and not its upper one."""
    events = PYTHON["events"]
    found = near_repeats(
        events["easting"], events["northing"], events["day"], distances=[metres], lags=[days + 1],
        permutations=permutations, same_place_apart=False,
    )  # fmt: skip
    assert isinstance(found, NearRepeats)
    return found.cells[0]


@pytest.mark.parametrize("case", PYTHON["trends"], ids=lambda case: f"{len(case['values'])} values")
def test_trends_agree_with_pymannkendall(case: dict[str, Any]) -> None:
    found = mann_kendall(case["values"])
    assert isinstance(found, Trend)
    assert (found.score, found.variance) == (case["s"], pytest.approx(case["variance"], rel=1e-12))
    assert found.z == pytest.approx(case["z"], rel=1e-12, abs=1e-15)
    assert found.p == pytest.approx(case["p"], rel=1e-9)


@pytest.mark.parametrize("case", PYTHON["knox"], ids=lambda case: f"{case['metres']:g} m, {case['days']} days")
def test_near_repeats_and_their_expectation_agree_with_pointpats(case: dict[str, Any]) -> None:
    found = ours(case["metres"], case["days"])
    assert found.observed == case["observed"]
    assert found.expected == pytest.approx(case["expected"], rel=1e-12)


@pytest.mark.parametrize("case", R["knox"], ids=lambda case: f"{case['metres']:g} m, {case['days']} days")
def test_near_repeats_and_their_p_agree_with_surveillance(case: dict[str, Any]) -> None:
    found = ours(case["metres"], case["days"], permutations=1999)
    assert (found.observed, found.expected) == (case["observed"], pytest.approx(case["expected"], rel=1e-10))
    assert found.p == pytest.approx(case["p"], abs=0.01)


def test_boosting_agrees_with_scikit_learn() -> None:
    case = PYTHON["boosting"]
    rng = np.random.default_rng(case["seed"])
    features = rng.poisson([1.0, 4.0, 9.0], (case["rows"], 3)).astype(float)
    counts = rng.poisson(np.exp(0.3 * np.log1p(features[:, 0]) + 0.05 * features[:, 1] - 0.4))
    assert counts.sum() == case["counts"]
    model = fit_poisson(features, counts, Rules(rounds=case["rounds"]))
    assert isinstance(model, Boosted)
    assert model.predict(features[:200]) == pytest.approx(np.array(case["predicted"]), rel=2e-3)
