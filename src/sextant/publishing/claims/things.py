"""What a sentence is about: figures, named or placed; things measured that no figure holds; what the police do."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from sextant.publishing.claims.known import Knowledge
from sextant.publishing.claims.sentences import Sentence
from sextant.publishing.claims.words import any_of, lists, word_list

MEASURED = ("slot", "named", "outcome")
BOUNDARY = re.compile(
    r"[,;:–—()!?]|(?<=\s)-(?=\s)|(?<=\s)(?:and|but|while|whilst|as|after|before|because|when|where|which|who|that|so|although"
    r"|though|since|until|if|unless|whether|than)(?=\s)"
)
PREPOSITION = re.compile(
    r"\b(?:on|about|against|for|to|of|in|at|around|with|by|from|tackling|preventing|into)\s+(?:\w+\s+){0,2}$"
)
OF = re.compile(r"\s+(?:of|for|in)\s+(?:(?:the|all|our|any|recorded|reported|these|those|such|most|serious)\s+)*")


@dataclass(frozen=True)
class Thing:
    """A word or placeholder that something can be said of. `keys` are the figures a name may mean."""

    start: int
    end: int
    kind: str
    keys: tuple[str, ...] = ()

    @property
    def measured(self) -> bool:
        return self.kind in MEASURED


@cache
def finders() -> tuple[tuple[str, re.Pattern[str]], ...]:
    return tuple(
        (kind, word_list(f"things.{kind}")) for kind in ("people", "results", "doing", "outcome", "count", "pronoun")
    )


@cache
def names() -> tuple[tuple[re.Pattern[str], tuple[str, ...]], ...]:
    return tuple((any_of([one["pattern"]]), tuple(one["keys"])) for one in lists()["name"])


def things(sentence: Sentence, knowledge: Knowledge) -> tuple[Thing, ...]:
    """All things of the sentence in order, longer names before shorter, nothing twice."""
    found = [
        Thing(at, at + 1, "slot" if slot.kind == "figure" else "fact", (slot.key,))
        for at, slot in sentence.slots.items()
    ]
    found += named(sentence.low, knowledge)
    for kind, pattern in finders():
        found += [Thing(one.start(), one.end(), kind) for one in pattern.finditer(sentence.low)]
    return compounds(sentence.low, apart(found))


def named(low: str, knowledge: Knowledge) -> Iterable[Thing]:
    """Figures by the names people use and by the names the set itself gives them."""
    for pattern, keys in names():
        for one in pattern.finditer(low):
            yield Thing(one.start(), one.end(), "named", keys)
    for known in knowledge.figures.values():
        at = low.find(known.name.lower())
        if at >= 0:
            yield Thing(at, at + len(known.name), "named", (known.key,))


def apart(found: Iterable[Thing]) -> list[Thing]:
    """The longest things that don't overlap, in order; of equal ones the first found."""
    kept: list[Thing] = []
    for thing in sorted(found, key=lambda one: one.start - one.end):
        if all(thing.end <= other.start or thing.start >= other.end for other in kept):
            kept.append(thing)
    return sorted(kept, key=lambda one: one.start)


def compounds(low: str, found: Sequence[Thing]) -> tuple[Thing, ...]:
    """'burglary patrols' are police work, not burglary; 'drug trafficking harm' is harm, which no figure counts."""
    work, harm = word_list("things.compound"), word_list("things.harm")
    whole: list[Thing] = []
    for thing, after in with_next(found):
        beside = after is not None and after.kind in ("doing", "results") and after.start - thing.end == 1
        if thing.kind in ("named", "outcome") and (beside or work.match(low, thing.end + 1)):
            thing = Thing(thing.start, thing.end, "doing")
        elif thing.kind == "named" and harm.match(low, thing.end + 1):
            thing = Thing(thing.start, thing.end, "outcome")
        whole.append(thing)
    return tuple(whole)


def with_next(found: Sequence[Thing]) -> Iterator[tuple[Thing, Thing | None]]:
    """Each thing with the one after it."""
    return zip(found, [*found[1:], None], strict=False)


def clause_start(low: str, at: int) -> int:
    """Where the clause that holds `at` begins."""
    return max((found.end() for found in BOUNDARY.finditer(low, 0, at)), default=0)


def clause_end(low: str, at: int) -> int:
    """Where the clause that holds `at` ends."""
    found = BOUNDARY.search(low, at)
    return found.start() if found else len(low)


def head(low: str, found: Sequence[Thing]) -> Thing | None:
    """What these words are chiefly about: the first thing, but 'levels of burglary' is burglary."""
    for thing, after in with_next(found):
        if after and thing.kind in ("count", "results", "pronoun") and OF.fullmatch(low, thing.end, after.start):
            continue
        return thing
    return None


def subject(low: str, found: Sequence[Thing], at: int) -> Thing | None:
    """What the word at `at` is said of: in its own clause, else the last thing named before it."""
    start = clause_start(low, at)
    own = [thing for thing in found if start <= thing.start < at and thing.kind != "fact"]
    if own:
        return own_subject(low, own)
    earlier = [thing for thing in found if thing.end <= start and thing.kind not in ("fact", "pronoun")]
    return earlier[-1] if earlier else None


def own_subject(low: str, own: Sequence[Thing]) -> Thing | None:
    """The head of a clause; a measured thing that hangs on no preposition goes before what the police do."""
    first = head(low, own)
    if first is None or first.measured or first.kind == "count":
        return first
    free = [thing for thing in own if thing.kind in ("slot", "named") and not PREPOSITION.search(low, 0, thing.start)]
    return free[0] if free else first


def complement(low: str, found: Sequence[Thing], at: int) -> Thing | None:
    """The first thing after `at` in the same clause, 'levels of' passed over."""
    end = clause_end(low, at)
    after = [thing for thing in found if at <= thing.start < end and thing.kind not in ("fact", "pronoun")]
    return head(low, after)
