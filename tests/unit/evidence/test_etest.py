from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from sextant.evidence import etest


def by_brute_force(y1: int, y0: int, t1: float, t0: float) -> float:
    """Every pair of counts that has any weight, one after the other."""
    rate = (y1 + y0) / (t1 + t0)

    def wald(a: int, b: int) -> float:
        return 0.0 if a == b == 0 else (a / t1 - b / t0) ** 2 / (a / t1**2 + b / t0**2)

    far = [range(int(rate * t + 10 * (rate * t) ** 0.5 + 25)) for t in (t1, t0)]
    seen = wald(y1, y0) * (1 - 1e-9)
    masses = [stats.poisson.pmf(list(counts), rate * t) for counts, t in zip(far, (t1, t0), strict=True)]
    return float(sum(masses[0][a] * masses[1][b] for a in far[0] for b in far[1] if wald(a, b) >= seen))


@pytest.mark.parametrize("exposure", [(1.0, 1.0), (365.0, 366.0), (1.0, 3.0)])
@pytest.mark.parametrize(("y1", "y0"), [(13, 18), (7, 18), (0, 6), (6, 0), (1, 1), (2, 3), (15, 3), (40, 22)])
def test_the_double_sum_is_the_whole_double_sum(y1: int, y0: int, exposure: tuple[float, float]) -> None:
    assert etest.p_value(y1, y0, *exposure) == pytest.approx(min(1, by_brute_force(y1, y0, *exposure)), abs=1e-12)


def test_equal_rates_have_a_p_value_of_1() -> None:
    assert etest.p_value(18, 18, 1, 1) == 1.0
    assert etest.p_value(0, 0, 1, 1) == 1.0


@given(st.integers(0, 300), st.integers(0, 300))
def test_p_values_are_probabilities(y1: int, y0: int) -> None:
    assert 0 <= etest.p_value(y1, y0, 365, 366) <= 1


def test_its_limits_are_places_where_its_own_p_value_passes_5_percent() -> None:
    low, high = etest.ratio_limits(13, 18, 1, 1, 0.95)
    assert high is not None
    for limit, inward in ((low, 1.0001), (high, 0.9999)):
        assert etest.p_value(13, 18, limit * inward, 1) >= 0.05 > etest.p_value(13, 18, limit / inward, 1)


def test_where_the_test_never_rejects_there_is_no_limit() -> None:
    assert etest.ratio_limits(3, 1, 1, 1, 0.95) == (0.0, None)


def test_verdicts_from_one_baseline_change_only_twice() -> None:
    """Only then may one say 'so many or fewer, or so many or more'."""
    for baseline in (3, 10, 18, 49):
        clear = [etest.p_value(count, baseline, 1, 1) < 0.05 for count in range(4 * baseline + 30)]
        changes = sum(a != b for a, b in pairwise(clear))
        assert changes <= 2 and clear[-1]
