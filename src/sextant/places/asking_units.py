"""Find hotspots among areas of a file (LSOAs): ranked by plain counts, since areas of unequal size are not alike."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from sextant.config import Home
from sextant.places.asking import Ask, Study, study
from sextant.places.boundary import read_areas
from sextant.places.hotcells import GiStar, gi_star, in_words
from sextant.places.plan_areas import PatrolArea, areas_of
from sextant.places.undefined import NotDefined
from sextant.places.units import Units, counts_by_unit, lsoa_units, unit_of

UNEQUAL = "Areas differ in size and in people: a high count is no high rate."


@dataclass(frozen=True)
class FoundAreas:
    """Ranked areas of a file, one row each."""

    study: Study
    units: Units
    chosen: npt.NDArray[np.int64]
    outside: int
    rows: tuple[dict[str, Any], ...]

    def shapes(self) -> list[Any]:
        """One shapely outline a row, EPSG:27700."""
        return [] if self.units.shapes is None else list(self.units.shapes[self.chosen])

    def areas(self) -> tuple[PatrolArea, ...]:
        return areas_of([{**row, "shape": shape} for row, shape in zip(self.rows, self.shapes(), strict=True)])

    def as_json(self) -> dict[str, Any]:
        unit = {"unit": "LSOA", "method": "count", "mask": {"name": "areas of the file", "units": len(self.units)}}
        events = {**self.study.as_json()["events"], "in_no_area": self.outside}
        notes = [*self.study.notes, UNEQUAL]
        return self.study.as_json() | unit | {"events": events, "notes": notes, "places": list(self.rows)}


def find_areas(home: Home, ask: Ask, file: Path, *, top: int = 20) -> FoundAreas:
    """Rank the areas of a GeoJSON file by crimes recorded under their code; ties by code. Gi* stands beside.

    police.uk of 2020 to 2022 names LSOAs of 2011. Raises Refusal as `study` and `read_areas` do.
    """
    made = study(home, ask)
    units = lsoa_units(made.used, read_areas(file))
    counted = counts_by_unit(units, made.used)
    counts = np.asarray(counted.counts, dtype=np.int64)
    clusters = gi_star(counts, contiguity=units.adjacency())
    order = np.lexsort((np.array(units.codes), -counts))
    chosen = order[: min(top, int((counts > 0).sum()) or 1)].astype(np.int64)
    of_event = unit_of(units, made.used)
    rows = [_row(made, units, counts, clusters, int(k), of_event) for k in chosen]
    return FoundAreas(made, units, chosen, counted.outside, tuple(rows))


def _row(
    made: Study,
    units: Units,
    counts: npt.NDArray[np.int64],
    clusters: GiStar | NotDefined,
    k: int,
    of_event: npt.NDArray[np.int64],
) -> dict[str, Any]:
    kinds = np.bincount(made.used.kind[of_event == k], minlength=len(made.used.kinds))
    why = {made.used.kinds[each]: int(kinds[each]) for each in np.argsort(-kinds, kind="stable") if kinds[each]}
    centre = units.shapes[k].centroid if units.shapes is not None else None
    base = {
        "key": units.codes[k],
        "name": units.names[k],
        "rank": int((counts > counts[k]).sum()) + 1,
        "tied": bool((counts == counts[k]).sum() > 1),
        "count": int(counts[k]),
        "score": float(counts[k]),
        "expected": float(counts[k] / made.weeks),
        "stability": None,
        "easting": centre and float(centre.x),
        "northing": centre and float(centre.y),
    }
    return base | _beside(clusters, k) | {"why": why}


def _beside(clusters: GiStar | NotDefined, k: int) -> dict[str, Any]:
    if isinstance(clusters, NotDefined):
        return dict.fromkeys(("neighbourhood", "neighbourhood_expected", "z", "p", "p_words", "q"))
    p = float(clusters.p_upper[k])
    held = {"neighbourhood": float(clusters.observed[k]), "neighbourhood_expected": float(clusters.expected[k])}
    return held | {"z": float(clusters.z[k]), "p": p, "p_words": in_words(p), "q": float(clusters.q[k])}
