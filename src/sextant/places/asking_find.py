"""Find hotspots: ranked places, each with count, expected, exact p, q, steadiness and what happens there."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import numpy.typing as npt

from sextant.config import Home
from sextant.errors import Refusal
from sextant.places.asking import Ask, Study, study
from sextant.places.grid import SquareGrid, counts_on
from sextant.places.grid_shift import HALF_CELLS, Stability, origin_stability
from sextant.places.hotcells import GiStar, gi_star, in_words
from sextant.places.plan_areas import PatrolArea, areas_of
from sextant.places.ranking import DEFAULT, TIE_RULE, Ranking, Training, rank_places, score_named, training_of
from sextant.places.undefined import NotDefined

Ints = npt.NDArray[np.int64]
SHOWN_SHARE = 0.01
WEIGHTS = "ons-2020"


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
        """One shapely polygon a row, EPSG:27700."""
        import shapely

        return [shapely.Polygon(ring) for ring in self.study.grid.corners(self.cells)]

    def areas(self) -> tuple[PatrolArea, ...]:
        """The places as areas to patrol."""
        return areas_of([{**row, "shape": shape} for row, shape in zip(self.rows, self.shapes(), strict=True)])

    def as_json(self) -> dict[str, Any]:
        steady = self.stability
        ranked = {"method": self.ranking.method, "ties": TIE_RULE}
        return (
            self.study.as_json()
            | ranked
            | {
                "clusters": _clusters_json(self.clusters),
                "stability": steady.as_json() if isinstance(steady, NotDefined) else _stable_json(steady),
                "places": list(self.rows),
            }
        )


def find(home: Home, ask: Ask, *, method: str = DEFAULT, top: int = 20) -> Found:
    """Rank the units of the mask and show the first `top`.

    `expected` is what the local empirical Bayes mean leads one to expect in a week; beside it what the unit and its
    neighbours hold and would hold at the mask's mean, with the exact p of Gi* and its q. Gi* describes, it never ranks.
    Raises Refusal as `study` does, and where nothing can be ranked.
    """
    if top < 1:
        raise Refusal("--top", f"{top} shows nothing", "give 1 or more")
    if method == "learned":
        raise Refusal(
            "--method learned", "must beat plain counts first", "use it in 'hotspots forecast', which judges it"
        )
    made = study(home, replace(ask, weights=ask.weights or WEIGHTS) if method == "harm" else ask)
    held = [str(month) for month in made.months]
    ranking = rank_places(made.used, made.grid, made.mask, last=ask.to, months=ask.months, method=method, held=held)
    if isinstance(ranking, NotDefined):
        raise Refusal("ranking", ranking.reason, "widen the window or the area")
    training = training_of(made.used, made.grid, made.mask, ask.to, ask.months, held)
    cells = ranking.top(min(top, int((ranking.counts > 0).sum()) or 1))
    clusters = _clusters(made, training)
    steady = origin_stability(made.used, made.grid, of_cells=SHOWN_SHARE)
    return Found(made, ranking, clusters, steady, cells, tuple(_rows(made, ranking, training, clusters, cells)))


def _clusters(made: Study, training: Training) -> GiStar | NotDefined:
    counts = training.counts
    if isinstance(made.grid, SquareGrid):
        return gi_star(counts.reshape(made.grid.shape), mask=made.mask)
    return gi_star(counts, contiguity=made.grid.adjacency(), mask=made.mask)


def _rows(
    made: Study, ranking: Ranking, training: Training, clusters: GiStar | NotDefined, cells: Ints
) -> list[dict[str, Any]]:
    expected = score_named(DEFAULT)(training)[cells] / made.weeks
    east, north = made.grid.centres(cells)
    steady, why = _steadiness(made, cells), _why(made, cells)
    rows = []
    for k, cell in enumerate(cells.tolist()):
        rows.append(
            {
                "key": f"E{east[k]:.0f}-N{north[k]:.0f}",
                "rank": int(ranking.ranks[k]),
                "tied": bool(ranking.tied[k]),
                "count": int(ranking.counts[k]),
                "score": float(ranking.scores[k]),
                "expected": float(expected[k]),
                "stability": steady[k],
                "easting": float(east[k]),
                "northing": float(north[k]),
            }
            | _beside(clusters, cell)
            | {"why": why[k]}
        )
    return rows


def _beside(clusters: GiStar | NotDefined, cell: int) -> dict[str, Any]:
    names = ("neighbourhood", "neighbourhood_expected", "z", "p", "p_words", "q")
    if isinstance(clusters, NotDefined) or not clusters.defined.ravel()[cell]:
        return dict.fromkeys(names)
    observed, expected, z, p, q = (
        float(each.ravel()[cell])
        for each in (clusters.observed, clusters.expected, clusters.z, clusters.p_upper, clusters.q)
    )
    return dict(zip(names, (observed, expected, z, p, in_words(p), q), strict=True))


def _steadiness(made: Study, cells: Ints) -> list[float | None]:
    """For each place the share of its crimes that are still in as many top cells when the grid moves by half a cell."""
    events = made.used[np.isin(made.grid.locate(made.used.easting, made.used.northing), cells)]
    own = made.grid.locate(events.easting, events.northing)
    order = np.argsort(cells)
    place = order[np.searchsorted(cells[order], own)] if len(own) else own
    kept = np.zeros(len(cells))
    for east, north in HALF_CELLS:
        moved = made.grid.shifted(east * made.grid.size, north * made.grid.size)
        counts = counts_on(moved, made.used).counts
        best = np.zeros(moved.cells + 1, dtype=bool)
        best[np.argsort(-counts, kind="stable")[: len(cells)]] = True
        kept += np.bincount(place, best[moved.locate(events.easting, events.northing)], minlength=len(cells))
    size = np.bincount(place, minlength=len(cells))
    return [float(k / n / len(HALF_CELLS)) if n else None for k, n in zip(kept, size, strict=True)]


def _why(made: Study, cells: Ints) -> list[dict[str, int]]:
    """Counts by kind of crime in each place, the most frequent first."""
    at = made.grid.locate(made.used.easting, made.used.northing)
    found = []
    for cell in cells.tolist():
        counts = np.bincount(made.used.kind[at == cell], minlength=len(made.used.kinds))
        order = np.argsort(-counts, kind="stable")
        found.append({made.used.kinds[k]: int(counts[k]) for k in order if counts[k]})
    return found


def _clusters_json(clusters: GiStar | NotDefined) -> dict[str, Any]:
    if isinstance(clusters, NotDefined):
        return clusters.as_json()
    defined = clusters.defined
    return {
        "statistic": "Gi* with exact conditional permutation p; q by Benjamini-Hochberg over the mask",
        "units": int(defined.sum()),
        "p_under_0.05": int((defined & (clusters.p_upper < 0.05)).sum()),
        "q_under_0.05": int(clusters.significant().sum()),
        "contiguity": clusters.contiguity,
    }


def _stable_json(steady: Stability) -> dict[str, Any]:
    return {"of_units": steady.of_cells, "units": steady.cells, "held": steady.held, "stable_share": steady.stable}


def table(rows: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """Rows as a flat table for a file: the counts by kind in one column of words."""
    return [
        {**{name: value for name, value in row.items() if name != "why"}, "why": _in_words(row["why"])} for row in rows
    ]


def _in_words(counts: dict[str, int]) -> str:
    return "; ".join(f"{kind} {count}" for kind, count in counts.items())
