"""Alerts over many series, for triage inside a force only: which of thousands of series an analyst looks at first.

An alert is a question, never a finding: it stays out of the public statement, and nothing in `publishing` may import
this module. The bounds are Farrington and Noufaily's: a quasi-Poisson regression of each series on its own past.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from sextant.errors import Refusal
from sextant.evidence.alerts_bounds import Bounds, bounds, enough_cases
from sextant.evidence.alerts_settings import Settings, State

__all__ = [
    "PURPOSE",
    "Alert",
    "Bounds",
    "Settings",
    "State",
    "Triage",
    "benjamini_hochberg",
    "bounds",
    "enough_cases",
    "triage",
]

PURPOSE = "For triage inside the force only: an alert is a question to look into, never a finding to publish."
FALSE_SHARE = 0.05
UNJUDGED = (State.MISSING, State.TOO_LITTLE_HISTORY)

Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class Alert:
    """A series to look into."""

    name: str
    count: float
    expected: float
    upper: float
    exceedance: float
    p_value: float


@dataclass(frozen=True)
class Triage:
    """What to look into in one period, furthest over its bound first, and what could not be judged."""

    alerts: tuple[Alert, ...]
    new: tuple[str, ...]
    """Series with enough cases lately, and none at this time of year in the whole reference."""
    judged: int
    unjudged: tuple[str, ...]
    """Series whose period is missing or whose history is too short."""
    purpose: str = PURPOSE


def triage(
    names: Sequence[str],
    counts: Floats,
    place: int,
    settings: Settings | None = None,
    false_share: float = FALSE_SHARE,
    threads: int = 1,
) -> Triage:
    """What to look into at one place of series (rows of `counts`): alarms that stand when all judged are allowed for.

    Benjamini and Hochberg's procedure keeps the expected share of false ones among them to `false_share`. Ordered by
    exceedance, then by name.
    """
    if len(names) != len(counts):
        raise Refusal("names", f"are {len(names)} for {len(counts)} series", "give one a series")
    found = bounds(counts, [place], settings, threads)
    state, enough = found.state[:, 0], found.enough[:, 0]
    standing = np.flatnonzero(found.alarm[:, 0] & benjamini_hochberg(found.p_value[:, 0], false_share))
    order = sorted(standing.tolist(), key=lambda row: (-found.exceedance[row, 0], names[row]))
    return Triage(
        alerts=tuple(_alert(names[row], float(counts[row, place]), found, row) for row in order),
        new=_named(names, (state == State.NONE_BEFORE) & enough & (counts[:, place] > 0)),
        judged=int((state == State.JUDGED).sum()),
        unjudged=_named(names, np.isin(state, UNJUDGED)),
    )


def benjamini_hochberg(p_values: Floats, false_share: float = FALSE_SHARE) -> Bools:
    """Which p-values stand out with the expected share of false ones kept to `false_share`; NaN ones are no tests.

    Source: Y. Benjamini and Y. Hochberg, Controlling the false discovery rate (1995).

    >>> benjamini_hochberg(np.array([0.01, 0.02, 0.5, np.nan])).tolist()
    [True, True, False, False]
    """
    tested = np.sort(p_values[~np.isnan(p_values)])
    met = np.flatnonzero(tested <= false_share * np.arange(1, len(tested) + 1) / max(1, len(tested)))
    return np.asarray(p_values <= (tested[met[-1]] if len(met) else -1.0))


def _named(names: Sequence[str], rows: Bools) -> tuple[str, ...]:
    return tuple(sorted(names[row] for row in np.flatnonzero(rows).tolist()))


def _alert(name: str, count: float, found: Bounds, row: int) -> Alert:
    numbers = (found.expected, found.upper, found.exceedance, found.p_value)
    return Alert(name, count, *(float(each[row, 0]) for each in numbers))
