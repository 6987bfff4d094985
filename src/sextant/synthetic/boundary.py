"""The made-up force's outline: a polygon round its own points, so that a study area can be tried."""

from __future__ import annotations

import json

import numpy as np
import numpy.typing as npt
from scipy.spatial import ConvexHull

from sextant.synthetic.grid import to_degrees
from sextant.synthetic.naming import Called
from sextant.synthetic.territory import Territory

Floats = npt.NDArray[np.float64]
PATH = "boundary.geojson"
MARGIN = 500.0  # metres; a point of the newer list lies at most 200 m from that of the older
CORNERS = 8  # corners that each outermost point is rounded with
DIGITS = 6  # decimals of a degree, about a tenth of a metre


def boundary(land: Territory, name: Called) -> str:
    """GeoJSON (WGS84) of one polygon: the convex hull of the map points, half a kilometre wider."""
    longitude, latitude = to_degrees(*_outline(land).T)
    ring = np.column_stack([longitude, latitude]).round(DIGITS).tolist()
    feature = {
        "type": "Feature",
        "properties": {"areacd": name.slug, "areanm": name.name, "made_up": True},
        "geometry": {"type": "Polygon", "coordinates": [ring]},
    }
    return json.dumps({"type": "FeatureCollection", "features": [feature]}, ensure_ascii=False) + "\n"


def _outline(land: Territory) -> Floats:
    """Corners in metres, counter-clockwise, the first again at the end; shape (corners + 1, 2)."""
    points = np.column_stack([land.east, land.north]).astype(np.float64)
    turns = 2 * np.pi * np.arange(CORNERS) / CORNERS
    circle = MARGIN * np.column_stack([np.cos(turns), np.sin(turns)])
    outer = points[ConvexHull(points).vertices]
    around = (outer[:, None, :] + circle).reshape(-1, 2)
    corners = around[ConvexHull(around).vertices]
    return np.concatenate([corners, corners[:1]])
