from math import asin, sqrt

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from sextant.errors import Refusal
from sextant.evidence import funnels
from sextant.evidence.funnels import (
    TAILS,
    Position,
    binomial_quantile,
    count_funnel,
    expected_counts,
    poisson_quantile,
    proportion_funnel,
    type_7,
)

CALM = {"Avon": (98, 100.0), "Borset": (52, 50.0), "Camfordshire": (31, 30.0), "Dunwich": (205, 200.0)}


def spread(tau: float, seed: int = 4, areas: int = 43) -> dict[str, tuple[int, float]]:
    """Made-up areas whose true levels differ by `tau` on the square-root scale."""
    rng = np.random.default_rng(seed)
    sizes = rng.uniform(50, 2000, areas)
    return {
        f"area {k:02}": (int(rng.poisson(e * (1 + tau * rng.normal()) ** 2)), float(e)) for k, e in enumerate(sizes)
    }


@given(st.floats(0.05, 3_000), st.sampled_from(TAILS))
def test_the_poisson_quantile_interpolates_between_exact_ones(mean: float, p: float) -> None:
    r = stats.poisson.ppf(p, mean)
    by_scipy = r - (stats.poisson.cdf(r, mean) - p) / stats.poisson.pmf(r, mean)
    assert poisson_quantile(p, mean) == pytest.approx(max(0.0, by_scipy), rel=1e-6, abs=1e-6)


@given(st.integers(1, 2_000), st.floats(0.02, 0.98), st.sampled_from(TAILS))
def test_the_binomial_quantile_interpolates_between_exact_ones(n: int, share: float, p: float) -> None:
    r = stats.binom.ppf(p, n, share)
    by_scipy = r - (stats.binom.cdf(r, n, share) - p) / stats.binom.pmf(r, n, share)
    assert binomial_quantile(p, n, share) == pytest.approx(max(0.0, by_scipy), rel=1e-6, abs=1e-6)


@given(st.lists(st.floats(-5, 5), min_size=2, max_size=50), st.floats(0, 1))
def test_sample_quantiles_are_of_type_7(values: list[float], p: float) -> None:
    assert type_7(values, p) == pytest.approx(float(np.quantile(values, p)), abs=1e-12)


def test_areas_within_chance_get_exact_limits_only() -> None:
    funnel = count_funnel(CALM)
    assert funnel.tau2 == 0
    assert all(point.adjusted is None and point.position is Position.INSIDE for point in funnel.points)
    assert funnel.points[0].exact.high_95 == pytest.approx(poisson_quantile(0.975, 100.0) / 100)


def test_one_area_far_out_is_seen_at_99_8_percent() -> None:
    funnel = count_funnel(spread(0.0) | {"area 99": (400, 200.0)})
    assert {p.name: p.position for p in funnel.points}["area 99"] is Position.ABOVE_99_8
    low = count_funnel(spread(0.0) | {"area 99": (100, 200.0)})
    assert {p.name: p.position for p in low.points}["area 99"] is Position.BELOW_99_8


def test_areas_that_differ_beyond_chance_get_wider_limits_squared_back() -> None:
    funnel = count_funnel(spread(0.2))
    assert funnel.dispersion > 5
    assert sqrt(funnel.tau2) == pytest.approx(0.2, abs=0.05)
    point = funnel.points[0]
    assert point.adjusted is not None
    assert point.adjusted.high_95 == pytest.approx((1 + 1.959963985 * sqrt(1 / (4 * point.size) + funnel.tau2)) ** 2)
    assert point.adjusted.high_95 > point.exact.high_95
    outside = sum(p.position is not Position.INSIDE for p in funnel.points)
    assert outside <= 6


def test_limits_never_lie_under_0_and_no_count_is_too_small() -> None:
    funnel = count_funnel(spread(0.7) | {"tiny": (0, 0.5)})
    tiny = next(point for point in funnel.points if point.name == "tiny")
    assert (tiny.value, tiny.exact.low_95) == (0, 0)
    assert tiny.adjusted is not None
    assert tiny.adjusted.low_99_8 == 0


def test_winsorised_scores_make_phi_and_tau_as_the_formula_says() -> None:
    areas = spread(0.3, areas=11)
    z = np.array([2 * (sqrt(o) - sqrt(e)) for o, e in areas.values()])
    clipped = np.clip(z, *np.quantile(z, [0.1, 0.9]))
    weights = 4 * np.array([e for _, e in areas.values()])
    tau2 = ((clipped**2).sum() - 10) / (weights.sum() - (weights**2).sum() / weights.sum())
    funnel = count_funnel(areas)
    assert (funnel.dispersion, funnel.tau2) == (pytest.approx((clipped**2).mean()), pytest.approx(tau2))


def test_shares_are_judged_on_the_arcsine_scale() -> None:
    rng = np.random.default_rng(8)
    areas = {f"area {k:02}": (int(rng.binomial(400, p)), 400) for k, p in enumerate(rng.uniform(0.6, 0.9, 30))}
    funnel = proportion_funnel(areas)
    point = funnel.points[0]
    assert point.adjusted is not None
    angle = asin(sqrt(funnel.target)) + 1.959963985 * sqrt(1 / 1600 + funnel.tau2)
    assert point.adjusted.high_95 == pytest.approx(np.sin(angle) ** 2)
    assert all(0 <= p.exact.low_99_8 <= p.exact.high_99_8 <= 1 for p in funnel.points)


def test_shares_within_chance_keep_exact_limits_and_a_target_may_be_given() -> None:
    funnel = proportion_funnel({"a": (80, 100), "b": (158, 200)}, target=0.8)
    assert (funnel.target, funnel.tau2) == (0.8, 0)
    assert funnel.points[0].exact.low_95 == pytest.approx(binomial_quantile(0.025, 100, 0.8) / 100)


FEW = spread(0.2, areas=7)


@given(st.permutations(sorted(FEW)))
def test_areas_stand_in_alphabetical_order_and_nothing_ranks_them(order: list[str]) -> None:
    funnel = count_funnel({name: FEW[name] for name in order})
    assert [point.name for point in funnel.points] == sorted(FEW)
    assert "rank" not in {name for point in funnel.points for name in vars(point)}
    assert "rank" in funnel.note


def test_no_function_here_sorts_by_a_value() -> None:
    assert not [name for name in dir(funnels) if any(word in name.lower() for word in ("rank_", "league", "worst"))]


def test_exposures_become_expected_counts_at_the_rate_over_all() -> None:
    made = expected_counts({"a": (10, 1000.0), "b": (30, 3000.0), "c": (60, 1000.0)})
    assert made == {"a": (10, 20.0), "b": (30, 60.0), "c": (60, 20.0)}


@pytest.mark.parametrize(
    "areas", [{}, {"a": (1, 2.0)}, {"a": (-1, 2.0), "b": (1, 2.0)}, {"a": (1, 0.0), "b": (1, 2.0)}]
)
def test_what_makes_no_funnel_is_refused(areas: dict[str, tuple[int, float]]) -> None:
    with pytest.raises(Refusal):
        count_funnel(areas)


@pytest.mark.parametrize("areas", [{"a": (0, 5), "b": (0, 9)}, {"a": (6, 5), "b": (1, 9)}])
def test_shares_that_are_none_are_refused(areas: dict[str, tuple[int, int]]) -> None:
    with pytest.raises(Refusal, match="k of n"):
        proportion_funnel(areas)
