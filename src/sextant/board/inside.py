"""A set of figures for work inside the force: every number shown, and what the public may see of it said beside it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from sextant.measures.figures import Disclosure, Figure, FigureSet

OPEN = Disclosure("open")
STATES = {
    "open": "May be published.",
    "restricted": "For work inside the force only",
    "suppressed": "Withheld from the public",
}


@dataclass(frozen=True)
class Told:
    """A disclosure state in words; `limits` where the public may not see the number or the series behind it."""

    state: str
    series: str
    words: str

    @property
    def limits(self) -> bool:
        return (self.state, self.series) != ("open", "open")

    def as_json(self) -> dict[str, Any]:
        return {"state": self.state, "series": self.series, "words": self.words, "limits": self.limits}


def inside_set(figures: FigureSet) -> FigureSet:
    """The same set with every figure drawn; `told` says of each what the public may see."""
    return replace(figures, figures=tuple(replace(figure, disclosure=OPEN) for figure in figures.figures))


def told(figure: Figure) -> Told:
    """What must be said of a figure's disclosure wherever it is shown inside."""
    found = figure.disclosure
    if found.state != "open":
        return Told(found.state, found.series, _because(STATES[found.state], found.reason))
    if found.series != "open":
        words = "The two counts may be published; the series behind them is for work inside the force only"
        return Told(found.state, found.series, _because(words, found.series_reason))
    return Told(found.state, found.series, STATES["open"])


def _because(words: str, reason: str) -> str:
    return f"{words}: {reason.rstrip('.')}." if reason else f"{words}."
