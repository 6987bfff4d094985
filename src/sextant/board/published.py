"""What has been published of a force, read from the register in its home: the newest set of figures first."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path

from sextant.config import Home
from sextant.measures.figures import Figure, FigureSet
from sextant.measures.publications import publications
from sextant.measures.reading import read_set


@dataclass(frozen=True)
class Published:
    """A published set of figures: its hash, when and where it was published, and the set."""

    sha256: str
    published_on: date
    where: str
    figures: FigureSet

    def headline(self, measure: str) -> Figure | None:
        """The figure that led the measure then."""
        lead = next((note.headline for note in self.figures.measures if note.key == measure), None)
        return self.figures.figure(lead) if lead else None


def published_sets(home: Home, force: str, most: int = 4) -> list[Published]:
    """What the force has published and the home still holds, the newest first.

    Whoever publishes enters it in the register (`measures.publications.record`), the statements' desk too.
    """
    entries = publications(home, force)[:most]
    held = [(entry, stored(home.figures / f"{entry.figure_set}.json")) for entry in entries]
    return [Published(entry.figure_set, entry.published_on, entry.where, found) for entry, found in held if found]


def published_figures(home: Home, force: str, measure: str) -> tuple[Published, Figure] | None:
    """The newest publication that holds a headline of the measure, with that figure."""
    for each in published_sets(home, force):
        if figure := each.headline(measure):
            return each, figure
    return None


def stored(path: Path) -> FigureSet | None:
    """A stored set, read once by a process; None where the file is gone."""
    return _read(path) if path.exists() else None


@lru_cache(16)
def _read(path: Path) -> FigureSet:
    """A stored set never changes: its name is the hash of its bytes."""
    return read_set(path)
