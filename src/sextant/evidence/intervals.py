"""An interval for one count of events."""

from __future__ import annotations

from sextant.evidence.quantiles import gamma_quantile


def garwood(count: int, level: float = 0.95) -> tuple[float, float]:
    """Means of a Poisson count under which neither as few nor as many as `count` would be rare; exact and central.

    Lower χ²(α/2; 2y)/2, 0 when the count is 0; upper χ²(1−α/2; 2y+2)/2. Unit: events.
    Source: F. Garwood, Fiducial limits for the Poisson distribution (1936).

    >>> [round(limit, 2) for limit in garwood(13)]
    [6.92, 22.23]
    """
    tail = (1 - level) / 2
    lower = gamma_quantile(tail, count) if count else 0.0
    return lower, gamma_quantile(tail, count + 1, upper=True)
