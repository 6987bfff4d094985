"""sextant.evidence beside R, epitools, statsmodels and mpmath; the makers of the golden files stand beside them."""

import json
from pathlib import Path
from typing import Any

import pytest

from sextant.evidence import Dispersion, compare, compare_volume, garwood, holm, special
from sextant.evidence.quantiles import normal_quantile, t_quantile, t_two_tails
from sextant.periods import Month

HERE = Path(__file__).parent


def golden(name: str) -> Any:
    return json.loads((HERE / f"evidence_{name}.json").read_text())


R, STATSMODELS, MPMATH = golden("r"), golden("statsmodels"), golden("mpmath")


def limit(value: float | None, within: float = 1e-9) -> Any:
    return None if value is None else pytest.approx(value, rel=within)


def label(case: dict[str, Any]) -> str:
    return "-".join(
        str(value) for key, value in case.items() if key in ("current", "baseline", "exposure", "k", "count")
    )


@pytest.mark.parametrize("case", R["comparisons"], ids=label)
def test_both_conditional_tests_and_their_intervals_agree_with_r(case: dict[str, Any]) -> None:
    counts = case["current"], case["baseline"], tuple(case["exposure"])
    midp, exact = compare(*counts), compare(*counts, method="exact")
    assert midp.p_value == pytest.approx(case["p_midp"], rel=1e-9, abs=1e-300)
    assert exact.p_value == pytest.approx(case["p_exact"], rel=1e-9, abs=1e-300)
    assert (midp.ratio_low, midp.ratio_high) == (limit(case["midp_low"], 1e-8), limit(case["midp_high"], 1e-8))
    assert (exact.ratio_low, exact.ratio_high) == (limit(case["exact_low"]), limit(case["exact_high"]))
    assert midp.prob_lower == pytest.approx(case["prob_lower"], rel=1e-9, abs=1e-300)


@pytest.mark.parametrize("case", R["garwood"], ids=label)
def test_garwood_agrees_with_qchisq_and_with_epitools(case: dict[str, Any]) -> None:
    low, high = garwood(case["count"])
    assert (low, high) == (limit(case["low"]), limit(case["high"]))
    searched = 2e-3  # epitools stops its search early: its lower limit for 1 is 0.02529, R's own qchisq gives 0.02532
    assert (low, high) == (limit(case["epitools_low"], searched), limit(case["epitools_high"], searched))


@pytest.mark.parametrize("case", R["epitools_midp"], ids=label)
def test_the_mid_p_interval_agrees_with_epitools_as_far_as_it_searches(case: dict[str, Any]) -> None:
    made = compare(case["current"], case["baseline"])
    assert (made.ratio_low, made.ratio_high) == (limit(case["low"], 3e-4), limit(case["high"], 3e-4))


@pytest.mark.parametrize("case", STATSMODELS["etest"], ids=label)
def test_the_e_test_agrees_with_statsmodels(case: dict[str, Any]) -> None:
    made = compare(case["current"], case["baseline"], tuple(case["exposure"]), "etest")
    assert made.p_value == pytest.approx(case["p"], rel=1e-9, abs=1e-13)


@pytest.mark.parametrize("case", STATSMODELS["exact"], ids=label)
def test_the_exact_interval_agrees_with_statsmodels(case: dict[str, Any]) -> None:
    made = compare(case["current"], case["baseline"])
    assert (made.exact_low, made.exact_high) == (limit(case["low"]), limit(case["high"]))


def volume(case: dict[str, Any]) -> tuple[float, float]:
    """Log ratio and half the interval's width on the log scale, in standard errors."""
    from math import inf, log

    known = Dispersion(case["phi"], "quarter", 20, 24, Month(2012, 4), Month(2018, 1), 4000.0, inf)
    made = compare_volume(case["current"], case["baseline"], known)
    assert made.ratio is not None and made.ratio_low is not None and made.ratio_high is not None
    return log(made.ratio), log(made.ratio_high / made.ratio_low) / 2 / normal_quantile(0.975)


@pytest.mark.parametrize("case", R["quasi_poisson"], ids=label)
def test_the_volume_comparison_agrees_with_a_quasi_poisson_regression_in_r(case: dict[str, Any]) -> None:
    assert volume(case) == (limit(case["log_ratio"], 1e-7), limit(case["error"], 1e-6))


@pytest.mark.parametrize("case", STATSMODELS["regression"], ids=label)
def test_the_volume_comparison_agrees_with_regressions_on_quarters(case: dict[str, Any]) -> None:
    """Quasi-Poisson is the same model; NB2 with the same mean variance is another and comes within a few per cent."""
    log_ratio, error = volume(case)
    assert (log_ratio, error) == (limit(case["log_ratio"], 1e-8), limit(case["quasi_error"], 1e-6))
    assert (log_ratio, error) == (limit(case["nb2_log_ratio"], 1e-6), limit(case["nb2_error"], 0.03))


def test_holm_agrees_with_r_and_statsmodels() -> None:
    for case in R["holm"]:
        assert holm(case["p"]) == tuple(p < 0.05 for p in case["adjusted"])
    for case in STATSMODELS["holm"]:
        assert list(holm(case["p"])) == case["stands_out"]


@pytest.mark.parametrize("case", R["t"], ids=lambda case: str(case["df"]))
def test_student_s_t_agrees_with_r(case: dict[str, Any]) -> None:
    assert t_quantile(0.975, case["df"]) == pytest.approx(case["quantile"], rel=1e-11)
    assert t_two_tails(2.5, case["df"]) == pytest.approx(case["two_tails_of_2.5"], rel=1e-11)


@pytest.mark.parametrize("case", MPMATH["binomial"], ids=label)
def test_binomial_tails_agree_with_fifty_digits(case: dict[str, Any]) -> None:
    found = special.binomial_tails(case["k"], case["n"], case["p"], 1 - case["p"])
    assert found == pytest.approx([float(case[key]) for key in ("below", "mass", "at_least")], rel=1e-12, abs=0)


@pytest.mark.parametrize("case", MPMATH["poisson"], ids=label)
def test_poisson_tails_agree_with_fifty_digits(case: dict[str, Any]) -> None:
    found = (special.poisson_pmf(case["k"], case["mean"]), *special.poisson_tails(case["k"], case["mean"]))
    assert found == pytest.approx([float(case[key]) for key in ("mass", "at_most", "at_least")], rel=1e-12, abs=0)


@pytest.mark.parametrize("case", MPMATH["beta"], ids=str)
def test_beta_tails_agree_with_fifty_digits(case: dict[str, Any]) -> None:
    found, _ = special.beta_tails(case["x"], 1 - case["x"], case["a"], case["b"])
    assert found == pytest.approx(float(case["under"]), rel=1e-12)


@pytest.mark.parametrize("case", MPMATH["normal_quantile"], ids=str)
def test_normal_quantiles_agree_with_fifty_digits(case: dict[str, Any]) -> None:
    assert normal_quantile(case["p"]) == pytest.approx(float(case["z"]), rel=1e-13)
