"""A small map as SVG, drawn on the server: outlines, numbered areas, a way between them, scale and north. No tiles."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from html import escape
from typing import Any

import numpy as np

from sextant.places.map_labels import with_room

NAVY, BRASS, GREY, PALE = "#12355b", "#8a6100", "#6f777b", "#eef1f4"
WIDTH, HEIGHT, EDGE = 640, 480, 24
LEAST_METRES = 600.0
STEPS = (1, 2, 5)
CROWDED = "Numbers only where there is room."


@dataclass(frozen=True)
class Marked:
    """One area on the map: a polygon in metres and the number or word printed in it."""

    shape: Any
    label: str
    excluded: bool = False


def draw_map(
    areas: Sequence[Marked],
    *,
    title: str,
    description: str,
    way: Sequence[tuple[float, float]] = (),
    outlines: Sequence[Any] = (),
    note: str = "",
) -> str:
    """An SVG of 640 × 480 around the areas; `way` joins points in metres, `outlines` are boundaries drawn underneath.

    `title` and `description` are its words for those who don't see it; `note` is printed at the foot (say, that points
    are anonymised). Everything lies in metres of the grid, north up. Without areas it is an empty frame. Of labels that
    would lie on each other the first of the list is drawn, and that is said at the foot.
    """
    frame = _frame([each.shape for each in areas])
    readable = with_room([each.label for each in areas], _middles(frame, areas))
    note = note if len(readable) == len(areas) else f"{note.rstrip('. ')}. {CROWDED}".removeprefix(". ")
    drawn = [
        *(_shape(frame, each, f'fill="none" stroke="{GREY}" stroke-width="1"') for each in outlines),
        *(_area(frame, each) for each in areas),
        _way(frame, way),
        *(_label(frame, areas[k]) for k in readable),
        _scale(frame),
        _north(),
        _text(EDGE, HEIGHT - 6, note, size=11, colour=GREY),
    ]
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" role="img" '
        f'font-family="Arial, sans-serif"><title>{escape(title)}</title><desc>{escape(description)}</desc>'
        f'<rect width="{WIDTH}" height="{HEIGHT}" fill="#ffffff" stroke="{GREY}"/>{"".join(drawn)}</svg>'
    )


@dataclass(frozen=True)
class _Frame:
    west: float
    north: float
    pixels: float
    """Pixels a metre."""

    def at(self, points: Any) -> Any:
        xy = np.asarray(points, dtype=float).reshape(-1, 2)
        return np.column_stack([(xy[:, 0] - self.west) * self.pixels, (self.north - xy[:, 1]) * self.pixels])


def _frame(shapes: Sequence[Any]) -> _Frame:
    bounds = np.array([shape.bounds for shape in shapes]) if shapes else np.zeros((1, 4))
    (west, south), (east, north) = bounds[:, :2].min(axis=0), bounds[:, 2:].max(axis=0)
    width, height = max(east - west, LEAST_METRES), max(north - south, LEAST_METRES)
    pixels = min((WIDTH - 2 * EDGE) / width, (HEIGHT - 3 * EDGE) / height)
    middle_x, middle_y = (west + east) / 2, (south + north) / 2
    return _Frame(middle_x - WIDTH / 2 / pixels, middle_y + HEIGHT / 2 / pixels, pixels)


def _area(frame: _Frame, marked: Marked) -> str:
    look = (
        f'fill="none" stroke="{GREY}" stroke-dasharray="4 3"' if marked.excluded else f'fill="{PALE}" stroke="{NAVY}"'
    )
    return _shape(frame, marked.shape, f'{look} stroke-width="2"')


def _shape(frame: _Frame, shape: Any, look: str) -> str:
    rings = (ring for part in _parts(shape) for ring in (part.exterior, *part.interiors))
    path = " ".join(f"M{_points(frame.at(np.asarray(ring.coords)[:, :2]))}Z" for ring in rings)
    return f'<path d="{path}" fill-rule="evenodd" {look}/>'


def _parts(shape: Any) -> Iterable[Any]:
    parts = shape.geoms if hasattr(shape, "geoms") else (shape,)
    return (part for part in parts if part.geom_type == "Polygon")


def _points(pixels: Any) -> str:
    return " ".join(f"{x:.1f},{y:.1f}" for x, y in pixels)


def _way(frame: _Frame, way: Sequence[tuple[float, float]]) -> str:
    if len(way) < 2:
        return ""
    points = _points(frame.at(way))
    return f'<polyline points="{points}" fill="none" stroke="{BRASS}" stroke-width="1.5" stroke-dasharray="2 3"/>'


def _middles(frame: _Frame, areas: Sequence[Marked]) -> list[tuple[float, float]]:
    points = [each.shape.representative_point() for each in areas]
    return [(float(x), float(y)) for x, y in frame.at([(point.x, point.y) for point in points])]


def _label(frame: _Frame, marked: Marked) -> str:
    [(x, y)] = _middles(frame, [marked])
    halo = f'paint-order="stroke" stroke="#ffffff" stroke-width="4" fill="{GREY if marked.excluded else NAVY}"'
    text = escape(marked.label)
    return (
        f'<text x="{x:.1f}" y="{y + 5:.1f}" font-size="15" font-weight="700" text-anchor="middle" {halo}>{text}</text>'
    )


def _scale(frame: _Frame) -> str:
    """A bar of a round number of metres, about a fifth of the width."""
    aim = WIDTH / 5 / frame.pixels
    metres = max((step * 10**power for power in range(6) for step in STEPS if step * 10**power <= aim), default=1)
    x, y, long = EDGE, HEIGHT - EDGE, metres * frame.pixels
    words = f"{metres:,} m" if metres < 1_000 else f"{metres / 1_000:g} km"
    bar = f'<path d="M{x},{y - 5} V{y} H{x + long:.1f} V{y - 5}" fill="none" stroke="{NAVY}" stroke-width="1.5"/>'
    return bar + _text(x + long + 6, y, words, size=12, colour=NAVY)


def _north() -> str:
    x, y = WIDTH - EDGE, EDGE
    arrow = f'<path d="M{x},{y + 14} V{y - 8} M{x - 5},{y} L{x},{y - 8} L{x + 5},{y}" fill="none" stroke="{NAVY}"/>'
    return arrow + _text(x, y + 28, "N", size=12, colour=NAVY, anchor="middle")


def _text(x: float, y: float, words: str, *, size: int, colour: str, anchor: str = "start") -> str:
    if not words:
        return ""
    return f'<text x="{x:.1f}" y="{y}" font-size="{size}" fill="{colour}" text-anchor="{anchor}">{escape(words)}</text>'
