"""Patrol areas: a polygon in metres with what is expected there and why; moved or left out by people."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Any

from sextant.errors import Refusal

OVERLAP = 1.0
"""Square metres that two areas may share by rounding."""


class State(StrEnum):
    """What a person made of an area. Excluded ones stay visible."""

    KEPT = "kept"
    NUDGED = "nudged"
    EXCLUDED = "excluded"


@dataclass(frozen=True)
class PatrolArea:
    """One place to patrol. `shape` is a shapely polygon, EPSG:27700."""

    key: str
    name: str
    rank: int
    shape: Any
    expected: float
    """Crimes expected in a week, or any weight in one unit for all areas."""
    why: Mapping[str, float] = field(default_factory=dict)
    """Counts by kind of crime, over the window named in the plan."""
    stability: float | None = None
    """Share of its crimes that stay in as many places when the grid moves by half a cell, 0 to 1."""
    state: State = State.KEPT
    reason: str = ""
    default_point: str = ""
    """What it may rest on where that is a default point, such as a hospital; empty for others."""

    @property
    def title(self) -> str:
        """The name with the key behind it, since several places may share a name; the key alone where that is all."""
        return self.name if self.name == self.key else f"{self.name} ({self.key})"

    @property
    def centre(self) -> tuple[float, float]:
        point = self.shape.centroid
        return float(point.x), float(point.y)

    def as_json(self) -> dict[str, Any]:
        x, y = self.centre
        named = {"key": self.key, "name": self.name, "rank": self.rank, "expected": self.expected}
        found = {"why": dict(self.why), "stability": self.stability, "easting": round(x, 1), "northing": round(y, 1)}
        judged = {"state": self.state.value, "reason": self.reason or None, "default_point": self.default_point or None}
        return named | found | judged | {"shape": self.shape.wkt}


@dataclass(frozen=True)
class Move:
    """What a person decided about one area, and why. `to` is the new centre in metres; None leaves it out."""

    place: str
    reason: str
    to: tuple[float, float] | None = None

    def as_json(self) -> dict[str, Any]:
        return {"place": self.place, "reason": self.reason, "to": list(self.to) if self.to else None}


def with_moves(areas: Sequence[PatrolArea], moves: Sequence[Move]) -> tuple[PatrolArea, ...]:
    """The areas as people left them: moved to a new centre, or excluded, each with its reason. None disappears.

    Raises Refusal for a move without a reason or of an unknown area, and where two areas would then overlap.
    """
    import shapely

    changed = {area.key: area for area in areas}
    for move in moves:
        if move.place not in changed:
            raise Refusal(f"move of {move.place}", "names no area of the plan", f"use one of {', '.join(changed)}")
        if not move.reason.strip():
            raise Refusal(
                f"move of {move.place}", "has no reason", "say why, for example 'the centre is a dual carriageway'"
            )
        area = changed[move.place]
        if move.to is None:
            changed[move.place] = replace(area, state=State.EXCLUDED, reason=move.reason)
            continue
        east, north = (new - old for new, old in zip(move.to, area.centre, strict=True))
        shape = shapely.transform(area.shape, lambda points, by=(east, north): points + by)
        changed[move.place] = replace(area, shape=shape, state=State.NUDGED, reason=move.reason)
    found = tuple(changed.values())
    refuse_overlaps([area for area in found if area.state is not State.EXCLUDED])
    return found


def refuse_overlaps(areas: Sequence[PatrolArea]) -> None:
    """Raises Refusal where two areas overlap: a visit must belong to one place."""
    import shapely

    shapes = [area.shape for area in areas]
    if len(shapes) < 2:
        return
    first, second = shapely.STRtree(shapes).query(shapes, predicate="intersects")
    for a, b in zip(first.tolist(), second.tolist(), strict=True):
        if a < b and shapely.intersection(shapes[a], shapes[b]).area > OVERLAP:
            raise Refusal(
                f"areas {areas[a].key} and {areas[b].key}", "overlap", "move one, or leave it out, with a reason"
            )


def areas_of(rows: Sequence[Mapping[str, Any]]) -> tuple[PatrolArea, ...]:
    """Areas from rows with key, shape (shapely, EPSG:27700) and, where known, name, rank, expected, why, stability.

    The order is that of `rank`, else of the rows. Raises Refusal for a shape that is no polygon, keys given twice,
    an expected value that is no number of 0 or more, and overlapping areas.
    """
    made = [_area(row, number) for number, row in enumerate(rows, start=1)]
    if not made:
        raise Refusal("areas", "are none", "rank some places first, or give a file of polygons")
    if len({area.key for area in made}) < len(made):
        raise Refusal("areas", "share a key", "give every area a key of its own")
    refuse_overlaps([area for area in made if area.state is not State.EXCLUDED])
    return tuple(sorted(made, key=lambda area: (area.rank, area.key)))


def _area(row: Mapping[str, Any], number: int) -> PatrolArea:
    key = str(row.get("key") or f"place-{number}")
    shape = row["shape"]
    if shape is None or shape.geom_type not in ("Polygon", "MultiPolygon") or shape.is_empty or not shape.is_valid:
        raise Refusal(f"area {key}", "is no polygon", "draw it as one closed outline")
    expected = float(row.get("expected") or 0)
    if not 0 <= expected < float("inf"):
        raise Refusal(f"area {key}", f"expects {expected}", "give a number of 0 or more")
    return PatrolArea(
        key=key,
        name=str(row.get("name") or key),
        rank=int(row.get("rank") or number),
        shape=shape,
        expected=expected,
        why=dict(row.get("why") or {}),
        stability=row.get("stability"),
        state=State(row.get("state") or State.KEPT),
        reason=str(row.get("reason") or ""),
        default_point=str(row.get("default_point") or ""),
    )
