"""A verdict as people meet it: a word and a shape, never red against green and never colour alone."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from sextant.errors import Refusal

Shape = Literal["up", "down", "up_outline", "down_outline", "dot", "ring", "unequal", "dash"]


@dataclass(frozen=True)
class Verdict:
    """What stands in a chip. `look` is the chip's style: solid navy, outlined navy, grey, dashed, or bare.

    `aside` says for those who do not see the shape what only the shape would say.
    """

    code: str
    word: str
    shape: Shape
    look: str
    aside: str = ""


_ALL = (
    Verdict("higher", "clear rise", "up", "solid"),
    Verdict("lower", "clear fall", "down", "solid"),
    Verdict("larger_than_usual_up", "larger than usual", "up_outline", "navy", "rise"),
    Verdict("larger_than_usual_down", "larger than usual", "down_outline", "navy", "fall"),
    Verdict("no_clear_change", "no clear change", "dot", "grey"),
    Verdict("too_few", "too few to say", "ring", "grey"),
    Verdict("not_comparable", "not comparable", "unequal", "dashed"),
    Verdict("not_available", "not available", "dash", "bare"),
)
VERDICTS = {verdict.code: verdict for verdict in _ALL}


def verdict(code: str) -> Verdict:
    """The word and shape of a verdict code. Raises Refusal for a code that nobody defined."""
    if code not in VERDICTS:
        raise Refusal(f"verdict '{code}'", "is not one of the verdicts", f"use one of {', '.join(VERDICTS)}")
    return VERDICTS[code]
