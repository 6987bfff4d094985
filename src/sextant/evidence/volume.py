"""Volume crime: how much counts usually vary, learnt from history outside the windows, and two counts judged by it.

Counts of volume crime vary far more than chance alone would make them; a Poisson verdict there would be wrong.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from math import exp, isfinite, log, sqrt

from sextant.errors import Refusal
from sextant.evidence.quantiles import t_quantile, t_two_tails
from sextant.periods import MONTHS_A_QUARTER, Month, Window

MONTHS_NEEDED = 24
DIFFERENCES_NEEDED = 8
A_YEAR = 12

Values = Mapping[Month, float | None]


@dataclass(frozen=True)
class Dispersion:
    """How many times larger the variance of a count is than a Poisson's, and where that was learnt."""

    phi: float
    """Never under 1."""
    every: str
    """`month` or `quarter`."""
    differences: int
    periods: int
    """Months or quarters that enter at least one difference."""
    first: Month
    last: Month
    """First month of the last period used."""
    mean: float
    df: float
    """Effective degrees of freedom of phi; infinite when phi is taken as known."""

    @property
    def variation(self) -> str:
        """The usual variation in words: `quarter-to-quarter variation`."""
        return f"{self.every}-to-{self.every} variation"

    @property
    def in_words(self) -> str:
        how = "month-to-month" if self.every == "month" else "year-on-year quarterly"
        return (
            f"variance {self.phi:.1f} times that of chance alone, from {self.differences} {how} differences over "
            f"{self.periods} {self.every}s between {self.first.in_words} and {self._end.in_words}, outside both periods"
        )

    @property
    def _end(self) -> Month:
        return self.last + (MONTHS_A_QUARTER - 1 if self.every == "quarter" else 0)


@dataclass(frozen=True)
class TooLittleHistory:
    """Why no dispersion could be learnt. `reason` completes "These periods can't be compared because …"."""

    have: int
    need: int
    of: str

    @property
    def reason(self) -> str:
        return (
            f"there is too little history to know the usual variation: {self.have} of the {self.need} {self.of} needed"
        )


@dataclass(frozen=True)
class VolumeComparison:
    """Two counts of volume crime. Limits and p-value are None, with a `reason`, where none can be given."""

    current: float
    baseline: float
    exposure: tuple[float, float]
    level: float
    ratio: float | None
    ratio_low: float | None
    ratio_high: float | None
    p_value: float | None
    dispersion: Dispersion | None
    reason: str = ""
    method: str = "quasi-poisson"

    @property
    def clear(self) -> bool:
        """Whether the interval leaves out 1."""
        return self.p_value is not None and self.p_value < 1 - self.level

    @property
    def rose(self) -> bool:
        return self.current * self.exposure[1] > self.baseline * self.exposure[0]

    @property
    def expected(self) -> float:
        """Events the baseline's rate gives over the current exposure."""
        return self.baseline * self.exposure[0] / self.exposure[1]


def dispersion_monthly(values: Values, outside: Collection[Window] = ()) -> Dispersion | TooLittleHistory:
    """Dispersion from month-to-month differences, of at least 24 months outside the windows compared.

    φ = max(1, ½·mean((Δy)²)/mean(y)); no difference reaches across a gap (a month absent or None) or a window.
    """
    return _dispersion(values, outside, "month", 1)


def dispersion_quarterly(values: Values, outside: Collection[Window] = ()) -> Dispersion | TooLittleHistory:
    """Dispersion from differences to the same quarter a year before, at least 8 of them outside the windows.

    A quarter is named by its first month (January, April, July, October); φ as in `dispersion_monthly`.
    """
    for start in values:
        if start.quarter_start != start:
            raise Refusal("quarterly history", f"{start} doesn't begin a quarter", "name a quarter by its first month")
    return _dispersion(values, outside, "quarter", A_YEAR)


def compare_volume(
    current: float,
    baseline: float,
    dispersion: Dispersion | TooLittleHistory,
    exposure: tuple[float, float] = (1.0, 1.0),
    level: float = 0.95,
) -> VolumeComparison:
    """Judge two counts against the usual variation: log ratio ± t·√(φ(1/y1 + 1/y0)), and the p-value that matches.

    t is Student's quantile at the effective degrees of freedom of φ, since φ is itself estimated; a φ taken as known
    (df infinite) gives the normal one. Source: quasi-Poisson variance, P. McCullagh and J. A. Nelder (1989), 6.2.3;
    degrees of freedom, F. E. Satterthwaite (1946).
    """
    ratio = (current / exposure[0]) / (baseline / exposure[1]) if baseline > 0 else None
    reason = _reason_not_to(current, baseline, dispersion)
    bare = VolumeComparison(current, baseline, exposure, level, ratio, None, None, None, None, reason)
    if ratio is None or reason or isinstance(dispersion, TooLittleHistory):
        return bare
    error = sqrt(dispersion.phi * (1 / current + 1 / baseline))
    reach = t_quantile((1 + level) / 2, dispersion.df) * error
    return replace(
        bare,
        ratio_low=ratio * exp(-reach),
        ratio_high=ratio * exp(reach),
        p_value=t_two_tails(log(ratio) / error, dispersion.df),
        dispersion=dispersion,
    )


def incident_dispersion(sizes: Collection[int]) -> float:
    """φ = Σs²/Σs of victims that come in incidents of these sizes: how much victims vary more than incidents do."""
    return sum(size * size for size in sizes) / sum(sizes)


def _reason_not_to(current: float, baseline: float, dispersion: Dispersion | TooLittleHistory) -> str:
    if isinstance(dispersion, TooLittleHistory):
        return dispersion.reason
    if current <= 0 or baseline <= 0:
        return "a count of 0 or less can't be judged as volume crime"
    return ""


def _dispersion(values: Values, outside: Collection[Window], every: str, lag: int) -> Dispersion | TooLittleHistory:
    history = {month: value for month, value in sorted(values.items()) if value is not None}
    usable = {start: value for start, value in history.items() if not _touches(start, every, outside)}
    pairs = [(start, start + lag) for start in usable if start + lag in usable]
    used = {start: usable[start] for pair in pairs for start in pair}
    total = sum(used.values())
    if shortage := _shortage(every, len(used), len(pairs)):
        return shortage
    if not (isfinite(total) and total > 0):
        return TooLittleHistory(0, DIFFERENCES_NEEDED, "periods with crimes in them")
    mean = total / len(used)
    squares = sum((usable[late] - usable[early]) ** 2 for early, late in pairs)
    return Dispersion(
        phi=max(1.0, squares / len(pairs) / 2 / mean),
        every=every,
        differences=len(pairs),
        periods=len(used),
        first=min(used),
        last=max(used),
        mean=mean,
        df=_effective_df(pairs),
    )


def _shortage(every: str, periods: int, differences: int) -> TooLittleHistory | None:
    if every == "month" and periods < MONTHS_NEEDED:
        return TooLittleHistory(periods, MONTHS_NEEDED, "months outside both periods")
    if every == "quarter" and differences < DIFFERENCES_NEEDED:
        return TooLittleHistory(differences, DIFFERENCES_NEEDED, "year-on-year quarterly differences outside both")
    return None


def _touches(start: Month, every: str, windows: Collection[Window]) -> bool:
    length = MONTHS_A_QUARTER if every == "quarter" else 1
    return any(start + k in window for window in windows for k in range(length))


def _effective_df(pairs: list[tuple[Month, Month]]) -> float:
    """Two differences that share a value correlate by −½: m of them are worth m²/(m + joints/2) (Satterthwaite)."""
    starts = {early for early, _ in pairs}
    joints = sum(late in starts for _, late in pairs)
    return len(pairs) ** 2 / (len(pairs) + joints / 2)
