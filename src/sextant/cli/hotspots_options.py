"""The options that the verbs of `hotspots` share, and the question that they are."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from sextant.cli.common import parse_day

if TYPE_CHECKING:
    from sextant.places.asking import Ask

Force = Annotated[str, typer.Option("--force", help="The force's slug, for example northumbria.")]
Months = Annotated[int, typer.Option("--months", min=1, max=120, help="Months of the window.")]
Kinds = Annotated[
    list[str] | None,
    typer.Option("--kind", help="violence, neighbourhood, a crime type or an offence code; may be repeated."),
]
Table = Annotated[str, typer.Option("--table", metavar="street|crimes", help="police.uk, or the force's own crimes.")]
Cell = Annotated[float, typer.Option("--cell", min=1, help="Metres along a square cell.")]
Hexagons = Annotated[bool, typer.Option("--hexagons", help="Hexagons as large as such squares.")]
Lsoa = Annotated[Path | None, typer.Option("--lsoa", help="GeoJSON of LSOAs to rank instead of cells.")]
Segments = Annotated[
    Path | None,
    typer.Option("--segments", help="GeoJSON or GeoPackage of street segments (lines) in place of cells."),
]
Within = Annotated[float, typer.Option("--within", help="Metres within which a crime is on its nearest segment.")]
BoundaryFile = Annotated[Path | None, typer.Option("--boundary", help="GeoJSON whose outline is the study area.")]
AreasFile = Annotated[Path | None, typer.Option("--areas", help="Polygons, GeoJSON or GeoPackage.")]
BoundaryName = Annotated[str, typer.Option("--boundary-name", help="Which outline of it; default the force's own.")]
Crosswalk = Annotated[bool, typer.Option("--crosswalk", help="Move older map points to the newer list, at most 150 m.")]
CrosswalkOfPlan = Annotated[bool, typer.Option("--crosswalk", help="Move older map points to the newer list.")]
Why = Annotated[str, typer.Option("--why", help="The reason, needed and logged for the force's own crimes.")]
Editions = Annotated[list[str] | None, typer.Option("--edition", help="Use this edition of its kind; may be repeated.")]
Out = Annotated[Path | None, typer.Option("--out", help="A file for maps: .geojson, .gpkg or .csv.")]
Method = Annotated[
    str, typer.Option("--method", metavar="local-eb|count|decay|density|harm|learned", help="The ranking.")
]
Simulations = Annotated[int, typer.Option("--simulations", min=1, help="Draws of chance.")]
Seed = Annotated[int, typer.Option("--seed", help="The same seed gives the same answer.")]


@dataclass(frozen=True)
class Which:
    """Which crimes of which force and months."""

    force: Force
    to: Annotated[str, typer.Option("--to", help="The window's last month, YYYY-MM.")]
    months: Months = 12
    kind: Kinds = None
    table: Table = "street"


Hours = Annotated[
    str, typer.Option("--hours", help="Only crimes of these hours, 22:00-04:00; the force's own records hold them.")
]
Weekdays = Annotated[
    list[str] | None,
    typer.Option("--weekday", help="Only crimes of this day, mon to sun; may be repeated. A night is of its evening."),
]


@dataclass(frozen=True)
class Times:
    """At which times of the day and of the week: of records that hold times."""

    hours: Hours = ""
    weekday: Weekdays = None

    @property
    def asked(self) -> dict[str, Any]:
        """As fields of the question."""
        return {"hours": self.hours, "weekdays": tuple(self.weekday or ())}


@dataclass(frozen=True)
class OnSegments:
    """A force's own street segments, where cells are not asked for."""

    segments: Segments = None
    within: Within = 25.0


@dataclass(frozen=True)
class Area:
    """The study area, and on which list of map points."""

    boundary: BoundaryFile = None
    boundary_name: BoundaryName = ""
    crosswalk: Crosswalk = False


@dataclass(frozen=True)
class Records:
    """Which editions are read, and why where they are about people."""

    why: Why = ""
    edition: Editions = None
    as_of: Annotated[str | None, typer.Option("--as-of", help="Leave out editions dated later: YYYY-MM-DD.")] = None


NO_AREA, ALL_RECORDS = Area(), Records()


def question(which: Which, area: Area = NO_AREA, records: Records = ALL_RECORDS, **more: Any) -> Ask:
    """The options as one question; `more` are fields of it. Raises Refusal for a table without places and no date."""
    from sextant.errors import Refusal
    from sextant.places.asking import Ask, kinds_named

    if which.table not in ("street", "crimes"):
        raise Refusal("--table", f"'{which.table}' has no places", "use street or crimes")
    return Ask(
        force=which.force,
        to=which.to,
        months=which.months,
        kinds=kinds_named(which.kind or ()),
        table="street" if which.table == "street" else "crimes",
        boundary=area.boundary,
        boundary_name=area.boundary_name,
        moved=area.crosswalk,
        why=records.why,
        editions=tuple(records.edition or ()),
        as_of=parse_day(records.as_of, "--as-of"),
        **more,
    )
