"""The whole job on the made-up force, in a home of its own: make it, load it, build its last quarter's statement."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import date
from importlib import resources
from pathlib import Path
from typing import Any

from sextant import __version__
from sextant.config import MADE_UP, Home
from sextant.errors import Refusal
from sextant.lake.catalogue import Lake
from sextant.lake.editions import Edition
from sextant.lake.loading import load
from sextant.lake.requests import request_for

Showing = Callable[[str, int, bool], AbstractContextManager[Callable[[int, str], None]]]
QUARTER = "2025-Q3"
BASELINE = "2019-06"
LISTS = ("bodies.toml", "boundary.geojson")
"""What the home's lists take over: the body, and the outline that the hotspots desk offers as the force's own."""


@dataclass(frozen=True)
class Demo:
    """What the demonstration made. `unplanted` are faults that nobody planted; there should be none."""

    home: Home
    force: str
    statement: Path
    editions: tuple[Edition, ...]
    unplanted: tuple[str, ...]
    problems: tuple[str, ...]


def run_demo(home: Home, showing: Showing, *, scale: float = 1.0, years: int = 10) -> Demo:
    """Make, load and publish. A second run takes up what the first has left.

    Raises Refusal for a home that holds anything but made-up data.
    """
    _claim(home, scale, years)
    made_up = home.root / "made-up"
    truth = _made(made_up, showing, scale, years)
    home.lists.mkdir(parents=True, exist_ok=True)
    for name in LISTS:
        (home.lists / name).write_bytes((made_up / name).read_bytes())
    force = str(truth["force"]["slug"])
    editions = tuple(_loaded(home, made_up, kind, paths, showing) for kind, paths in _inputs(made_up))
    statement, problems = _statement(home, force)
    return Demo(home, force, statement, editions, tuple(_unplanted(editions, truth)), problems)


def _claim(home: Home, scale: float, years: int) -> None:
    mark = home.root / MADE_UP
    if home.root.exists() and any(home.root.iterdir()) and not mark.exists():
        raise Refusal(str(home.root), "holds something else than made-up data", "give --home with another folder")
    home.root.mkdir(parents=True, exist_ok=True)
    mark.write_text(json.dumps({"made_up": True, "scale": scale, "years": years}) + "\n", "utf-8")


def _made(folder: Path, showing: Showing, scale: float, years: int) -> Mapping[str, Any]:
    """The made-up force's files, made anew unless this version has made the same ones here before."""
    from sextant.synthetic.make import make

    note = folder.parent / "made-up.version"
    wanted = f"{__version__} {scale} {years}"
    whole = all((folder / name).exists() for name in LISTS)
    if not (whole and note.exists() and note.read_text("utf-8") == wanted):
        with showing("Making the made-up force", years * 12, False) as tick:
            seen = [0]

            def progress(done: int, _total: int, what: str) -> None:
                tick(done - seen[0], what)
                seen[0] = done

            make(folder, years=years, scale=scale, progress=progress)
        note.write_text(wanted, "utf-8")
    truth: Mapping[str, Any] = json.loads((folder / "truth.json").read_text("utf-8"))
    return truth


def _inputs(folder: Path) -> list[tuple[str, list[Path]]]:
    recorded = sorted((folder / "recorded-crime").glob("prc-*"))
    return [
        ("police-uk", [folder / "police-uk"]),
        *(("recorded-crime", [path]) for path in recorded),
        ("crimes", [folder / "crimes" / "crimes.csv"]),
        ("published", [folder / "published" / "published.csv"]),
    ]


def _loaded(home: Home, folder: Path, kind: str, paths: list[Path], showing: Showing) -> Edition:
    mapping = folder / "crimes" / "mapping.toml" if kind == "crimes" else None
    dated = date(2025, 10, 23) if kind == "police-uk" else None
    request = request_for(home, kind, paths, None, dated, mapping)
    with showing(f"Loading {kind}", sum(file.size for file in request.intake.files), True) as tick:
        return load(Lake(home.lake), request, tick).edition


def _statement(home: Home, force: str) -> tuple[Path, tuple[str, ...]]:
    from sextant.publishing.building import build_for

    out = home.root / "statements" / f"{force}-{QUARTER.lower()}"
    with resources.as_file(resources.files("sextant.synthetic") / "narrative") as narrative:
        built = build_for(home, force=force, quarter=QUARTER, out=out, narrative=narrative, baseline=BASELINE)
    return out, tuple(built.problems)


def _unplanted(editions: tuple[Edition, ...], truth: Mapping[str, Any]) -> list[str]:
    """What loading found that the truth doesn't name: other numbers of bad rows, other gaps."""
    return [*_other_rows(editions, truth), *_other_gaps(editions, truth)]


def _other_rows(editions: tuple[Edition, ...], truth: Mapping[str, Any]) -> list[str]:
    planted = {"police-uk": int(truth["police_uk"]["repeated_outcome_rows"]), "crimes": len(truth["bad_rows"])}
    return [
        f"{edition.kind}: {edition.rows_quarantined:,} rows quarantined, {planted.get(edition.kind, 0):,} planted"
        for edition in editions
        if edition.rows_quarantined != planted.get(edition.kind, 0)
    ]


def _other_gaps(editions: tuple[Edition, ...], truth: Mapping[str, Any]) -> list[str]:
    told = truth["police_uk"]
    planted = {told["absent_month"], (told["part_supplied"]["month"], told["part_supplied"]["category"])}
    return [
        gap.sentence
        for edition in editions
        for gap in edition.gaps
        if (gap.period if gap.fault == "absent" else (gap.period, gap.series)) not in planted
    ]
