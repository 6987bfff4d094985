"""Longitude and latitude (WGS84) to British National Grid and back. All work on places is in metres of the grid."""

from __future__ import annotations

from functools import cache
from typing import Any

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
WGS84, BRITISH_NATIONAL_GRID = "EPSG:4326", "EPSG:27700"


def to_grid(longitude: npt.ArrayLike, latitude: npt.ArrayLike) -> tuple[Floats, Floats]:
    """Eastings and northings in metres (EPSG:27700); nan where either coordinate is.

    Without the national transformation grid (OSTN15) PROJ's own transformation is good to about 2 m.
    """
    return _moved(WGS84, BRITISH_NATIONAL_GRID, longitude, latitude)


def from_grid(easting: npt.ArrayLike, northing: npt.ArrayLike) -> tuple[Floats, Floats]:
    """Longitudes and latitudes in degrees; nan where either coordinate is."""
    return _moved(BRITISH_NATIONAL_GRID, WGS84, easting, northing)


def _moved(source: str, into: str, x: npt.ArrayLike, y: npt.ArrayLike) -> tuple[Floats, Floats]:
    first, second = np.broadcast_arrays(np.asarray(x, dtype=np.float64), np.asarray(y, dtype=np.float64))
    found = np.asarray(_transformer(source, into).transform(first, second), dtype=np.float64)
    known = np.isfinite(first) & np.isfinite(second) & np.isfinite(found).all(axis=0)
    return np.where(known, found[0], np.nan), np.where(known, found[1], np.nan)


@cache
def _transformer(source: str, into: str) -> Any:
    from pyproj import Transformer

    return Transformer.from_crs(source, into, always_xy=True)
