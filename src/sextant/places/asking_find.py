"""Find hotspots: ranked places, each with count, expected, exact p, q, steadiness and what happens there."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from sextant.config import Home
from sextant.errors import Refusal
from sextant.places.asking import Ask, Study, study
from sextant.places.asking_rows import rows_of
from sextant.places.grid import SquareGrid
from sextant.places.grid_shift import Stability, origin_stability
from sextant.places.ground import names_of, plural_of, shapes_of
from sextant.places.hotcells import GiStar, gi_star_of_mask
from sextant.places.plan_areas import PatrolArea, areas_of
from sextant.places.quality_marks import listed_points, note_of
from sextant.places.ranking import DEFAULT, TIE_RULE, Ranking, Training, rank_trained, training_of
from sextant.places.segments_ground import ground_of
from sextant.places.telling import Tick, unheard
from sextant.places.undefined import NotDefined
from sextant.places.units import Units

Ints = npt.NDArray[np.int64]
SHOWN_SHARE = 0.01
WEIGHTS = "ons-2020"
NAMED = (
    "A place's name is what police.uk most often writes of its map points: no address, and for use inside the force."
)
STEPS = 4
ON_SQUARES = ("density", "learned")


@dataclass(frozen=True)
class Found:
    """The study, its ranking, Gi* beside it, and one row a place shown."""

    study: Study
    ranking: Ranking
    clusters: GiStar | NotDefined
    stability: Stability | NotDefined
    cells: Ints
    rows: tuple[dict[str, Any], ...]

    def shapes(self) -> list[Any]:
        """One shapely polygon (line for a street segment) a row, EPSG:27700."""
        return shapes_of(self.study.ground, self.cells)

    def grounds(self) -> list[Any]:
        """One shapely polygon a row, EPSG:27700: of a street segment the ground nearest to it, within its reach."""
        units = self.study.units
        streets = units is not None and units.kind == "street segment"
        return ground_of(units, self.cells) if units and streets else self.shapes()

    def areas(self) -> tuple[PatrolArea, ...]:
        """The places as areas to patrol."""
        return areas_of([{**row, "shape": shape} for row, shape in zip(self.rows, self.grounds(), strict=True)])

    @property
    def notes(self) -> tuple[str, ...]:
        """What must stand beside the places: the study's notes, which rest on a default point, and whose names."""
        given = names_of(self.study.ground, self.cells)
        from_points = any(row["name"] and not name for row, name in zip(self.rows, given, strict=True))
        resting = note_of([row["rank"] for row in self.rows if row["default_point"]])
        return (*self.study.notes, *([resting] if resting else []), *([NAMED] if from_points else []))

    def as_json(self) -> dict[str, Any]:
        steady, contiguity = self.stability, self.study.units.contiguity if self.study.units else None
        found = {
            "method": self.ranking.method,
            "ties": TIE_RULE,
            "clusters": _clusters_json(self.clusters, contiguity),
            "stability": steady.as_json() if isinstance(steady, NotDefined) else _stable_json(steady),
            "places": list(self.rows),
        }
        return self.study.as_json() | found | {"notes": list(self.notes)}


def find(home: Home, ask: Ask, *, method: str = DEFAULT, top: int = 20, tick: Tick = unheard) -> Found:
    """Rank the units of the mask and show the first `top`.

    `expected` is what the local empirical Bayes mean leads one to expect in a week; beside it what the unit and its
    neighbours hold and would hold at the mask's mean, with the exact p of Gi* and its q. Gi* describes, it never ranks.
    Raises Refusal as `study` does, and where nothing can be ranked.
    """
    if top < 1:
        raise Refusal("--top", f"{top} shows nothing", "give 1 or more")
    _refuse_method(ask, method)
    tick(0, STEPS, "reading the records")
    made = study(home, replace(ask, weights=ask.weights or WEIGHTS) if method == "harm" else ask)
    tick(1, STEPS, f"ranking {len(made.mask):,} {plural_of(made.ground)}")
    held = [str(month) for month in made.months]
    training = training_of(made.used, made.ground, made.mask, ask.to, ask.months, held)
    ranking = rank_trained(training, method=method, months=ask.months)
    if isinstance(ranking, NotDefined):
        raise Refusal("ranking", ranking.reason, "widen the window or the area")
    cells = ranking.top(min(top, int((ranking.counts > 0).sum()) or 1))
    tick(2, STEPS, "what lies round each")
    clusters = _clusters(made, training)
    tick(3, STEPS, "moving the grid")
    rows = rows_of(made, ranking, training, clusters, cells, listed_points(home))
    return Found(made, ranking, clusters, _steady(made), cells, rows)


def find_areas(home: Home, ask: Ask, file: Path, *, method: str = "count", top: int = 20) -> Found:
    """As `find`, among the areas of a GeoJSON file: crimes recorded under their code.

    police.uk of 2020 to 2022 names LSOAs of 2011. Raises Refusal as `find` and `read_areas` do.
    """
    return find(home, replace(ask, lsoa=file), method=method, top=top)


def _refuse_method(ask: Ask, method: str) -> None:
    if method == "learned":
        raise Refusal(
            "--method learned", "must beat plain counts first", "use it in 'hotspots forecast', which judges it"
        )
    if method in ON_SQUARES and (ask.lsoa or ask.segments):
        what = "areas" if ask.lsoa else "street segments"
        raise Refusal(f"--method {method}", f"ranks squares, not {what}", "use local-eb, count, decay or harm")


def _steady(made: Study) -> Stability | NotDefined:
    if made.units:
        return NotDefined("the places of a file do not move as a grid does")
    return origin_stability(made.within, made.grid, of_cells=SHOWN_SHARE)


def _clusters(made: Study, training: Training) -> GiStar | NotDefined:
    counts, ground = training.counts, made.ground
    if isinstance(ground, SquareGrid):
        return gi_star_of_mask(counts.reshape(ground.shape), mask=made.mask)
    if isinstance(ground, Units):
        return gi_star_of_mask(counts, contiguity=ground.adjacency(), mask=made.mask)
    cells = np.flatnonzero(made.mask.cells)
    found = gi_star_of_mask(counts[cells], contiguity=ground.adjacency(among=cells))
    return found if isinstance(found, NotDefined) else replace(found, units=cells)


def _clusters_json(clusters: GiStar | NotDefined, contiguity: str | None) -> dict[str, Any]:
    """What Gi* found in all; `contiguity` in words where a file's units have one of their own."""
    if isinstance(clusters, NotDefined):
        return clusters.as_json()
    defined = clusters.defined
    return {
        "statistic": "Gi* with exact conditional permutation p; q by Benjamini-Hochberg over the mask",
        "units": int(defined.sum()),
        "p_under_0.05": int((defined & (clusters.p_upper < 0.05)).sum()),
        "q_under_0.05": int(clusters.significant().sum()),
        "contiguity": contiguity or clusters.contiguity,
    }


def _stable_json(steady: Stability) -> dict[str, Any]:
    return {"of_units": steady.of_cells, "units": steady.cells, "held": steady.held, "stable_share": steady.stable}
