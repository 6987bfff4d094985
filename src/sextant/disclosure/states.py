"""Whether a figure may be published: open data as its publisher gives it, a force's own counts above a threshold."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

State = Literal["open", "restricted", "suppressed"]


@dataclass(frozen=True)
class Rule:
    """A source's rule. `open`: passes as published. `own`: the force's records; counts below `threshold` stay in."""

    source: Literal["open", "own"]
    threshold: int = 5


def series_state(rule: Rule, counts: Sequence[float | None]) -> tuple[State, str]:
    """Whether the periods behind a figure may be shown.

    One small period hides them all: the total of a window would give a single one away.
    """
    if rule.source == "own" and any(_small(count, rule) for count in counts):
        return "suppressed", f"the series is not shown: some of its counts are below {rule.threshold}"
    return "open", ""


def state(
    rule: Rule, counts: Sequence[float | None], *, area: str | None = None, yearly: str | None = None
) -> tuple[State, str]:
    """The disclosure state of a figure made of `counts`, with its reason.

    `yearly` is the check that a yearly figure waits for: such a figure names a case too easily when it moves by one, so
    it is restricted until somebody releases it. Districts of a force's own records are restricted: what one cell hides,
    the force's total can give away. Publishers' open data passes at the granularity they chose.
    """
    if yearly:
        return "restricted", f"published once a year, after {yearly}"
    if rule.source == "open":
        return "open", ""
    if area:
        return (
            "restricted",
            "the force's own records by district are not published: a total could give a small number away",
        )
    if any(_small(count, rule) for count in counts):
        return "suppressed", f"a count below {rule.threshold} in the force's own records could point to a person"
    return "open", ""


def _small(count: float | None, rule: Rule) -> bool:
    return count is not None and 0 < count < rule.threshold
