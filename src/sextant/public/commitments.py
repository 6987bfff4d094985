"""Actions as they were published: read from the signed files of an edition and from nowhere else.

What an edition does not hold can't be told from here: neither what became of an action since, nor any other action.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from sextant.publishing.narrative import Action, read_narrative
from sextant.statements.frozen import public_folder
from sextant.statements.models import Statement

NARRATIVE = "audit/narrative"


@dataclass(frozen=True)
class Told:
    """An action of an edition, as it was told to the public under a measure."""

    statement: Statement
    measure: str
    action: Action


def newest_of_each_force(standing: list[Statement]) -> list[Statement]:
    """The newest statement that stands of each force; `standing` comes the newest first."""
    found: dict[str, Statement] = {}
    for each in standing:
        found.setdefault(each.force, each)
    return list(found.values())


def told_in(statement: Statement) -> list[Told]:
    """The actions of an edition, measure by measure in its own order."""
    return [Told(statement, measure, action) for measure, action in _read(public_folder(statement) / NARRATIVE)]


@lru_cache(maxsize=64)
def _read(folder: Path) -> tuple[tuple[str, Action], ...]:
    """Read once: the files of an edition never change. One that was published without a narrative promised nothing."""
    if not folder.is_dir():
        return ()
    sections = read_narrative(folder).sections
    return tuple((measure, action) for measure, section in sections.items() for action in section.actions)
