"""sextant.places beside esda, spdep, scikit-learn and spatstat; the makers of the golden files stand beside them."""

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from sextant.places import (
    GiStar,
    GlobalMoran,
    LocalMoran,
    SquareGrid,
    as_events,
    benjamini_hochberg,
    density,
    gi_star,
    global_moran,
    local_moran,
)
from sextant.places.density import Density, Edge, Kernel

HERE = Path(__file__).parent
PYTHON, R = (json.loads((HERE / f"places_a_{name}.json").read_text()) for name in ("python", "r"))
GRID = SquareGrid(0, 0, 100, 20, 20)


def label(case: dict[str, Any]) -> str:
    return f"{len(case['counts'])}x{len(case['counts'][0])}-{case['contiguity']}"


def z_of(case: dict[str, Any], **more: Any) -> np.ndarray[Any, Any]:
    made = gi_star(np.array(case["counts"]), contiguity=case["contiguity"], **more)
    assert isinstance(made, GiStar)
    return made.z.ravel()


@pytest.mark.parametrize("case", PYTHON["lattices"], ids=label)
def test_z_agrees_with_esda_with_the_own_cell_and_without(case: dict[str, Any]) -> None:
    assert z_of(case) == pytest.approx(case["gi_star"], abs=1e-12)
    assert z_of(case, include_self=False) == pytest.approx(case["gi"], abs=1e-12)


@pytest.mark.parametrize("case", R["lattices"], ids=label)
def test_z_agrees_with_spdep_with_the_own_cell_and_without(case: dict[str, Any]) -> None:
    assert z_of(case) == pytest.approx(case["whole"]["gi_star"], abs=1e-12)
    assert z_of(case, include_self=False) == pytest.approx(case["whole"]["gi"], abs=1e-12)


@pytest.mark.parametrize("case", R["lattices"], ids=label)
def test_under_a_mask_z_agrees_with_spdep_on_the_cells_that_count(case: dict[str, Any]) -> None:
    mask = np.array(case["mask"], dtype=bool)
    assert z_of(case, mask=mask)[mask] == pytest.approx(case["masked"]["gi_star"], abs=1e-12)


@pytest.mark.parametrize("case", PYTHON["lattices"], ids=label)
@pytest.mark.parametrize("weights", ["row", "binary"])
def test_global_moran_agrees_with_esda(case: dict[str, Any], weights: Any) -> None:
    made = global_moran(np.array(case["counts"]), contiguity=case["contiguity"], weights=weights)
    assert isinstance(made, GlobalMoran)
    theirs = case["moran"][weights]
    ours = {"i": made.i, "expected": made.expected, "variance": made.variance, "z": made.z}
    assert ours == pytest.approx(theirs, rel=1e-11, abs=1e-14)


@pytest.mark.parametrize("case", R["lattices"], ids=label)
@pytest.mark.parametrize("part", ["whole", "masked"])
@pytest.mark.parametrize("weights", ["row", "binary"])
def test_global_moran_agrees_with_spdep_also_under_a_mask(case: dict[str, Any], part: str, weights: Any) -> None:
    mask = np.array(case["mask"], dtype=bool) if part == "masked" else None
    made = global_moran(np.array(case["counts"]), contiguity=case["contiguity"], weights=weights, mask=mask)
    assert isinstance(made, GlobalMoran)
    theirs = case[part]["moran"][weights]
    assert made.i == pytest.approx(theirs["i"], rel=1e-11)
    assert (made.expected, made.variance) == pytest.approx((theirs["expected"], theirs["variance"]), rel=1e-10)
    assert made.p_upper == pytest.approx(theirs["p"], rel=1e-8)


@pytest.mark.parametrize("case", PYTHON["lattices"], ids=label)
def test_local_moran_over_n_minus_1_agrees_with_esda(case: dict[str, Any]) -> None:
    made = local_moran(np.array(case["counts"]), contiguity=case["contiguity"], over="n - 1")
    assert isinstance(made, LocalMoran)
    assert made.i.ravel() == pytest.approx(case["local_moran"], rel=1e-10, abs=1e-13)


@pytest.mark.parametrize("case", R["lattices"], ids=label)
def test_local_moran_over_n_agrees_with_spdep(case: dict[str, Any]) -> None:
    made = local_moran(np.array(case["counts"]), contiguity=case["contiguity"])
    assert isinstance(made, LocalMoran)
    assert made.i.ravel() == pytest.approx(case["whole"]["local_moran"], rel=1e-10, abs=1e-13)
    mask = np.array(case["mask"], dtype=bool)
    masked = local_moran(np.array(case["counts"]), contiguity=case["contiguity"], mask=mask)
    assert isinstance(masked, LocalMoran)
    assert masked.i.ravel()[mask] == pytest.approx(case["masked"]["local_moran"], rel=1e-10, abs=1e-13)


def test_q_agrees_with_r() -> None:
    case = R["benjamini_hochberg"]
    assert benjamini_hochberg(case["p"]) == pytest.approx(case["q"], rel=1e-12)


@pytest.mark.parametrize("surface", PYTHON["densities"][0]["surfaces"], ids=lambda each: f"{each['sigma']:g} m")
def test_a_gaussian_density_agrees_with_scikit_learn_at_every_cell(surface: dict[str, Any]) -> None:
    x, y = np.array(PYTHON["densities"][0]["points"]).T
    made = density(as_events(x, y), GRID, surface["sigma"])
    assert isinstance(made, Density)
    theirs = np.array(surface["per_km2"])
    assert np.abs(made.per_km2.ravel() - theirs).max() < 1e-7 * theirs.max()  # what lies beyond 6 sigma


def at_the_points(kernel: Kernel, bandwidth: float, edge: Edge) -> np.ndarray[Any, Any]:
    cells = np.array(R["surfaces"]["cells"])
    x, y = GRID.centres(cells)
    events = as_events(x, y, weight=R["surfaces"]["weights"])
    made = density(events, GRID, bandwidth, kernel=kernel, edge=edge, weighted=True)
    assert isinstance(made, Density)
    return made.per_km2.ravel()[cells]


@pytest.mark.parametrize("surface", [each for each in R["surfaces"]["made"] if not each["edge"]], ids=str)
def test_both_kernels_agree_with_spatstat(surface: dict[str, Any]) -> None:
    quartic = surface["kernel"] == "quartic"
    bandwidth = surface["sigma"] * (np.sqrt(8) if quartic else 1)  # spatstat gives the standard deviation of an axis
    ours = at_the_points(surface["kernel"], bandwidth, "none")
    assert ours == pytest.approx(surface["per_km2"], rel=1e-6)


@pytest.mark.parametrize("surface", [each for each in R["surfaces"]["made"] if each["edge"]], ids=str)
def test_the_correction_by_cell_agrees_with_spatstat_as_far_as_its_pixels_go(surface: dict[str, Any]) -> None:
    ours = at_the_points(surface["kernel"], surface["sigma"], "cell")
    assert ours == pytest.approx(surface["per_km2"], rel=0.02)
