"""Problem notes: prompts for what to do at a place, from its most frequent kinds of crime. They are data."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources

from sextant.errors import Refusal

OTHER = "other"
SHOWN = 2


@dataclass(frozen=True)
class ProblemNote:
    """A question about the place, and what a patrol can do in a quarter of an hour."""

    kind: str
    problem: str
    do: tuple[str, ...]


def notes_for(why: Mapping[str, float], text: str | None = None) -> tuple[ProblemNote, ...]:
    """Notes on the one or two most frequent kinds of crime of a place, ties by name; the general one where none fits.

    `text` is a force's own list in TOML instead of the shipped one. Raises Refusal for a list without `other`.
    """
    known = _read(_shipped() if text is None else text)
    frequent = sorted((kind for kind in why if why[kind] > 0 and kind in known), key=lambda kind: (-why[kind], kind))
    return tuple(known[kind] for kind in frequent[:SHOWN]) or (known[OTHER],)


def _read(text: str) -> dict[str, ProblemNote]:
    try:
        listed = tomllib.loads(text)["note"]
        found = {each["kind"]: ProblemNote(each["kind"], each["problem"], tuple(each["do"])) for each in listed}
    except (tomllib.TOMLDecodeError, KeyError, TypeError) as fault:
        raise Refusal("problem notes", f"can't be read: {fault}", "give [[note]] with kind, problem and do") from None
    if OTHER not in found:
        raise Refusal("problem notes", f"have none for '{OTHER}'", "add one for kinds that are not listed")
    return found


@cache
def _shipped() -> str:
    return (resources.files("sextant.places") / "plan_notes.toml").read_text("utf-8")
