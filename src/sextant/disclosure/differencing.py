"""What several publications give away together: a hidden count must not be had by subtracting one from another.

Two windows of 12 months a quarter apart differ by one quarter less the same one a year before; a district is the force
less the other districts; a count without a code is the count with it less that code. All of these, and what follows
from many releases together, are sums of the same small pieces, so one exact check covers them.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from sextant.disclosure.bounds import Contradiction, Range, Sum, System
from sextant.disclosure.policy import Policy

Piece = Hashable  # for example (month, district, code): the smallest thing that any of the counts is made of


@dataclass(frozen=True)
class Known:
    """A number that was published, or is about to be: which pieces it adds up, and where it stands."""

    what: str
    release: str
    pieces: frozenset[Piece]
    count: int


@dataclass(frozen=True)
class Hidden:
    """A count that nobody should be able to work out."""

    what: str
    pieces: frozenset[Piece]
    count: int


@dataclass(frozen=True)
class Recovered:
    """A hidden count that can be worked out too closely: which, how closely, and from which publications."""

    what: str
    range: Range
    among: tuple[Known, ...]

    @property
    def sentence(self) -> str:
        how = "can be worked out" if self.range.width == 0 else f"can be narrowed down to {self.range}"
        parts = "; ".join(f"{known.what} ({known.release})" for known in self.among)
        return f"{self.what} {how} from {parts}"

    def as_json(self) -> dict[str, Any]:
        return {
            "what": self.what,
            "low": self.range.low,
            "high": self.range.high,
            "from": [{"what": known.what, "release": known.release, "count": known.count} for known in self.among],
            "sentence": self.sentence,
            "mend": self.mend,
        }

    @property
    def mend(self) -> str:
        return f"withhold {self.among[0].what} as well, or give fewer districts or a longer period"


@dataclass(frozen=True)
class Comparison:
    """What was found, and which published numbers contradict later ones, so that nothing exact follows from them."""

    recovered: tuple[Recovered, ...]
    revised: tuple[Known, ...] = ()


def recovered(knowns: Sequence[Known], hidden: Iterable[Hidden], policy: Policy) -> Comparison:
    """The hidden small counts that the known numbers give away. `knowns` are in order, the newest release first.

    Numbers that were revised since contradict each other; the older ones are left out and named. Each finding keeps
    only the numbers that it needs.
    """
    sure, revised = _without_contradictions(knowns)
    found = []
    for each in hidden:
        if policy.small(each.count):
            near = _connected(sure, each)
            if (told := _range(near, each)).width < policy.protection:
                found.append(Recovered(each.what, told, _needed(near, each, policy)))
    return Comparison(tuple(found), tuple(revised))


def _without_contradictions(knowns: Sequence[Known]) -> tuple[list[Known], list[Known]]:
    """Keep what fits together, release by release, the newest first."""
    kept: list[Known] = []
    left: list[Known] = []
    for release in dict.fromkeys(known.release for known in knowns):
        of_release = [known for known in knowns if known.release == release]
        if _fit([*kept, *of_release]):
            kept += of_release
            continue
        for known in of_release:
            (kept if _fit([*kept, known]) else left).append(known)
    return kept, left


def _fit(knowns: Sequence[Known]) -> bool:
    try:
        pieces = frozenset().union(*(known.pieces for known in knowns))
        _range(knowns, Hidden("everything", pieces, 0))
    except Contradiction:
        return False
    return True


def _connected(knowns: Sequence[Known], hidden: Hidden) -> list[Known]:
    """The numbers that share pieces with the hidden one, directly or through others."""
    reach, found = set(hidden.pieces), [False] * len(knowns)
    grew = True
    while grew:
        grew = False
        for at, known in enumerate(knowns):
            if not found[at] and known.pieces & reach:
                found[at] = grew = True
                reach |= known.pieces
    return [known for known, near in zip(knowns, found, strict=True) if near]


def _range(knowns: Sequence[Known], hidden: Hidden) -> Range:
    """What the known numbers say of the hidden count. Pieces that always go together are one unknown."""
    sums = [(f"known {at}", known.pieces) for at, known in enumerate(knowns)]
    ranges = {name: Range(known.count, known.count) for (name, _), known in zip(sums, knowns, strict=True)}
    sums.append(("hidden", hidden.pieces))
    ranges["hidden"] = Range(0, None)
    parts: dict[tuple[str, ...], None] = {}
    for piece in frozenset().union(*(pieces for _, pieces in sums)):
        parts[tuple(name for name, pieces in sums if piece in pieces)] = None
    names = {part: f"piece {at}" for at, part in enumerate(sorted(parts))}
    ranges |= {name: Range(0, None) for name in names.values()}
    lines = [Sum(name, tuple(names[part] for part in names if name in part)) for name, _ in sums]
    return System.of(ranges, lines).range("hidden")


def _needed(knowns: Sequence[Known], hidden: Hidden, policy: Policy) -> tuple[Known, ...]:
    """The fewest numbers, as far as leaving out one by one tells, that still give the count away; newest first."""
    kept = list(knowns)
    for known in reversed(knowns):
        fewer = [each for each in kept if each is not known]
        if _range(fewer, hidden).width < policy.protection:
            kept = fewer
    return tuple(kept)
