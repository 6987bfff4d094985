"""What is asked for when figures are computed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from sextant.bodies import Body
from sextant.periods import Month


@dataclass(frozen=True)
class Ask:
    """What is asked for: whose figures, to which month, against which baseline.

    `switches` turn on options that the definitions offer; `districts` adds a figure for each district; `released` are
    keys of yearly figures that a post has released, with the words to print.
    """

    body: Body
    to: Month
    baseline_to: Month
    switches: tuple[str, ...] = ()
    districts: bool = False
    released: Mapping[str, str] = field(default_factory=dict)
