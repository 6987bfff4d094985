"""The chart that suits a series by what its figure counts: rare events by exact limits, volume by XmR."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

from sextant.errors import Refusal
from sextant.evidence import cusum
from sextant.evidence.chart_rules import Rule
from sextant.evidence.charts import CHANCE_LIKE, LEAST_MEAN, POINTS_NEEDED, Chart, c_chart, moving_dispersion, xmr
from sextant.evidence.count_limits import CountLimits, count_limits

Every = Literal["month", "quarter"]
Kind = Literal["xmr", "c", "exact_counts"]
CUSUM_UP, CUSUM_DOWN = "cusum_up", "cusum_down"
WAIT = {"month": 240.0, "quarter": 80.0}
"""Periods of twenty years: how long each side of the CUSUM goes on average without a mark while nothing changes.

With five, the least that is of use, nearly a third of unchanged series would get a mark within two years.
"""


@dataclass(frozen=True)
class SeriesChart:
    """A chart of a series, or none; `reason` says why this kind, or why none."""

    kind: Kind | None
    reason: str
    flags: tuple[tuple[str, ...], ...]
    """For each period, what marks it; rules of `charts.Rule`, `cusum_up` and `cusum_down`."""
    centre: float | None = None
    lower: float | None = None
    upper: float | None = None
    trial: bool = False
    points: int = 0


def chart_of(counts: Sequence[int | None], rare: bool, every: Every) -> SeriesChart:
    """Choose and draw. None is a period that is missing; nothing crosses it.

    `rare` events, each on its own by the figure's definition, get exact count limits and a CUSUM below a mean of 10, a
    c chart above; volume gets XmR. Below 10 nothing gets XmR, whose limits alarm on steady series there. A rare count
    that varies more than chance allows gets XmR, and the reason says so.
    """
    there = [count for count in counts if count is not None]
    nothing = tuple(() for _ in counts)
    if not there or max(there) == min(there) == 0:
        return SeriesChart(None, "no event is held" if there else "no period is held", nothing, points=len(there))
    try:
        return _drawn(counts, rare, every, sum(there) / len(there))
    except Refusal as refusal:
        return SeriesChart(None, f"the series {refusal.fault}", nothing, points=len(there))


def _drawn(counts: Sequence[int | None], rare: bool, every: Every, mean: float) -> SeriesChart:
    if mean < LEAST_MEAN:
        return _exact(counts, every)
    if rare and (moving_dispersion(counts) or 0) <= CHANCE_LIKE:
        reason = f"events that come one by one, {LEAST_MEAN} or more a {every}: limits by chance alone"
        return _of_chart(c_chart(counts), reason)
    why = "more than chance alone would make them vary" if rare else "by more than chance alone"
    return _of_chart(xmr(counts), f"counts that vary {why}: limits by how much neighbouring {every}s differ")


def _of_chart(chart: Chart, reason: str) -> SeriesChart:
    low, high = chart.limits
    flags = tuple(tuple(rule.value for rule in found) for found in chart.flags)
    return SeriesChart(
        "c" if chart.kind == "c" else "xmr", reason, flags, chart.centre, low, high, chart.trial, chart.points
    )


def _exact(counts: Sequence[int | None], every: Every) -> SeriesChart:
    limits = count_limits(counts)
    reason = f"a mean below {LEAST_MEAN} a {every}: exact limits, since an XmR chart would alarm by itself"
    flags = tuple((Rule.OUTSIDE.value,) if outside else () for outside in limits.outside)
    made = SeriesChart("exact_counts", reason, flags, limits.centre, limits.lower, limits.upper)
    made = replace(made, trial=limits.points < POINTS_NEEDED, points=limits.points)
    return made if made.trial else replace(made, flags=_with_cusum(flags, counts, every, limits))


def _with_cusum(
    flags: Sequence[tuple[str, ...]], counts: Sequence[int | None], every: Every, limits: CountLimits
) -> tuple[tuple[str, ...], ...]:
    """Small lasting shifts from the mean, which no single count shows."""
    up = cusum.follow(counts, cusum.design(limits.centre, "up", run_length=WAIT[every])).signals
    down = cusum.follow(counts, cusum.design(limits.centre, "down", run_length=WAIT[every])).signals
    return tuple(
        (*found, *([CUSUM_UP] if rises else []), *([CUSUM_DOWN] if falls else []))
        for found, rises, falls in zip(flags, up, down, strict=True)
    )
