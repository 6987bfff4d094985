"""A plan out of a ranking or a file of areas, written as pages, tables and one document that dosage reads again."""

from __future__ import annotations

import csv
import json
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from sextant.errors import Refusal
from sextant.places.layers import AREAS, EXTENT, read_layer
from sextant.places.outputs import write_places, write_table
from sextant.places.plan_areas import Move, PatrolArea, State, areas_of
from sextant.places.plan_pages import plan_page
from sextant.places.plan_settings import Plan
from sextant.places.trial import Arm, PlaceDay

PLAN = "plan.json"
STATES = tuple(state.value for state in State)


def areas_from_file(path: Path, *, weeks: float | None = None) -> tuple[PatrolArea, ...]:
    """Areas of a GeoJSON or GeoPackage file that `hotspots find` wrote, or a person drew.

    Read are key, name, rank, expected (crimes a week), count (used with `weeks` where expected is missing) and why.
    Raises Refusal for a file that holds no polygons or states no coordinate system, and for a property that can't be
    read, with the feature's number in the file.
    """
    rows, shapes = read_layer(path, AREAS)
    if not rows:
        raise Refusal(path.name, "holds no area", "draw at least one polygon in it")
    places = enumerate(zip(rows, shapes, strict=True), start=1)
    return areas_of([_area(f"{path.name}, feature {number}", row, shape, weeks) for number, (row, shape) in places])


def moves_from_file(path: Path) -> tuple[Move, ...]:
    """Moves out of a CSV file with place, reason, and easting and northing (both empty: the area is left out).

    Raises Refusal for a file that is no text or lacks these columns, and for coordinates that are no metres in Britain.
    """
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            table = csv.DictReader(file, restval="")
            rows, columns = list(table), set(table.fieldnames or ())
    except (UnicodeDecodeError, csv.Error) as fault:
        raise Refusal(path.name, "can't be read as CSV", "save it as CSV in UTF-8") from fault
    if not {"place", "reason"} <= columns:
        raise Refusal(path.name, "lacks a column place or reason", "give place, reason, easting, northing")
    return tuple(_move(path, number, row) for number, row in enumerate(rows, start=2))


def write_plan(plan: Plan, out: Path, *, title: str, made_up: bool, anonymised: bool, window: str) -> list[Path]:
    """plan.html (a page a shift), plan.json, areas.geojson and .gpkg, shifts.csv and place-days.csv in `out`."""
    out.mkdir(parents=True, exist_ok=True)
    page, document = out / "plan.html", out / PLAN
    page.write_text(plan_page(plan, title=title, made_up=made_up, anonymised=anonymised, window=window), "utf-8")
    told = {"title": title, "made_up": made_up, "anonymised": anonymised, "window": window} | plan.as_json()
    document.write_text(json.dumps(told, ensure_ascii=False, indent=1, allow_nan=False) + "\n", "utf-8")
    rows = [{k: v for k, v in area.as_json().items() if k != "shape"} for area in plan.areas]
    shapes, areas = [area.shape for area in plan.areas], {area.key: area for area in plan.areas}
    stops = [_stop(shift, stop, areas[stop.place]) for shift in plan.shifts for stop in shift.stops]
    return [
        page,
        document,
        write_places(out / "areas.geojson", rows, shapes, layer="areas"),
        write_places(out / "areas.gpkg", rows, shapes, layer="areas"),
        write_table(out / "shifts.csv", stops),
        write_table(out / "place-days.csv", [each.as_json() for each in plan.place_days]),
    ]


def read_plan(path: Path) -> tuple[tuple[PatrolArea, ...], tuple[PlaceDay, ...], Mapping[str, Any]]:
    """Areas, place-days and the whole document of a plan.json. Raises Refusal for another file."""
    import shapely

    file = path / PLAN if path.is_dir() else path
    try:
        document = json.loads(file.read_text("utf-8"))
        areas = areas_of([{**row, "shape": shapely.from_wkt(row["shape"])} for row in document["areas"]])
        days = tuple(
            PlaceDay(each["place"], date.fromisoformat(each["day"]), Arm(each["arm"]), float(each["minutes"]))
            for each in document["place_days"]
        )
    except (OSError, ValueError, KeyError, TypeError, shapely.errors.GEOSException) as fault:
        raise Refusal(
            file.name, f"can't be read as a plan ({fault})", "give the plan.json of 'hotspots plan'"
        ) from fault
    return areas, days, document


def _stop(shift: Any, stop: Any, area: PatrolArea) -> dict[str, Any]:
    return {
        "shift": shift.key,
        "day": shift.day.isoformat(),
        "team": shift.team,
        "place": stop.place,
        "name": area.name,
        "start": f"{stop.start:%H:%M}",
        "end": f"{stop.end:%H:%M}",
        "travel_minutes": stop.travel,
        "default_point": area.default_point or None,
    }


def _counts(text: Any) -> dict[str, float]:
    """Counts by kind from `Burglary 3; Robbery 1`, or from JSON; nothing where it is neither."""
    if isinstance(text, str) and text.startswith("{"):
        try:
            return {str(kind): float(count) for kind, count in json.loads(text).items()}
        except (ValueError, TypeError, AttributeError):
            return {}
    parts = [part.strip().rpartition(" ") for part in str(text or "").split(";")]
    return {kind: float(count) for kind, _, count in parts if kind and count.isdigit()}


def _area(where: str, row: Mapping[str, Any], shape: Any, weeks: float | None) -> dict[str, Any]:
    """One feature as `areas_of` wants it. Raises Refusal for one that can't be read."""
    if shape is None or shape.is_empty or shape.geom_type not in ("Polygon", "MultiPolygon"):
        line = shape is not None and "LineString" in shape.geom_type
        mend = "give the file of all streets as --segments" if line else "draw it as one closed outline"
        raise Refusal(where, "is no polygon", mend)
    if not shape.is_valid:
        raise Refusal(where, "has an outline that crosses itself", "draw it as one closed outline")
    numbers = {name: _number(where, name, row.get(name)) for name in ("expected", "count", "rank", "stability")}
    if row.get("state") not in (None, "", *STATES):
        raise Refusal(where, f"has the state '{row['state']}'", f"write {', '.join(STATES)}, or leave it out")
    expected = numbers["expected"]
    if expected is None:
        expected = (numbers["count"] or 0.0) / (weeks or 1.0)
    read = {"expected": expected, "stability": numbers["stability"], "rank": _rank(where, numbers["rank"])}
    return {**row, **read, "shape": shape, "why": _counts(row.get("why"))}


def _number(where: str, name: str, given: Any) -> float | None:
    """A number of 0 or more, None where nothing is written."""
    if given is None or given == "":
        return None
    try:
        found = float(given)
    except (TypeError, ValueError):
        found = float("nan")
    if not 0 <= found < float("inf"):
        raise Refusal(where, f"has {name} '{given}'", "give a number of 0 or more, or leave it out")
    return found


def _rank(where: str, given: float | None) -> int | None:
    if given is not None and (given < 1 or given != int(given)):
        raise Refusal(where, f"has rank '{given:g}'", "give 1, 2, 3 …, or leave it out")
    return None if given is None else int(given)


def _move(path: Path, number: int, row: Mapping[str, str]) -> Move:
    east, north = (row.get(name) or "" for name in ("easting", "northing"))
    try:
        to = (float(east), float(north)) if east or north else None
    except ValueError:
        raise Refusal(f"{path.name}, row {number}", "easting or northing is no number", "give metres") from None
    west, south, furthest_east, furthest_north = EXTENT
    if to and not (west <= to[0] <= furthest_east and south <= to[1] <= furthest_north):  # so for nan
        raise Refusal(f"{path.name}, row {number}", "lies nowhere in Britain", "give metres of the National Grid")
    return Move(row["place"], row["reason"], to)


def moves_or_none(path: Path | None) -> Sequence[Move]:
    """The moves of a file, none where no file is given."""
    return moves_from_file(path) if path else ()
