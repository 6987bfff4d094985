"""The list of what was disposed of, kept beside the audit's checkpoints so that it outlives the home.

A backup that is older than a disposal still holds what was erased. Whoever restores it gives this list, from the other
machine it is copied to, and what stands in it goes again. It names what went, never what was in it.
"""

from __future__ import annotations

import json
import os
from dataclasses import asdict, dataclass
from pathlib import Path

from sextant.errors import Refusal
from sextant.lake.catalogue import Lake
from sextant.lake.editions import Edition

FILE = Path("checkpoints") / "disposals.jsonl"


@dataclass(frozen=True)
class Disposal:
    """One thing that is gone for good: `kind` says how to find it, `files` are hashes of what it was read from."""

    kind: str  # edition, file, or a kind that a desk has announced
    ref: str
    on: str
    reason: str
    by: str  # a post
    files: tuple[str, ...] = ()

    @classmethod
    def of_edition(cls, edition: Edition) -> Disposal:
        """The line of an edition that has been marked as disposed of."""
        files = (edition.sha256, *(str(file["sha256"]) for file in edition.files))
        return cls("edition", edition.id, **dict(edition.disposed or {}), files=tuple(dict.fromkeys(files)))

    @property
    def mark(self) -> dict[str, str]:
        """As the manifest of an edition tells it."""
        return {"on": self.on, "reason": self.reason, "by": self.by}


def note(home: Path, *disposals: Disposal) -> None:
    """Add lines to the home's list, on disk before this returns; one that stands there already is not repeated."""
    path = home / FILE
    known = set(noted(path))
    fresh = [each for each in disposals if each not in known]
    if not fresh:
        return
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    with path.open("a", encoding="utf-8") as file:
        file.writelines(json.dumps(asdict(each), ensure_ascii=False) + "\n" for each in fresh)
        file.flush()
        os.fsync(file.fileno())


def noted(path: Path) -> list[Disposal]:
    """What a list says; nothing when there is no such file. Raises Refusal for a line that can't be read."""
    found = []
    for number, line in enumerate(path.read_text("utf-8").splitlines() if path.exists() else [], 1):
        try:
            raw = json.loads(line)
            found.append(Disposal(**raw | {"files": tuple(raw["files"])}))
        except (ValueError, TypeError, KeyError):
            mend = "take it from another copy: what it named must not come back"
            raise Refusal(f"{path.name}, line {number}", "can't be read", mend) from None
    return found


def note_missing(home: Path) -> None:
    """Add the editions whose disposal was stopped before it was noted, or is older than the list."""
    gone = [edition for edition in Lake(home / "lake").editions() if edition.disposed]
    note(home, *(Disposal.of_edition(edition) for edition in gone))
