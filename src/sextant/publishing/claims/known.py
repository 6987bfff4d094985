"""The figures as the check needs them, from a set in memory or from its JSON, whichever verb wrote it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from sextant.errors import Refusal
from sextant.measures.figures import FigureSet
from sextant.periods import Month

DOWN, UP = ("lower", "larger_than_usual_down"), ("higher", "larger_than_usual_up")


@dataclass(frozen=True)
class Known:
    """One figure, or its as-published pair: what was counted and what may be said of it."""

    key: str
    measure: str
    name: str
    verdict: str
    value: float | None = None
    baseline: float | None = None
    denominator: int | None = None
    unknown: int | None = None
    counting: str = "count"
    activity: bool = False
    state: str = "open"
    role: str = ""
    ends: tuple[Month, ...] = ()
    published: Known | None = field(default=None, repr=False)

    @property
    def base(self) -> float | None:
        """What a percentage would stand on: n of a share, else the baseline (the current count where there is none)."""
        if self.denominator is not None:
            return self.denominator
        return self.baseline if self.baseline is not None else self.value

    def bears(self, way: str) -> bool:
        """Whether the verdict says that it went that way."""
        return self.verdict in (DOWN if way == "down" else UP)


@dataclass(frozen=True)
class Knowledge:
    """All figures of a set by key; `headlines` by measure; `to` is the last month of the current window."""

    figures: Mapping[str, Known]
    headlines: Mapping[str, str]
    to: Month | None
    baseline_to: Month | None

    @property
    def window_ends(self) -> set[Month]:
        """Every month in which a window of these figures ends, as measured or as published."""
        ends = {month for known in self.figures.values() for month in known.ends}
        ends |= {month for known in self.figures.values() if known.published for month in known.published.ends}
        return ends | {month for month in (self.to, self.baseline_to) if month}

    def first(self, keys: Iterable[str], measure: str = "") -> Known | None:
        """The figure that a name of several meanings means: one of this measure, a headline, or the first held."""
        held = [self.figures[key] for key in keys if key in self.figures]
        own = [known for known in held if known.measure == measure]
        heads = [known for known in held if known.key in self.headlines.values()]
        return next(iter([*own, *heads, *held]), None)


def know(figures: FigureSet | Mapping[str, Any]) -> Knowledge:
    """What the check needs of a set of figures or of its JSON. Raises Refusal when it holds no figures."""
    table = figures.as_json() if isinstance(figures, FigureSet) else figures
    if not isinstance(table, Mapping) or not isinstance(table.get("figures"), list):
        raise Refusal("figures", "holds no list of figures", "give what `sextant measures --json` prints")
    known = [known_figure(one) for one in table["figures"] if isinstance(one, Mapping) and not one.get("area")]
    by_key = {one.key: one for one in known}
    ends = [one.ends for one in known if one.ends]
    return Knowledge(
        figures=by_key,
        headlines=headlines(table, known),
        to=as_month(table.get("to")) or (ends[0][0] if ends else None),
        baseline_to=as_month(table.get("baseline_to")) or (ends[0][-1] if ends else None),
    )


def known_figure(table: Mapping[str, Any]) -> Known:
    """One figure's JSON as Known. Raises Refusal when it has no key or verdict."""
    for key in ("key", "verdict"):
        if not table.get(key):
            raise Refusal("figures", f"a figure has no {key}", "give what `sextant measures --json` prints")
    published = table.get("published")
    disclosure = table.get("disclosure") or "open"
    key = str(table["key"])
    own: dict[str, Any] = {
        "key": key,
        "measure": str(table.get("measure") or key.split(".")[0]),
        "name": str(table.get("name") or key),
        "counting": str(table.get("counting") or "count"),
        "activity": bool(table.get("activity")),
    }
    return Known(
        **own,
        **pair(table),
        role=str(table.get("role") or ""),
        state=str(disclosure.get("state", "open") if isinstance(disclosure, Mapping) else disclosure),
        published=Known(**own, **pair(published)) if isinstance(published, Mapping) else None,
    )


def pair(table: Mapping[str, Any]) -> dict[str, Any]:
    """The two windows and the verdict on them."""
    current, baseline = table.get("current") or {}, table.get("baseline") or {}
    months = [as_month(window.get("to")) for window in (current, baseline)]
    return {
        "verdict": str(table.get("verdict") or "not_available"),
        "value": current.get("value"),
        "baseline": baseline.get("value"),
        "denominator": current.get("denominator"),
        "unknown": current.get("unknown"),
        "ends": tuple(month for month in months if month),
    }


def headlines(table: Mapping[str, Any], known: Iterable[Known]) -> dict[str, str]:
    """The headline's key by measure: as the set says, else the figure in that role, else the measure's first."""
    found: dict[str, str] = {}
    for one in sorted(known, key=lambda known: known.role != "headline"):
        found.setdefault(one.measure, one.key)
    for measure in table.get("measures") or ():
        if measure.get("headline"):
            found[str(measure["key"])] = str(measure["headline"])
    return found


def as_month(value: object) -> Month | None:
    """`2021-12` or `2021-12-31` as a month; None for anything else."""
    try:
        return Month.parse(str(value)[:7])
    except Refusal:
        return None
