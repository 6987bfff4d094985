"""The question behind a set: plain JSON in the row and in the job, `places.asking.Ask` where it is answered."""

from __future__ import annotations

import hashlib
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from sextant.config import Home
from sextant.errors import Refusal

OUTLINES = ("derived", "hotspots", "outlines")
OWN_BOUNDARY, OWN_AREAS = "boundary.geojson", "lsoa.geojson"
OWN_STREETS = ("segments.gpkg", "segments.geojson")
OWN_WEIGHTS = "harm_weights.csv"
METHODS = {
    "local-eb": "counts, steadied by what lies round each place (usual)",
    "count": "plain counts",
    "decay": "counts, the latest months for more",
    "density": "density",
    "harm": "harm: what each offence weighs (own records only)",
}
WEEKDAYS = {
    "mon": "Monday",
    "tue": "Tuesday",
    "wed": "Wednesday",
    "thu": "Thursday",
    "fri": "Friday",
    "sat": "Saturday",
    "sun": "Sunday",
}
LISTS = ("kinds", "weekdays")
"""Fields of a question that are lists in JSON."""
OF_FILES = {"lsoa": "LSOAs", "segments": "street segments"}
"""Units of a file: they are ranked by what is counted in them, never by a density."""
UNITS = {"squares": "squares", "hexagons": "hexagons as large as such squares", **OF_FILES}


@dataclass(frozen=True)
class Question:
    """What somebody asks of this desk. Files are named below the home, so that the same question can be asked again."""

    force: str
    to: str
    months: int = 12
    kinds: tuple[str, ...] = ()
    table: str = "street"
    unit: str = "squares"
    cell: float = 200.0
    method: str = "local-eb"
    top: int = 20
    boundary: str = ""
    areas: str = ""
    moved: bool = False
    hours: str = ""
    weekdays: tuple[str, ...] = ()
    why: str = ""

    @classmethod
    def of(cls, given: dict[str, Any]) -> Question:
        known = {name: given[name] for name in cls.__dataclass_fields__ if name in given}
        return cls(**known | {name: tuple(known.get(name, ())) for name in LISTS})

    def as_json(self) -> dict[str, Any]:
        return asdict(self) | {name: list(getattr(self, name)) for name in LISTS}

    def ask(self, home: Home) -> Any:
        """As the places are asked. Raises Refusal for a boundary that is not there any more."""
        from sextant.places.asking import Ask, kinds_named

        return Ask(
            force=self.force,
            to=self.to,
            months=self.months,
            kinds=kinds_named(self.kinds),
            table="crimes" if self.table == "crimes" else "street",
            cell=self.cell,
            hexagons=self.unit == "hexagons",
            lsoa=self.file(home, self.areas) if self.unit == "lsoa" else None,
            segments=self.file(home, self.areas) if self.unit == "segments" else None,
            boundary=self.file(home, self.boundary),
            moved=self.moved,
            weights=own_weights(home) if self.method == "harm" else "",
            hours=self.hours,
            weekdays=self.weekdays,
            why=self.why,
        )

    def file(self, home: Home, name: str) -> Path | None:
        if not name:
            return None
        path = home.root / name
        if not path.is_file():
            raise Refusal(path.name, "is not in the home any more", "give the outline once more")
        return path


def check(question: Question) -> None:
    """Raise Refusal for what can't be answered: before a job is begun for it."""
    from sextant.places.asking import kinds_named
    from sextant.places.ranking_refused import refused_kinds

    for kind, why in refused_kinds(kinds_named(question.kinds)).items():
        raise Refusal(f"'{kind}'", f"never ranks a place: {why.reason}", "leave it out")
    own = question.table == "crimes"
    if own:
        need_reason(question.why)
    if (question.hours or question.weekdays) and not own:
        asked = "hours of the day" if question.hours else "days of the week"
        raise Refusal(asked, "are not in police.uk, which holds months", "use the force's own records")
    if question.method == "harm" and not own:
        raise Refusal("harm", "needs offence codes, which police.uk has not", "use the force's own records")
    if question.unit == "lsoa" and not question.areas:
        raise Refusal(
            "LSOAs", "have no outlines here", f"give a GeoJSON file, or put {OWN_AREAS} into the home's lists"
        )
    if question.unit == "segments" and not question.areas:
        raise Refusal("street segments", "have no lines here", f"put {' or '.join(OWN_STREETS)} into the home's lists")
    if question.unit in OF_FILES and question.method == "density":
        told = f"ranks squares, not {OF_FILES[question.unit]}"
        raise Refusal("density", told, "choose counts, steadied or not, decay or harm")


def need_reason(why: str) -> None:
    """Raise Refusal for a reason that the records would be refused for later, in the job."""
    from sextant.lake.consultations import LETTERS

    if len(why.strip()) < LETTERS:
        fault, mend = "are opened for a reason only", f"say why, in at least {LETTERS} letters"
        raise Refusal("the force's own records", fault, mend)


def own_file(home: Home, name: str) -> str:
    """The home's own outlines, as a question names them; empty where there are none."""
    path = home.lists / name
    return str(path.relative_to(home.root)) if path.is_file() else ""


def own_weights(home: Home) -> str:
    """The force's own weights of harm, as they are read; empty where the shipped ones count."""
    path = home.lists / OWN_WEIGHTS
    return str(path) if path.is_file() else ""


def own_streets(home: Home) -> str:
    """The home's own street segments; empty where there are none."""
    return next((found for found in (own_file(home, name) for name in OWN_STREETS) if found), "")


def keep_outline(home: Home, content: bytes) -> str:
    """Put outlines that somebody sent into the home, named by their hash. Raises Refusal where they can't be read."""
    from sextant.places.boundary import read_areas

    folder = home.root.joinpath(*OUTLINES)
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{hashlib.sha256(content).hexdigest()}.geojson"
    if not path.exists():
        part = path.with_suffix(".part.geojson")
        part.write_bytes(content)
        try:
            read_areas(part)
        except BaseException:
            part.unlink()
            raise
        part.replace(path)
    return str(path.relative_to(home.root))
