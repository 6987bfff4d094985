"""British National Grid metres to WGS84 degrees, for the made-up map points only.

Transverse Mercator and datum shift as Ordnance Survey publishes them in "A guide to coordinate systems in Great
Britain", sections 6.3 and 6.6 and annexes B and C: good to about five metres, finer than made-up places need.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

Degrees = npt.NDArray[np.float64]
AIRY = (6_377_563.396, 6_356_256.909)  # semi-axes of the grid's ellipsoid, metres
WGS84 = (6_378_137.000, 6_356_752.314245)
SCALE = 0.9996012717
TRUE_ORIGIN = (np.radians(49.0), np.radians(-2.0))
FALSE_ORIGIN = (400_000.0, -100_000.0)
SHIFT = (446.448, -125.157, 542.060)  # metres
TURN = tuple(np.radians(seconds / 3600) for seconds in (0.1502, 0.2470, 0.8421))
STRETCH = 1 - 20.4894e-6


def to_degrees(easting: Degrees, northing: Degrees) -> tuple[Degrees, Degrees]:
    """Longitude and latitude (WGS84 degrees) of grid coordinates in metres."""
    latitude, longitude = _from_grid(np.asarray(easting, float), np.asarray(northing, float))
    latitude, longitude = _to_wgs84(latitude, longitude)
    return np.degrees(longitude), np.degrees(latitude)


def _from_grid(easting: Degrees, northing: Degrees) -> tuple[Degrees, Degrees]:
    a, b = AIRY
    e2 = 1 - b**2 / a**2
    foot = _footpoint(northing)
    tan, sec = np.tan(foot), 1 / np.cos(foot)
    nu = a * SCALE / np.sqrt(1 - e2 * np.sin(foot) ** 2)
    rho = a * SCALE * (1 - e2) / (1 - e2 * np.sin(foot) ** 2) ** 1.5
    eta2 = nu / rho - 1
    x = (easting - FALSE_ORIGIN[0]) / nu
    t2 = tan**2
    latitude = foot - tan * nu / rho * (
        x**2 / 2 - x**4 / 24 * (5 + 3 * t2 + eta2 - 9 * t2 * eta2) + x**6 / 720 * (61 + 90 * t2 + 45 * t2**2)
    )
    longitude = TRUE_ORIGIN[1] + sec * (
        x
        - x**3 / 6 * (nu / rho + 2 * t2)
        + x**5 / 120 * (5 + 28 * t2 + 24 * t2**2)
        - x**7 / 5040 * (61 + 662 * t2 + 1320 * t2**2 + 720 * t2**3)
    )
    return latitude, longitude


def _footpoint(northing: Degrees) -> Degrees:
    latitude = TRUE_ORIGIN[0] + (northing - FALSE_ORIGIN[1]) / (AIRY[0] * SCALE)
    for _ in range(8):  # each round gains about three digits
        latitude = latitude + (northing - FALSE_ORIGIN[1] - _meridian(latitude)) / (AIRY[0] * SCALE)
    return np.asarray(latitude)


def _meridian(latitude: Degrees) -> Degrees:
    a, b = AIRY
    n = (a - b) / (a + b)
    less, more = latitude - TRUE_ORIGIN[0], latitude + TRUE_ORIGIN[0]
    arc = (
        (1 + n + 5 / 4 * n**2 + 5 / 4 * n**3) * less
        - (3 * n + 3 * n**2 + 21 / 8 * n**3) * np.sin(less) * np.cos(more)
        + 15 / 8 * (n**2 + n**3) * np.sin(2 * less) * np.cos(2 * more)
        - 35 / 24 * n**3 * np.sin(3 * less) * np.cos(3 * more)
    )
    return np.asarray(b * SCALE * arc)


def _to_wgs84(latitude: Degrees, longitude: Degrees) -> tuple[Degrees, Degrees]:
    x, y, z = _cartesian(latitude, longitude)
    rx, ry, rz = TURN
    return _geodetic(
        SHIFT[0] + STRETCH * x - rz * y + ry * z,
        SHIFT[1] + rz * x + STRETCH * y - rx * z,
        SHIFT[2] - ry * x + rx * y + STRETCH * z,
    )


def _cartesian(latitude: Degrees, longitude: Degrees) -> tuple[Degrees, Degrees, Degrees]:
    a, b = AIRY
    e2 = 1 - b**2 / a**2
    nu = a / np.sqrt(1 - e2 * np.sin(latitude) ** 2)
    across = nu * np.cos(latitude)
    return across * np.cos(longitude), across * np.sin(longitude), nu * (1 - e2) * np.sin(latitude)


def _geodetic(x: Degrees, y: Degrees, z: Degrees) -> tuple[Degrees, Degrees]:
    a, b = WGS84
    e2 = 1 - b**2 / a**2
    across = np.hypot(x, y)
    latitude = np.arctan2(z, across * (1 - e2))
    for _ in range(6):
        nu = a / np.sqrt(1 - e2 * np.sin(latitude) ** 2)
        latitude = np.arctan2(z + e2 * nu * np.sin(latitude), across)
    return latitude, np.arctan2(y, x)
