"""Compiled kernels: where nothing may be written they still work, and they can be compiled ahead of time."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from typing import Any

import numba
import numpy as np
import pytest
from benchmarks import places_density, places_gi
from benchmarks.places_peers import made_up

from sextant.places import GiStar, compiled, gi_star
from sextant.places.density import density
from sextant.places.kernels import STEPS, compile_kernels


def test_each_step_of_compiling_is_told() -> None:
    told: list[str] = []
    assert compile_kernels(lambda name, seconds: told.append(name)) > 0
    assert told == list(STEPS)
    assert compile_kernels() > 0


def test_without_a_folder_to_write_to_a_kernel_is_compiled_all_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    real = numba.njit

    def nowhere(kernel: Callable[..., Any], cache: bool = False, **more: Any) -> Any:
        if cache:
            raise RuntimeError("cannot cache function: no locator available")
        return real(kernel, **more)

    monkeypatch.setattr(compiled.numba, "njit", nowhere)

    def doubled(values: Any) -> Any:
        return values * 2

    assert compiled.compiled(doubled)(np.array([1.0, 2.0])).tolist() == [2.0, 4.0]
    assert compiled.compiled_parallel(doubled)(np.array([3.0])).tolist() == [6.0]


def test_the_package_is_imported_without_numba_scipy_shapely_or_pyproj() -> None:
    heavy = "{'numba', 'scipy', 'shapely', 'pyproj', 'pandas', 'ibis'}"
    code = f"import sys, sextant.places; print(sorted({heavy} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_arrays_in_another_order_of_memory_give_the_same_answer() -> None:
    counts = np.random.default_rng(4).poisson(0.4, (30, 20))
    one, other = gi_star(counts), gi_star(np.asfortranarray(counts))
    assert isinstance(one, GiStar)
    assert isinstance(other, GiStar)
    assert np.array_equal(one.p_upper, other.p_upper)
    assert np.array_equal(one.z, other.z)


def test_the_benchmark_of_clusters_runs_small() -> None:
    rows = places_gi.run(made_up(3_000, 400), (5_000, 2_500), with_peers=False, runs=1)
    assert [row["cells"] for row in rows] == [17 * 23, 34 * 46]
    assert all(row["made"].z.shape[0] * row["made"].z.shape[1] == row["cells"] for row in rows)


def test_the_benchmark_of_density_runs_small_and_keeps_its_events() -> None:
    events = made_up(3_000, 400)
    made, seconds, peers = places_density.run(events, 1_000, with_peers=False, runs=1)
    assert (len(seconds), peers) == (1, [])
    assert made.events == len(events)
    assert made.per_km2.shape == (115, 85)


def test_a_list_of_neighbours_too_long_for_doubles_is_said_to_be() -> None:
    from sextant.places import NotDefined, adjacency_of_pairs

    first, second = np.triu_indices(150, 1)  # 149 neighbours each, and as many units that are none
    found = gi_star(np.arange(300), contiguity=adjacency_of_pairs(first, second, 300))
    assert isinstance(found, NotDefined)
    assert "100 neighbours" in found.reason


def test_density_takes_an_empty_mask_as_empty_and_none_as_everything() -> None:
    made = density(made_up(300, 40), places_density.SquareGrid(360_000, 545_000, 1_000, 85, 115), 900)
    assert made
    assert len(made.mask) == 85 * 115
