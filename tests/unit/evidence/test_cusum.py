from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sextant.errors import Refusal
from sextant.evidence.cusum import RUN_LENGTH, Cusum, Direction, design, follow, run_length

BY_HAND = Cusum(1.0, 1.5, "up", 1.25, 3.0, 60.0)


@pytest.mark.parametrize("mean", [0.1, 0.5, 1.5, 4.5, 9.0, 50.0])
@pytest.mark.parametrize("direction", ["up", "down"])
def test_an_unchanged_level_goes_five_years_without_a_signal(mean: float, direction: Direction) -> None:
    chart = design(mean, direction)
    assert chart.run_length >= RUN_LENGTH
    assert run_length(mean, chart.reference, chart.limit, direction) == pytest.approx(chart.run_length)
    step = 0.01 if mean < 1 else 0.05
    tighter = run_length(mean, chart.reference, round(chart.limit - step, 2), direction)
    assert tighter < RUN_LENGTH


def test_the_run_length_is_what_simulation_finds() -> None:
    chart = design(1.5)
    rng = np.random.default_rng(7)
    now, waits = np.zeros(4_000), np.zeros(4_000)
    running = np.ones(4_000, dtype=bool)
    while running.any():
        waits += running
        now = np.maximum(0.0, now + rng.poisson(1.5, 4_000) - chart.reference)
        running &= now < chart.limit - 1e-9
    assert waits.mean() == pytest.approx(chart.run_length, abs=4 * waits.std() / 4_000**0.5)


def test_a_real_shift_is_found_far_sooner() -> None:
    up, down = design(1.5), design(1.5, "down")
    assert run_length(3.0, up.reference, up.limit) < 6
    assert run_length(0.5, down.reference, down.limit, "down") < 10


def test_the_statistic_adds_what_lies_over_the_reference_and_never_falls_under_0() -> None:
    followed = follow([1, 2, 0, 3, 2], BY_HAND)
    assert followed.values == (0, 0.75, 0, 1.75, 2.5)
    assert not any(followed.signals)


def test_it_signals_at_the_limit_and_starts_again() -> None:
    followed = follow([3, 3, 0, 2], BY_HAND)
    assert followed.values == (1.75, 3.5, 0, 0.75)
    assert followed.signals == (False, True, False, False)


def test_a_gap_is_not_bridged() -> None:
    followed = follow([3, None, 2], BY_HAND)
    assert followed.values == (1.75, None, 0.75)
    assert not any(followed.signals)


def test_a_lasting_fall_is_found_by_the_other_side() -> None:
    down = design(4.0, "down")
    assert any(follow([1] * 6, down).signals)
    assert not any(follow([4] * 60, down).signals)


@pytest.mark.parametrize("mean", [0.0, -1.0, 51.0, float("nan")])
def test_a_mean_no_cusum_is_for_is_refused(mean: float) -> None:
    with pytest.raises(Refusal, match="over 0, up to 50"):
        design(mean)


def test_a_reference_off_the_grid_is_refused() -> None:
    with pytest.raises(Refusal, match="not multiples of 1/100"):
        run_length(1.0, 1.2345, 3.0)
    with pytest.raises(Refusal, match="not multiples of 1/4"):
        run_length(1.0, 1.1, 3.0, steps=4)


@given(st.floats(0.2, 8.0), st.sampled_from(["up", "down"]))
def test_a_wider_limit_waits_longer(mean: float, direction: Direction) -> None:
    waits = [run_length(mean, 1.5, limit, direction) for limit in (1.0, 2.0, 3.0)]
    assert all(early <= late for early, late in pairwise(waits))
    assert waits[0] >= 1
