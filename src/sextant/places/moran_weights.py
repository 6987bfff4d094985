"""Sums over the weights of neighbours that Moran's moments need, and spatial lags, without a matrix."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from sextant.places.units_contiguity import Adjacency

Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class Sums:
    """Units with neighbours; the sum of all weights; S1 = Σ (w_ij + w_ji)² / 2; S2 = Σ (row sum + column sum)²."""

    cells: int
    total: float
    s1: float
    s2: float


def weight_sums(
    degree: npt.NDArray[np.int32], contiguity: str | Adjacency, shape: tuple[int, ...], linked: Bools, weights: str
) -> Sums:
    """The sums for weights of 1 (`binary`) or of 1/degree (`row`). With a = 1/degree of i, b of j: (a + b)² a pair."""
    many = degree.astype(np.float64)
    cells = int(linked.sum())
    if weights == "binary":
        return Sums(cells, _sum(many), 2 * _sum(many), 4 * _sum(many**2))
    share = np.where(linked, 1 / np.maximum(many, 1), 0.0)
    columns = lag_of(share, contiguity, shape, linked)  # Σ_j 1/degree of j
    squares = many * share**2
    s1 = _sum(np.where(linked, squares + share * columns, 0.0))  # Σ_ij (a² + b² + 2ab)/2 = Σ_i degree·a² + Σ_ij ab
    return Sums(cells, float(cells), s1, _sum(np.where(linked, (1 + columns) ** 2, 0.0)))


def lag_of(values: Floats, contiguity: str | Adjacency, shape: tuple[int, ...], inside: Bools) -> Floats:
    """The sum of `values` (flat) over the neighbours inside, for each unit."""
    kept = np.where(inside, values, 0.0)
    if isinstance(contiguity, Adjacency):
        first, second = contiguity.pairs
        return np.bincount(first, kept[second], minlength=len(contiguity)).astype(np.float64)
    return _lattice(kept.reshape(shape), contiguity == "queen").ravel()


def _lattice(values: Floats, queen: bool) -> Floats:
    padded = np.pad(values, 1)
    up_down = padded[:-2, 1:-1] + padded[2:, 1:-1]
    left_right = padded[1:-1, :-2] + padded[1:-1, 2:]
    if not queen:
        return up_down + left_right
    return (up_down + left_right) + ((padded[:-2, :-2] + padded[2:, 2:]) + (padded[:-2, 2:] + padded[2:, :-2]))


def _sum(values: Floats) -> float:
    """A sum that does not depend on the order of the units."""
    return float(np.sort(values, axis=None).sum())
