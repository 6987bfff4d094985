"""Surfaces, concentration and quality of a study: descriptions that rank nothing."""

from __future__ import annotations

from dataclasses import asdict, dataclass, replace
from typing import Any, cast

import numpy as np

from sextant.config import Home
from sextant.errors import Refusal
from sextant.places.asking import Ask, Study, gather, study
from sextant.places.concentration import concentration
from sextant.places.density import Density, Edge, Kernel, density
from sextant.places.grid import SquareGrid
from sextant.places.grid_mask import whole
from sextant.places.ground import counts_in, shapes_of
from sextant.places.quality import quality
from sextant.places.quality_marks import listed_points
from sextant.places.undefined import NotDefined

KERNELS, EDGES = ("gaussian", "quartic"), ("none", "cell", "event")
LEAST_OF_PEAK = 0.01
WIDEST = 10_000.0
"""Metres: a bandwidth wider than a town no longer tells one part of a force from another."""
FINEST = 3
"""A cell wider than a third of the bandwidth draws steps, not a surface."""


@dataclass(frozen=True)
class Surface:
    """A density over the study's grid, and the cells that a file shows: those over a hundredth of the peak."""

    study: Study
    found: Density

    def rows(self) -> list[dict[str, Any]]:
        flat = self.found.per_km2.ravel()
        return [{"key": int(cell), "per_km2": float(flat[cell])} for cell in self._cells()]

    def shapes(self) -> list[Any]:
        return shapes_of(self.study.grid, self._cells())

    def _cells(self) -> Any:
        flat = self.found.per_km2.ravel()
        return np.flatnonzero(flat > LEAST_OF_PEAK * flat.max())

    def as_json(self) -> dict[str, Any]:
        made = self.found
        narrow, wide = made.bandwidth
        surface = {
            "kernel": made.kernel,
            "bandwidth_m": narrow if narrow == wide else [narrow, wide],
            "bandwidth_is": made.bandwidth_is,
            "edge": made.edge,
            "peak_per_km2": float(made.per_km2.max()),
            "volume": made.volume,
            "crimes": made.events,
            "cells_shown": len(self._cells()),
        }
        coarse = self.study.grid.size * FINEST > wide
        step = [f"Cells of {self.study.grid.size:g} m are coarse for a bandwidth of {wide:g} m."] if coarse else []
        return self.study.as_json() | {"surface": surface, "notes": [*self.study.notes, *step]}


def surface(
    home: Home,
    ask: Ask,
    *,
    bandwidth: float = 300.0,
    kernel: str = "gaussian",
    edge: str = "none",
) -> Surface:
    """Density of the crimes asked, in crimes per km², over the boundary, else the whole grid.

    `bandwidth` is σ of a Gaussian, the radius of a quartic.

    Raises Refusal for hexagons, an unknown kernel or edge, a bandwidth over 10 km, and where no density is defined.
    """
    if kernel not in KERNELS or edge not in EDGES:
        raise Refusal("surface", f"kernel '{kernel}' or edge '{edge}' is not known", f"use {KERNELS} and {EDGES}")
    if bandwidth > WIDEST:
        raise Refusal("--bandwidth", f"{bandwidth:,.0f} m is wider than a town", f"give metres, at most {WIDEST:,.0f}")
    made = study(home, ask)
    if not isinstance(made.grid, SquareGrid):
        raise Refusal("surface", "is drawn on squares", "leave --hexagons out")
    mask = made.mask if made.boundary else whole(made.grid)
    found = density(
        made.used[made.used.placed],
        made.grid,
        bandwidth,
        kernel=cast(Kernel, kernel),
        mask=mask,
        edge=cast(Edge, edge),
    )
    if isinstance(found, NotDefined):
        raise Refusal("surface", found.reason, "widen the window")
    return Surface(replace(made, mask=mask), found)


def concentrated(home: Home, ask: Ask) -> dict[str, Any]:
    """How few units hold how much: over all units of the mask, and over those with any such crime."""
    made = study(home, ask)
    counts = counts_in(made.ground, made.used).counts
    found = {}
    for name, only in (("all_units", False), ("units_with_any", True)):
        each = concentration(counts, mask=made.mask, only_with_any=only)
        found[name] = each.as_json() if isinstance(each, NotDefined) else asdict(each)
    return made.as_json() | {"concentration": found}


def quality_of(home: Home, ask: Ask) -> dict[str, Any]:
    """The quality panel of the crimes asked, with a place or without, those that never rank a place among them."""
    made = gather(home, ask, ranks=False)
    panel = quality(made.used, made.boundary, listed=listed_points(home)).as_json()
    return made.as_json() | {"kinds": sorted(ask.kinds) or ["all"], "quality": panel}
