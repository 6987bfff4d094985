"""Kernel density at the centres of a grid, exact: no binning, no approximation beyond 6 standard deviations."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np
import numpy.typing as npt

from sextant.errors import Refusal
from sextant.places.density_points import Points, distinct, nearest_distances
from sextant.places.events import Events
from sextant.places.grid import SquareGrid
from sextant.places.grid_mask import Mask, whole
from sextant.places.undefined import NotDefined

Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]
Kernel = Literal["gaussian", "quartic"]
Edge = Literal["none", "cell", "event"]
CUT = 6.0  # standard deviations: beyond lies 1.5e-8 of a Gaussian's mass


@dataclass(frozen=True)
class Density:
    """Events (or weight) per km² at the centre of each cell, shape (rows, columns); 0 outside the mask.

    bandwidth: metres; of a Gaussian its standard deviation, of a quartic its radius (standard deviation per axis
    radius/√8), said in `bandwidth_is`. Adaptive: the smallest and largest used. events: those that the surface is made
    of, weighted; without_place and dropped (outside the mask, where the edge correction needs it) are not in it.
    """

    per_km2: Floats
    grid: SquareGrid
    mask: Mask
    kernel: Kernel
    bandwidth: tuple[float, float]
    edge: Edge
    events: float
    without_place: int
    dropped: int

    @property
    def bandwidth_is(self) -> str:
        return "standard deviation" if self.kernel == "gaussian" else "radius"

    @property
    def volume(self) -> float:
        """The density over the mask times its area: the number of events, less what reaches beyond."""
        return float(self.per_km2.sum() * self.grid.cell_km2)


@dataclass(frozen=True)
class Dual:
    """Two densities compared cell by cell; `defined` is False, and the value 0, where the background is too thin."""

    values: Floats
    defined: Bools
    how: Literal["ratio", "difference"]
    floor: float


def density(
    events: Events,
    grid: SquareGrid,
    bandwidth: float,
    *,
    kernel: Kernel = "gaussian",
    mask: Mask | None = None,
    edge: Edge = "none",
    weighted: bool = False,
) -> Density | NotDefined:
    """Density with one bandwidth in metres: σ of a Gaussian, the radius of a quartic.

    Gaussian exp(−d²/2σ²)/(2πσ²); quartic 3/(πh²)·(1 − d²/h²)² for d < h. edge: `cell` divides each cell by the mass of
    a kernel on it that lies inside the mask (Jones; spatstat's default), `event` divides each event by the mass of its
    own (Diggle; the volume is then the number of events). weighted: events count their weight, so harm where they
    carry it. Raises Refusal for a bandwidth that is not above 0 and for hexagons; not defined without an event.
    """
    points = distinct(events, weighted=weighted)
    return _surface(points, grid, np.full(len(points), float(bandwidth)), kernel, mask, edge)


def adaptive_density(
    events: Events,
    grid: SquareGrid,
    neighbour: int,
    floor: float,
    *,
    kernel: Kernel = "gaussian",
    mask: Mask | None = None,
    edge: Literal["none", "event"] = "none",
    weighted: bool = False,
) -> Density | NotDefined:
    """Density whose bandwidth at each event is the distance to the `neighbour`-th nearest distinct point.

    Distinct, since events snapped to one point would give 0; never less than `floor` metres. Otherwise as `density`.
    """
    points = distinct(events, weighted=weighted)
    if edge not in ("none", "event"):
        raise Refusal("edge", f"'{edge}' does not go with a bandwidth that varies", "use none or event")
    if len(points) <= neighbour:
        return NotDefined(f"there are {len(points)} distinct points, too few for the {neighbour}th nearest")
    width = np.maximum(nearest_distances(points, neighbour), floor)
    return _surface(points, grid, width, kernel, mask, edge)


def dual(
    density: Density, background: Density, *, how: Literal["ratio", "difference"] = "ratio", floor: float = 0.0
) -> Dual:
    """Density over a background (another window, all crime, residents), or less it.

    A ratio is defined where the background is above `floor` (per km²), and above 0. Raises Refusal for two grids.
    """
    if density.grid != background.grid:
        raise Refusal("dual density", "is on two different grids", "use one grid for both")
    both = density.mask.cells.reshape(density.grid.shape) & background.mask.cells.reshape(density.grid.shape)
    if how == "difference":
        return Dual(np.where(both, density.per_km2 - background.per_km2, 0.0), both, how, floor)
    defined = both & (background.per_km2 > max(floor, 0.0))
    values = np.divide(density.per_km2, background.per_km2, out=np.zeros(density.grid.shape), where=defined)
    return Dual(values, defined, how, floor)


def _surface(
    points: Points, grid: SquareGrid, width: Floats, kernel: Kernel, mask: Mask | None, edge: Edge
) -> Density | NotDefined:
    if not isinstance(grid, SquareGrid):
        raise Refusal("density", "is made on squares", "use a square grid")
    if not (np.isfinite(width).all() and (width > 0).all()):
        raise Refusal("bandwidth", "must be above 0", "give metres")
    inside = whole(grid) if mask is None else mask  # an empty mask is falsy
    if not len(points) or not len(inside):
        return NotDefined("there is no event with a place" if not len(points) else "the study area has no cell")
    kept, mass = _corrected(points, grid, width, kernel, inside, edge)
    if not kept.any():
        return NotDefined("no event lies near the study area")
    used = replace(points, weight=points.weight / mass)[kept]
    found = _added(used, grid, width[kept], kernel)
    if edge == "cell":
        found = _by_cell(found, grid, float(width[0]), kernel, inside)
    per_km2 = np.where(inside.cells.reshape(grid.shape), found * 1e6 / grid.size**2, 0.0)
    spread = float(width[kept].min()), float(width[kept].max())
    events = float(points.weight[kept].sum())
    dropped = int(points.events[~kept].sum())
    return Density(per_km2, grid, inside, kernel, spread, edge, events, points.without_place, dropped)


def _added(points: Points, grid: SquareGrid, width: Floats, kernel: Kernel) -> Floats:
    """Per cell, not per km²."""
    from sextant.places import density_kernel as compiled

    out = np.zeros(grid.shape)
    add = compiled.add_gaussians if kernel == "gaussian" else compiled.add_quartics
    add(*_in_cells(points.easting, points.northing, grid), points.weight, width / grid.size, out)
    return out


def _corrected(
    points: Points, grid: SquareGrid, width: Floats, kernel: Kernel, mask: Mask, edge: Edge
) -> tuple[Bools, Floats]:
    """Which points are used, and what each is divided by."""
    if edge != "event":
        return np.ones(len(points), dtype=bool), np.ones(len(points))
    cell = grid.locate(points.easting, points.northing)
    kept = (cell >= 0) & mask.cells[cell]
    mass = _masses(points.easting, points.northing, grid, width, kernel, mask)
    kept &= mass > 0
    return kept, np.where(kept, mass, 1.0)


def _by_cell(found: Floats, grid: SquareGrid, width: float, kernel: Kernel, mask: Mask) -> Floats:
    inside = mask.cells.reshape(grid.shape)
    if kernel == "gaussian":
        mass = _gaussian_masses(inside, width / grid.size)
    else:
        cells = np.flatnonzero(mask.cells)
        mass = np.ones(grid.shape)
        mass[inside] = _masses(*grid.centres(cells), grid, np.full(len(cells), width), kernel, mask)
    return np.divide(found, mass, out=np.zeros(grid.shape), where=inside)


def _gaussian_masses(inside: Bools, sigma: float) -> Floats:
    """What `_masses` gives at the centres of all cells, one axis after the other."""
    from scipy.ndimage import convolve1d

    reach = math.floor(CUT * sigma)
    heights = np.exp(-0.5 * (np.arange(-reach, reach + 1) / sigma) ** 2) / (sigma * math.sqrt(2 * math.pi))
    once = convolve1d(inside.astype(np.float64), heights, axis=0, mode="constant")
    return np.asarray(convolve1d(once, heights, axis=1, mode="constant"))


def _masses(easting: Floats, northing: Floats, grid: SquareGrid, width: Floats, kernel: Kernel, mask: Mask) -> Floats:
    from sextant.places import density_kernel as compiled

    out = np.empty(len(easting))
    inside = mask.cells.reshape(grid.shape).astype(np.uint8)
    compiled.masses(*_in_cells(easting, northing, grid), width / grid.size, kernel == "gaussian", inside, out)
    return out


def _in_cells(easting: Floats, northing: Floats, grid: SquareGrid) -> tuple[Floats, Floats]:
    return (easting - grid.west) / grid.size - 0.5, (northing - grid.south) / grid.size - 0.5
