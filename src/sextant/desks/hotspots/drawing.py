"""The map of a set as SVG, drawn on the server: the page without script, and what is printed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sextant.desks.hotspots.models import Hotspot, HotspotSet

SEEN = 130  # a place is drawn at least a hundred and thirtieth of the map's width across
NEAR = 6_000.0  # metres round the middle of the crowd, for the second map


def map_of(found: HotspotSet, places: Sequence[Hotspot], outline: Any = None) -> str:
    """All places; on a wide map small ones are drawn larger than they are, as circles, and that is said."""
    return _drawn(found, places, [outline] if outline is not None else [], "All places of the set")


def near_map_of(found: HotspotSet, places: Sequence[Hotspot]) -> str:
    """The places round the one with most others near it; empty where all lie near each other, or hardly any."""
    crowd = [places[k] for k in crowd_of([(each.easting, each.northing) for each in places])]
    return _drawn(found, crowd, [], "Where most of them lie together") if 2 < len(crowd) < len(places) else ""


def crowd_of(centres: Sequence[tuple[float, float]]) -> list[int]:
    """The numbers of those within 6 km of the place that has most others so near; of several the highest ranked."""
    near = [[k for k, (x, y) in enumerate(centres) if (x - a) ** 2 + (y - b) ** 2 <= NEAR**2] for a, b in centres]
    return max(near, key=len, default=[])


def _drawn(found: HotspotSet, places: Sequence[Hotspot], outlines: list[Any], title: str) -> str:
    import shapely

    from sextant.places.map_drawing import Marked, draw_map

    shapes = shapely.from_wkt([each.shape for each in places]) if places else []
    least = _least(shapes)
    marked, enlarged = [], False
    for place, shape in zip(places, shapes, strict=True):
        small = max(shape.bounds[2] - shape.bounds[0], shape.bounds[3] - shape.bounds[1]) < least
        enlarged |= small
        drawn = shapely.buffer(shape.centroid, least / 2) if small else shape
        marked.append(Marked(drawn, str(place.rank), place.sanity == "excluded"))
    note = "Anonymised map points, not addresses. " if found.tier != "exact" else ""
    note += "Circles are larger than the places." if enlarged else ""
    words = f"{len(places)} places, numbered by rank; the list says the same in words."
    return draw_map(marked, title=f"{found}: {title}", description=words, outlines=outlines, note=note)


def _least(shapes: Any) -> float:
    """Metres across below which a place can't be seen on a map of all of them."""
    import numpy as np

    if not len(shapes):
        return 0.0
    bounds = np.array([shape.bounds for shape in shapes])
    wide = bounds[:, 2].max() - bounds[:, 0].min()
    high = bounds[:, 3].max() - bounds[:, 1].min()
    return float(max(wide, high) / SEEN)
