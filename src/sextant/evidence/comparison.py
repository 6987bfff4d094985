"""Two counts of events, each over its own time: ratio of rates, interval and p-value that belong together."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from math import isfinite

from sextant.errors import Refusal
from sextant.evidence import conditional, etest
from sextant.evidence.special import beta_tails

LARGEST_COUNT = 10_000_000

Exposure = tuple[float, float]
Limits = tuple[float, float | None]


class Method(StrEnum):
    """Which test a comparison is judged by; its interval is the same test's, turned round."""

    MIDP = "midp"
    EXACT = "exact"
    ETEST = "etest"


@dataclass(frozen=True)
class Comparison:
    """A current count beside a baseline. Ratios are of rates (events per unit of exposure), current over baseline."""

    current: int
    baseline: int
    exposure: Exposure
    method: Method
    level: float
    ratio: float | None
    """None where the baseline is 0."""
    ratio_low: float
    """0 where there is no lower limit."""
    ratio_high: float | None
    """None where there is no upper limit."""
    p_value: float
    prob_lower: float
    """Chance that the underlying rate is lower now (Jeffreys prior), between 0 and 1."""
    p_midp: float
    p_exact: float
    p_etest: float | None
    """None beyond `etest.LARGEST_SUM` cases, where it would only keep a person waiting."""
    exact_low: float
    exact_high: float | None

    @property
    def clear(self) -> bool:
        """Whether the interval leaves out 1, which is the same as the p-value being under 1 − level."""
        return self.p_value < 1 - self.level

    @property
    def rose(self) -> bool:
        """Whether the current rate is the higher one."""
        return self.current * self.exposure[1] > self.baseline * self.exposure[0]

    @property
    def expected(self) -> float:
        """Events the baseline's rate gives over the current exposure."""
        return self.baseline * self.exposure[0] / self.exposure[1]


def compare(
    current: int,
    baseline: int,
    exposure: Exposure = (1.0, 1.0),
    method: str = Method.MIDP,
    level: float = 0.95,
) -> Comparison:
    """Judge whether two Poisson counts can come from one rate.

    Exposure: (current, baseline), in any one unit, say days.

    `midp` is the doubled mid-p of the conditional binomial test, `exact` the same without halving the observed value,
    `etest` Krishnamoorthy and Thomson's; each comes with its own interval. Raises Refusal for counts or exposures
    that are none. Sources: see `conditional` and `etest`; prob_lower is BetaCDF(t1/(t1+t0); y1+½, y0+½).

    >>> round(compare(13, 18).p_value, 3)
    0.377
    """
    check(current, baseline, exposure, level)
    chosen = method_named(method)
    t1, t0 = exposure
    exact_low, exact_high = ratio_limits(current, baseline, exposure, Method.EXACT, level)
    low, high = ratio_limits(current, baseline, exposure, chosen, level)
    p = {each: p_value(current, baseline, exposure, each) for each in Method if _within_reach(each, current + baseline)}
    return Comparison(
        current=current,
        baseline=baseline,
        exposure=exposure,
        method=chosen,
        level=level,
        ratio=(current / t1) / (baseline / t0) if baseline else None,
        ratio_low=low,
        ratio_high=high,
        p_value=p[chosen],
        prob_lower=beta_tails(t1 / (t1 + t0), t0 / (t1 + t0), current + 0.5, baseline + 0.5)[0],
        p_midp=p[Method.MIDP],
        p_exact=p[Method.EXACT],
        p_etest=p.get(Method.ETEST),
        exact_low=exact_low,
        exact_high=exact_high,
    )


def p_value(current: int, baseline: int, exposure: Exposure, method: Method) -> float:
    """The two-sided p-value of one method."""
    if method is Method.ETEST:
        _refuse_beyond_reach(current + baseline)
        return etest.p_value(current, baseline, *exposure)
    return conditional.p_value(current, baseline, *exposure, mid=method is Method.MIDP)


def ratio_limits(current: int, baseline: int, exposure: Exposure, method: Method, level: float) -> Limits:
    """The interval for the ratio of rates that belongs to the same method's p-value."""
    if method is Method.ETEST:
        _refuse_beyond_reach(current + baseline)
        return etest.ratio_limits(current, baseline, *exposure, level)
    return conditional.ratio_limits(current, baseline, *exposure, mid=method is Method.MIDP, level=level)


def method_named(name: str) -> Method:
    """The method of this name. Raises Refusal for another one."""
    try:
        return Method(name)
    except ValueError:
        raise Refusal("method", f"'{name}' is not known", f"choose one of {', '.join(Method)}") from None


def check(current: int, baseline: int, exposure: Exposure, level: float) -> None:
    """Refuse what can't be a count, a time covered or a level."""
    for name, count in (("current count", current), ("baseline count", baseline)):
        if not isinstance(count, int) or isinstance(count, bool) or not 0 <= count <= LARGEST_COUNT:
            raise Refusal(name, f"'{count}' is not a count", f"give a whole number from 0 to {LARGEST_COUNT:,}")
    for time in exposure:
        if not (isfinite(time) and time > 0):
            raise Refusal("exposure", f"'{time}' is not a time covered", "give days, or another unit, above 0")
    if not 0 < level < 1:
        raise Refusal("level", f"'{level}' is not between 0 and 1", "give 0.95 for a 95% interval")


def _within_reach(method: Method, cases: int) -> bool:
    return method is not Method.ETEST or cases <= etest.LARGEST_SUM


def _refuse_beyond_reach(cases: int) -> None:
    if not _within_reach(Method.ETEST, cases):
        raise Refusal("method 'etest'", f"is not worked out beyond {etest.LARGEST_SUM:,} cases", "choose midp or exact")
