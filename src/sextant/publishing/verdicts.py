"""A verdict as a page shows it: the word that evidence gives it and a drawn shape, never red against green."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from sextant.errors import Refusal
from sextant.evidence.verdicts import CHIPS, VerdictCode
from sextant.measures.figures import AsPublished, Figure

Shape = Literal["up", "down", "up-outline", "down-outline", "dot", "ring", "unequal", "dash"]
SHAPES: dict[VerdictCode, Shape] = {
    VerdictCode.HIGHER: "up",
    VerdictCode.LOWER: "down",
    VerdictCode.LARGER_THAN_USUAL_UP: "up-outline",
    VerdictCode.LARGER_THAN_USUAL_DOWN: "down-outline",
    VerdictCode.NO_CLEAR_CHANGE: "dot",
    VerdictCode.TOO_FEW: "ring",
    VerdictCode.NOT_COMPARABLE: "unequal",
    VerdictCode.NOT_AVAILABLE: "dash",
}
MEANINGS: dict[VerdictCode, str] = {
    VerdictCode.HIGHER: "higher by more than chance alone would usually make it: its 95% interval lies above 1",
    VerdictCode.LOWER: "lower by more than chance alone would usually make it: its 95% interval lies below 1",
    VerdictCode.LARGER_THAN_USUAL_UP: "volume crime: up by more than its counts usually vary",
    VerdictCode.LARGER_THAN_USUAL_DOWN: "volume crime: down by more than its counts usually vary",
    VerdictCode.NO_CLEAR_CHANGE: "chance or usual variation often makes such a difference; the level may have moved",
    VerdictCode.TOO_FEW: "the baseline is so small that even none now would not be clear",
    VerdictCode.NOT_COMPARABLE: "the periods or what is counted differ, so no comparison is made",
    VerdictCode.NOT_AVAILABLE: "no local number is held, or it is withheld",
}


@dataclass(frozen=True)
class PageChip:
    """What stands in a chip: shape, word, the word spoken with its direction, and the look (a CSS class)."""

    shape: Shape
    word: str
    spoken: str
    look: str


def chip(code: str) -> PageChip:
    """The chip of a verdict code. Raises Refusal for a code that nobody defined."""
    if code not in set(VerdictCode):
        raise Refusal(f"verdict '{code}'", "is not one of the verdicts", f"use one of {', '.join(VerdictCode)}")
    found = CHIPS[VerdictCode(code)]
    return PageChip(SHAPES[VerdictCode(code)], found.word, found.spoken, f"{found.colour}-{found.outline}")


def chip_of(figure: Figure | AsPublished) -> PageChip | None:
    """The chip of a figure; none for a series or a share, on which no verdict is given."""
    untested = isinstance(figure, Figure) and figure.counting in ("series", "share")
    return None if untested and figure.verdict != VerdictCode.NOT_AVAILABLE else chip(figure.verdict)
