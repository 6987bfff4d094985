"""Grid metres to degrees."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from sextant.synthetic.grid import to_degrees

GOLDEN = json.loads(Path(__file__).with_name("grid_golden.json").read_text("utf-8"))
TENTH_OF_A_METRE = 1e-6


@pytest.mark.parametrize("case", GOLDEN["cases"], ids=lambda case: str(case["grid"]))
def test_degrees_are_those_of_proj(case: dict[str, list[float]]) -> None:
    east, north = case["grid"]
    longitude, latitude = to_degrees(np.array([east]), np.array([north]))
    assert longitude[0] == pytest.approx(case["degrees"][0], abs=TENTH_OF_A_METRE)
    assert latitude[0] == pytest.approx(case["degrees"][1], abs=TENTH_OF_A_METRE)


def test_many_points_are_turned_as_one_is() -> None:
    east, north = np.array([570_000.0, 600_000.0]), np.array([615_000.0, 650_000.0])
    together = np.array(to_degrees(east, north))
    apart = np.hstack([np.array(to_degrees(east[k : k + 1], north[k : k + 1])) for k in range(2)])
    assert np.array_equal(together, apart)
