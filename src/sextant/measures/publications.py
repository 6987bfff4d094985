"""Which statements have been published: a small register in the home, since building a draft publishes nothing."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from sextant.config import Home
from sextant.errors import Refusal
from sextant.measures.definition import Definitions
from sextant.measures.figures import FigureSet
from sextant.measures.reading import read_set
from sextant.measures.releases import Release, leaks

FOLDER = "published"


@dataclass(frozen=True)
class Publication:
    """One entry of the register: which stored set of figures was published, when and where."""

    figure_set: str  # the hash that names the stored file
    force: str
    to: str
    published_on: date
    where: str = ""

    def as_json(self) -> dict[str, Any]:
        return {**vars(self), "published_on": self.published_on.isoformat()}


def record(home: Home, figure_set: str, published_on: date, where: str = "") -> Publication:
    """Enter a stored set of figures (its hash, the beginning of it, or its file) as published.

    Entering it again on the same day changes nothing. Raises Refusal when there is no such set in the home.
    """
    path = stored_set(home, figure_set)
    figures = read_set(path)
    entry = Publication(figures.sha256, figures.force, str(figures.to), published_on, where)
    folder = home.root / FOLDER
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / f"{figures.force}-{figures.to}-{published_on}-{figures.sha256[:12]}.json"
    part = file.with_suffix(".part")
    part.write_text(json.dumps(entry.as_json(), ensure_ascii=False, indent=1, sort_keys=True) + "\n", "utf-8")
    part.replace(file)
    return entry


def publications(home: Home, force: str | None = None) -> list[Publication]:
    """The register, the newest publication first."""
    found = [_entry(path) for path in sorted((home.root / FOLDER).glob("*.json"))]
    wanted = [entry for entry in found if force in (None, entry.force)]
    return sorted(wanted, key=lambda entry: (entry.published_on, entry.to, entry.figure_set), reverse=True)


def releases_before(home: Home, figures: FigureSet) -> tuple[list[Release], list[str]]:
    """What the same force has published, the newest first, and in words what is entered but not at hand."""
    found: list[Release] = []
    missing: list[str] = []
    for entry in publications(home, figures.force):
        path = home.figures / f"{entry.figure_set}.json"
        name = f"the statement to {entry.to}, published on {entry.published_on}"
        if entry.figure_set == figures.sha256:
            continue
        if path.exists():
            found.append(Release(name, read_set(path)))
        else:
            missing.append(f"{name} is entered as published, but its figures ({path.name}) are not in the home")
    return found, missing


def problems_with_earlier(home: Home, figures: FigureSet, definitions: Definitions) -> list[str]:
    """In words: hidden counts that this set gives away beside what was published, and publications not at hand."""
    earlier, missing = releases_before(home, figures)
    return [*leaks(figures, earlier, definitions).sentences, *missing]


def stored_set(home: Home, name: str) -> Path:
    """The file of a stored set: a path, or the hash (or its beginning) that it is named by. Raises Refusal."""
    if name.endswith(".json") and Path(name).exists():
        name = read_set(Path(name)).sha256
    found = sorted(home.figures.glob(f"{name.removesuffix('.json')}*.json")) if name else []
    if len(found) == 1:
        return found[0]
    fault = "is not in this home" if not found else f"fits {len(found)} stored sets"
    raise Refusal(f"figure set '{name}'", fault, "give the hash that `sextant measures` or `statement build` printed")


def _entry(path: Path) -> Publication:
    try:
        raw: Mapping[str, Any] = json.loads(path.read_text("utf-8"))
        return Publication(**{**raw, "published_on": date.fromisoformat(raw["published_on"])})
    except (ValueError, TypeError, KeyError) as fault:
        raise Refusal(f"published/{path.name}", f"can't be read ({fault})", "mend or remove that entry") from fault
