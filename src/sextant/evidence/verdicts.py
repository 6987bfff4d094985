"""The one fixed set of verdicts, the same for good and bad news, and the word and shape each is shown by."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from sextant.evidence.comparison import Comparison
from sextant.evidence.detectable import smallest_clear_change
from sextant.evidence.volume import VolumeComparison


class VerdictCode(StrEnum):
    """The codes of the command line's contract."""

    HIGHER = "higher"
    LOWER = "lower"
    LARGER_THAN_USUAL_UP = "larger_than_usual_up"
    LARGER_THAN_USUAL_DOWN = "larger_than_usual_down"
    NO_CLEAR_CHANGE = "no_clear_change"
    TOO_FEW = "too_few"
    NOT_COMPARABLE = "not_comparable"
    NOT_AVAILABLE = "not_available"


@dataclass(frozen=True)
class Chip:
    """How a verdict is shown: a shape that never stands without its word. Never red against green."""

    shape: str
    word: str
    spoken: str
    """The word with its direction, for alternative text and where the shape can't be seen."""
    colour: str
    """`navy` or `grey`."""
    outline: str
    """`solid`, `outlined`, `dashed` or `plain`."""

    def __str__(self) -> str:
        return f"{self.shape} {self.word}"


@dataclass(frozen=True)
class Verdict:
    """A code, and the reason where there is nothing to judge."""

    code: VerdictCode
    reason: str = ""

    @property
    def chip(self) -> Chip:
        return CHIPS[self.code]


CHIPS = {
    VerdictCode.HIGHER: Chip("▲", "clear rise", "clear rise", "navy", "solid"),
    VerdictCode.LOWER: Chip("▼", "clear fall", "clear fall", "navy", "solid"),
    VerdictCode.LARGER_THAN_USUAL_UP: Chip("▲", "larger than usual", "rise larger than usual", "navy", "outlined"),
    VerdictCode.LARGER_THAN_USUAL_DOWN: Chip("▼", "larger than usual", "fall larger than usual", "navy", "outlined"),
    VerdictCode.NO_CLEAR_CHANGE: Chip("●", "no clear change", "no clear change", "grey", "solid"),
    VerdictCode.TOO_FEW: Chip("○", "too few to say", "too few to say", "grey", "outlined"),
    VerdictCode.NOT_COMPARABLE: Chip("≠", "not comparable", "not comparable", "grey", "dashed"),
    VerdictCode.NOT_AVAILABLE: Chip("–", "not available", "not available", "grey", "plain"),
}


def judge(
    comparison: Comparison | VolumeComparison | None, *, not_available: str = "", not_comparable: str = ""
) -> Verdict:
    """The verdict, tested in the fixed order: not available, not comparable, higher or lower, too few, no clear change.

    The two reasons, where given, come from outside: no data; an overlap, a changed definition, a part-supplied month.
    """
    if not_available or (comparison is None and not not_comparable):
        return Verdict(VerdictCode.NOT_AVAILABLE, not_available)
    if not_comparable or comparison is None:
        return Verdict(VerdictCode.NOT_COMPARABLE, not_comparable)
    if isinstance(comparison, VolumeComparison):
        return _of_volume(comparison)
    return Verdict(_of_counts(comparison))


def _of_volume(comparison: VolumeComparison) -> Verdict:
    if comparison.p_value is None:
        return Verdict(VerdictCode.NOT_COMPARABLE, comparison.reason)
    if not comparison.clear:
        return Verdict(VerdictCode.NO_CLEAR_CHANGE)
    return Verdict(VerdictCode.LARGER_THAN_USUAL_UP if comparison.rose else VerdictCode.LARGER_THAN_USUAL_DOWN)


def _of_counts(comparison: Comparison) -> VerdictCode:
    if comparison.clear:
        return VerdictCode.HIGHER if comparison.rose else VerdictCode.LOWER
    fall, _ = smallest_clear_for(comparison)
    return VerdictCode.TOO_FEW if fall is None else VerdictCode.NO_CLEAR_CHANGE


def smallest_clear_for(comparison: Comparison) -> tuple[int | None, int]:
    """The smallest clear changes from a comparison's baseline, by its own exposure, method and level."""
    t1, t0 = comparison.exposure
    return smallest_clear_change(comparison.baseline, t1 / t0, comparison.method, comparison.level)
