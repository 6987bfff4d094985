"""How a kind of record is protected: thresholds, rounding, what is hidden beside what. Data, in policies.toml."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any, Literal

from sextant.errors import Refusal


@dataclass(frozen=True)
class Policy:
    """One kind's rule; policies.toml says what each part means."""

    treatment: Literal["open", "own"]
    threshold: int = 5
    protection: int = 4
    secondary: bool = True
    zeros: Literal["shown", "may_hide"] = "shown"
    rounding: int = 0
    reason: str = ""

    def __post_init__(self) -> None:
        if self.threshold < 2 or self.protection < 1 or self.rounding < 0:
            fault = "needs a threshold of 2 or more, a protection of 1 or more and a rounding of 0 or more"
            raise Refusal("disclosure policy", fault, "mend its numbers")

    def small(self, count: float | None) -> bool:
        """Whether a count must be hidden. No data is not small; neither is none."""
        return self.treatment == "own" and count is not None and 0 < count < self.threshold

    def shown(self, count: int) -> int:
        """The number as it is printed: rounded where the policy rounds."""
        return rounded(count, self.rounding) if self.rounding and self.treatment == "own" else count


def rounded(count: int, base: int = 5) -> int:
    """The nearest multiple of `base`, always the same one; a tie (even bases only) goes away from nought.

    Rounded numbers don't add up: never sum them, round the sum.

    >>> [rounded(n) for n in (0, 2, 3, 7, 8, -3)]
    [0, 0, 5, 5, 10, -5]
    """
    size = (2 * abs(count) + base) // (2 * base) * base
    return size if count >= 0 else -size


def policy_for(kind: str) -> Policy:
    """The policy of a kind of record. Raises Refusal for a kind that has none: nothing is open by default."""
    known = policies()
    if kind not in known:
        raise Refusal(f"kind '{kind}'", "has no disclosure policy", "add it to disclosure/policies.toml")
    return known[kind]


@cache
def policies() -> Mapping[str, Policy]:
    """All policies by kind."""
    text = (resources.files("sextant.disclosure") / "policies.toml").read_text("utf-8")
    raw: dict[str, dict[str, Any]] = tomllib.loads(text)
    return {kind: Policy(**values) for kind, values in raw.items()}
