import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import special as judge
from scipy import stats

from sextant.evidence import special
from sextant.evidence.quantiles import (
    beta_quantile,
    bracket,
    gamma_quantile,
    normal_quantile,
    root,
    t_quantile,
    t_two_tails,
)

TINIEST = 1e-290
shares = st.floats(0.001, 0.999)


def alike(ours: float, theirs: float, within: float = 2e-12) -> bool:
    return theirs < TINIEST or ours == pytest.approx(theirs, rel=within)


@given(st.integers(1, 40_000), st.floats(0, 1), shares)
def test_binomial_tails_agree_with_scipy_far_out_too(n: int, where: float, p: float) -> None:
    k = round(where * n)
    below, here, at_least = special.binomial_tails(k, n, p, 1 - p)
    assert alike(below, stats.binom.cdf(k - 1, n, p))
    assert alike(here, stats.binom.pmf(k, n, p))
    assert alike(at_least, stats.binom.sf(k - 1, n, p))


@given(st.integers(0, 40_000), st.floats(0.01, 40_000))
def test_poisson_tails_agree_with_scipy_far_out_too(k: int, mean: float) -> None:
    at_most, at_least = special.poisson_tails(k, mean)
    assert alike(at_most, judge.gammaincc(k + 1, mean), 1e-11)
    assert alike(at_least, judge.gammainc(k, mean) if k else 1.0, 1e-11)


@given(st.floats(0.5, 20_000), st.floats(0.5, 20_000), shares)
def test_the_two_beta_tails_make_one(a: float, b: float, x: float) -> None:
    under, over = special.beta_tails(x, 1 - x, a, b)
    assert under + over == pytest.approx(1, rel=1e-12)
    assert alike(under, judge.betainc(a, b, x))


def test_certain_and_impossible_counts_have_exact_chances() -> None:
    assert special.binomial_tails(0, 5, 0.0, 1.0) == (0.0, 1.0, 1.0)
    assert special.binomial_pmf(5, 5, 1.0, 0.0) == 1.0
    assert special.binomial_pmf(2, 5, 0.0, 1.0) == 0.0
    assert special.poisson_pmf(0, 0.0) == 1.0
    assert special.poisson_pmf(3, 0.0) == 0.0
    assert special.poisson_tails(-1, 4.0) == (0.0, 1.0)
    assert special.beta_tails(0.0, 1.0, 2, 3) == (0.0, 1.0)
    assert special.beta_tails(1.0, 0.0, 2, 3) == (1.0, 0.0)


@pytest.mark.parametrize("mean", [0.3, 18.0, 2_000.0])
def test_poisson_masses_hold_all_but_a_trace(mean: float) -> None:
    first, masses = special.poisson_masses(mean, 1e-17)
    assert sum(masses) == pytest.approx(1, abs=1e-13)
    assert masses[3] == pytest.approx(stats.poisson.pmf(first + 3, mean), rel=1e-10)


@given(st.floats(1e-12, 1 - 1e-12))
def test_normal_quantiles_agree_with_scipy(p: float) -> None:
    assert normal_quantile(p) == pytest.approx(stats.norm.ppf(p), rel=1e-11, abs=1e-12)


@given(st.sampled_from([0.001, 0.025, 0.3, 0.5, 0.975, 0.9999]), st.floats(1, 200))
def test_t_quantiles_agree_with_scipy_for_fractional_degrees_of_freedom(p: float, df: float) -> None:
    assert t_quantile(p, df) == pytest.approx(stats.t.ppf(p, df), rel=1e-10, abs=1e-12)


def test_t_with_endless_degrees_of_freedom_is_the_normal() -> None:
    assert t_quantile(0.975, float("inf")) == normal_quantile(0.975)
    assert t_two_tails(-1.96, float("inf")) == pytest.approx(2 * stats.norm.sf(1.96), rel=1e-13)


@given(st.sampled_from([1e-8, 0.025, 0.5, 0.975]), st.floats(0.5, 20_000), st.floats(0.5, 20_000))
def test_inverses_undo_the_tails(p: float, a: float, b: float) -> None:
    x = beta_quantile(p, a, b)
    assert special.beta_tails(x, 1 - x, a, b)[0] == pytest.approx(p, rel=1e-8)
    assert special.gamma_tails(a, gamma_quantile(p, a))[0] == pytest.approx(p, rel=1e-9)
    assert special.gamma_tails(a, gamma_quantile(p, a, upper=True))[1] == pytest.approx(p, rel=1e-9)


def test_a_root_is_found_at_a_step_as_well() -> None:
    assert root(lambda x: -1.0 if x < 0.3 else 1.0, 0.0, 1.0) == pytest.approx(0.3, abs=1e-12)
    assert root(lambda x: x, 0.0, 1.0) == 0.0


def test_a_bracket_is_looked_for_on_the_right_side() -> None:
    low, high = bracket(lambda x: x - 50, 0.0, -1.0)
    assert (low - 50) * (high - 50) <= 0
