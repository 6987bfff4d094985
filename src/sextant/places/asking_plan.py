"""A plan out of a ranking or a file of areas, written as pages, tables and one document that dosage reads again."""

from __future__ import annotations

import csv
import json
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from sextant.errors import Refusal
from sextant.places.outputs import write_places, write_table
from sextant.places.plan_areas import Move, PatrolArea, areas_of
from sextant.places.plan_pages import plan_page
from sextant.places.plan_settings import Plan
from sextant.places.trial import Arm, PlaceDay

PLAN = "plan.json"


def areas_from_file(path: Path, *, weeks: float | None = None) -> tuple[PatrolArea, ...]:
    """Areas of a GeoJSON or GeoPackage file that `hotspots find` wrote, or a person drew.

    Read are key, name, rank, expected (crimes a week), count (used with `weeks` where expected is missing) and why.
    Raises Refusal for a file that holds no polygons or states no coordinate system.
    """
    rows = [{**row, "why": _counts(row.get("why")), "expected": _expected(row, weeks)} for row in _features(path)]
    return areas_of(rows)


def moves_from_file(path: Path) -> tuple[Move, ...]:
    """Moves out of a CSV file with place, reason, and easting and northing (both empty: the area is left out).

    Raises Refusal for a file without these columns and for coordinates that are no numbers.
    """
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    if rows and not {"place", "reason"} <= set(rows[0]):
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
    shapes = [area.shape for area in plan.areas]
    return [
        page,
        document,
        write_places(out / "areas.geojson", rows, shapes, layer="areas"),
        write_places(out / "areas.gpkg", rows, shapes, layer="areas"),
        write_table(out / "shifts.csv", [_stop(shift, stop) for shift in plan.shifts for stop in shift.stops]),
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


def _stop(shift: Any, stop: Any) -> dict[str, Any]:
    return {
        "shift": shift.key,
        "day": shift.day.isoformat(),
        "team": shift.team,
        "place": stop.place,
        "start": f"{stop.start:%H:%M}",
        "end": f"{stop.end:%H:%M}",
        "travel_minutes": stop.travel,
    }


def _features(path: Path) -> list[dict[str, Any]]:
    import pyogrio.raw
    import shapely

    if not path.exists():
        raise Refusal(str(path.name), "is not there", "check the path of --areas")
    try:
        meta, _, geometry, columns = pyogrio.raw.read(str(path))
    except Exception as fault:  # the driver raises a dozen kinds, all of them meaning the same
        raise Refusal(path.name, f"can't be read as areas ({fault})", "give GeoJSON or GeoPackage") from fault
    shapes = _on_grid(shapely.from_wkb(geometry), str(meta.get("crs") or ""), path)
    names = [str(name) for name in meta["fields"]]
    return [
        {**{name: _plain(column[k]) for name, column in zip(names, columns, strict=True)}, "shape": shape}
        for k, shape in enumerate(shapes)
    ]


def _on_grid(shapes: Any, crs: str, path: Path) -> Any:
    import numpy as np
    import shapely

    from sextant.places.projection import BRITISH_NATIONAL_GRID, WGS84, to_grid

    if crs == BRITISH_NATIONAL_GRID:
        return shapes
    if crs in (WGS84, "OGC:CRS84"):
        return shapely.transform(shapes, lambda xy: np.stack(to_grid(xy[:, 0], xy[:, 1]), axis=1))
    raise Refusal(path.name, f"is in {crs or 'no stated coordinate system'}", f"save it in {WGS84} or EPSG:27700")


def _plain(value: Any) -> Any:
    plain = value.item() if hasattr(value, "item") else value
    return None if isinstance(plain, float) and plain != plain else plain


def _counts(text: Any) -> dict[str, float]:
    """Counts by kind from `Burglary 3; Robbery 1`, or from JSON; nothing where it is neither."""
    if isinstance(text, str) and text.startswith("{"):
        try:
            return {str(kind): float(count) for kind, count in json.loads(text).items()}
        except (ValueError, TypeError, AttributeError):
            return {}
    parts = [part.strip().rpartition(" ") for part in str(text or "").split(";")]
    return {kind: float(count) for kind, _, count in parts if kind and count.isdigit()}


def _expected(row: Mapping[str, Any], weeks: float | None) -> float:
    if row.get("expected") is not None:
        return float(row["expected"])
    return float(row.get("count") or 0) / (weeks or 1.0)


def _move(path: Path, number: int, row: Mapping[str, str]) -> Move:
    east, north = (row.get(name) or "" for name in ("easting", "northing"))
    try:
        to = (float(east), float(north)) if east or north else None
    except ValueError:
        raise Refusal(f"{path.name}, row {number}", "easting or northing is no number", "give metres") from None
    return Move(row["place"], row["reason"], to)


def moves_or_none(path: Path | None) -> Sequence[Move]:
    """The moves of a file, none where no file is given."""
    return moves_from_file(path) if path else ()
