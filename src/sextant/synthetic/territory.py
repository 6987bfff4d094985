"""The made-up land: map points in six districts, neighbourhoods around them, and where crime gathers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.spatial import cKDTree

from sextant.synthetic.chance import Purpose, stream
from sextant.synthetic.definition import Definition, District
from sextant.synthetic.places import location_names

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
LATTICE = 50  # metres between neighbouring points before they are nudged
NUDGE = 10  # metres, so that two points are never nearer than 30
DOORS = 12  # true places a point stands for, none further from it than 14 metres
LETTERS = 5  # neighbourhoods that share a number, told apart by A to E


@dataclass(frozen=True)
class Territory:
    """P map points with grid metres, district and neighbourhood, in the order of their neighbourhood's name.

    `cumulative[pull]` is the running total of the points' weights, 1 at the end. `near` holds, for each point, the
    points within reach, itself first, `near_start` where each point's begin.
    """

    east: Ints
    north: Ints
    district: Ints
    neighbourhood: Ints
    codes: tuple[str, ...]
    names: tuple[str, ...]
    locations: tuple[str, ...]
    cumulative: Mapping[str, Floats]
    near: Ints
    near_start: Ints
    doors: Ints  # (DOORS, 2) metres east and north of the point
    hotspots: Ints  # (H, 2) grid metres

    def draw(self, chance: np.random.Generator, pull: str, size: int) -> Ints:
        """Points for `size` crimes of a category that this pull draws."""
        return np.searchsorted(self.cumulative[pull], chance.random(size), side="right").astype(np.int64)

    def neighbour(self, chance: np.random.Generator, points: Ints) -> Ints:
        """For each point another one within reach, or itself where it stands alone."""
        found = self.near_start[points + 1] - self.near_start[points]
        skip = np.where(found > 1, 1 + (chance.random(points.size) * (found - 1)).astype(np.int64), 0)
        return self.near[self.near_start[points] + skip]


def territory(truth: Definition, seed: int) -> Territory:
    """Lay the land out. The same seed gives the same land at any scale."""
    chance = stream(seed, Purpose.PLACES)
    parts = [_points(chance, district) for district in truth.districts]
    district = np.repeat(np.arange(len(parts)), [len(points) for points, _ in parts])
    points = np.concatenate([points for points, _ in parts])
    centre = np.concatenate([pull for _, pull in parts])
    neighbourhood, names = _neighbourhoods(chance, truth, points, district)
    order = np.lexsort((points[:, 1], points[:, 0], neighbourhood))
    points, district, neighbourhood, centre = points[order], district[order], neighbourhood[order], centre[order]
    hot = _hotspots(chance, truth, points, district)
    near, start = _within_reach(points, truth.raw["near_repeats"]["metres"])
    return Territory(
        east=points[:, 0],
        north=points[:, 1],
        district=district,
        neighbourhood=neighbourhood,
        codes=tuple(f"E99{k + 1:06d}" for k in range(len(names))),
        names=names,
        locations=location_names(chance, centre),
        cumulative=_pulls(chance, truth, points, district, centre, hot),
        near=near,
        near_start=start,
        doors=_doors(chance),
        hotspots=hot,
    )


def _points(chance: np.random.Generator, district: District) -> tuple[Ints, Floats]:
    """Lattice points around the district's towns, and how central each is (1 in a town's middle)."""
    size = np.array([district.east - district.west, district.north - district.south])
    towns = np.array([district.west, district.south]) + size * chance.uniform(0.2, 0.8, (district.towns, 2))
    spread = size.mean() * np.concatenate([[0.10], chance.uniform(0.03, 0.06, district.towns - 1)])
    weight = spread / spread.sum()
    town = chance.choice(district.towns, district.points * 3, p=weight)
    loose = chance.normal(towns[town], spread[town, None])
    inside = np.all(
        (loose > [district.west + 50, district.south + 50]) & (loose < [district.east - 50, district.north - 50]), 1
    )
    lattice = np.unique(np.round(loose[inside] / LATTICE).astype(np.int64), axis=0)
    kept = lattice[np.sort(chance.permutation(len(lattice))[: district.points])] * LATTICE
    away = np.sqrt(((kept[:, None] - towns) ** 2).sum(2)) / spread
    return kept + chance.integers(-NUDGE, NUDGE + 1, kept.shape), np.exp(-((away.min(1) / 0.45) ** 2) / 2)


def _neighbourhoods(
    chance: np.random.Generator, truth: Definition, points: Ints, district: Ints
) -> tuple[Ints, tuple[str, ...]]:
    """Each point's neighbourhood: the nearest of so many centres of its own district. Numbered district by district."""
    found = np.zeros(len(points), np.int64)
    names: list[str] = []
    for number in np.argsort([d.name for d in truth.districts]):
        place, mine = truth.districts[number], np.flatnonzero(district == number)
        centres = points[np.sort(chance.choice(mine, place.neighbourhoods, replace=False))]
        found[mine] = len(names) + cKDTree(centres).query(points[mine])[1]
        names += [f"{place.name} {k // LETTERS + 1:03d}{'ABCDE'[k % LETTERS]}" for k in range(place.neighbourhoods)]
    return found, tuple(names)


def _hotspots(chance: np.random.Generator, truth: Definition, points: Ints, district: Ints) -> Ints:
    shares = np.array([place.share for place in truth.districts])
    chosen = chance.choice(len(shares), truth.raw["hotspots"]["centres"], p=shares / shares.sum())
    return np.array([points[chance.choice(np.flatnonzero(district == number))] for number in np.sort(chosen)])


def _pulls(
    chance: np.random.Generator, truth: Definition, points: Ints, district: Ints, centre: Floats, hot: Ints
) -> dict[str, Floats]:
    """Running totals of weights: log-normal, more where it is hot; the centre's pull counts central points more."""
    spots = truth.raw["hotspots"]
    distance, _ = cKDTree(hot).query(points)
    heat = 1 + spots["strength"] * np.exp(-((distance / spots["metres"]) ** 2) / 2)
    return {
        pull: _running(truth, district, np.exp(spots["spread"] * chance.standard_normal(len(points))) * heat * central)
        for pull, central in (("centre", 0.4 + 1.6 * centre), ("homes", 1 - 0.5 * centre))
    }


def _running(truth: Definition, district: Ints, weight: Floats) -> Floats:
    """Weights scaled to the districts' shares, added up to 1."""
    shares = np.array([place.share for place in truth.districts])
    scaled = weight * (shares / shares.sum() / np.bincount(district, weight))[district]
    total = np.cumsum(scaled)
    return np.asarray(total / total[-1])


def _within_reach(points: Ints, metres: float) -> tuple[Ints, Ints]:
    """Points within `metres` of each, itself first, one after another, and where each point's begin."""
    pairs = cKDTree(points).query_pairs(metres, output_type="ndarray").astype(np.int64)
    own = np.arange(len(points))
    source = np.concatenate([own, pairs[:, 0], pairs[:, 1]])
    target = np.concatenate([own, pairs[:, 1], pairs[:, 0]])
    order = np.lexsort((target, source != target, source))
    return target[order], np.concatenate([[0], np.cumsum(np.bincount(source, minlength=len(points)))])


def _doors(chance: np.random.Generator) -> Ints:
    angle, away = chance.uniform(0, 2 * np.pi, DOORS), chance.uniform(0, 14, DOORS)
    return np.round(np.column_stack([away * np.cos(angle), away * np.sin(angle)])).astype(np.int64)
