"""A small Poisson gradient boosting: regression trees on binned features, grown leaf by leaf. Nothing is random."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from sextant.errors import Refusal
from sextant.places.undefined import NotDefined

Floats = npt.NDArray[np.float64]
Array = npt.NDArray[Any]
BINS = 64
LEAST_GAIN = 1e-9


@dataclass(frozen=True)
class Rules:
    """How trees are grown: so many rounds, each moving `rate` of its step; leaves of a tree, events rows in a leaf."""

    rounds: int = 150
    rate: float = 0.06
    leaves: int = 12
    fewest: int = 80
    penalty: float = 1.0


@dataclass(frozen=True)
class Leaf:
    """Rows that end here move by `step` (of the logarithm of the mean)."""

    step: float


@dataclass(frozen=True)
class Split:
    """Rows whose binned `feature` is at most `bin` go left."""

    feature: int
    bin: int
    left: Split | Leaf
    right: Split | Leaf


@dataclass(frozen=True)
class Boosted:
    """base: logarithm of the mean; edges: cuts of each feature; deviance: after each round, in training."""

    base: float
    edges: tuple[Floats, ...]
    trees: tuple[Split | Leaf, ...]
    deviance: tuple[float, ...]

    def predict(self, features: npt.ArrayLike) -> Floats:
        """Expected counts of rows of features, [rows, features]."""
        binned = _binned(np.asarray(features, dtype=np.float64), self.edges)
        score = np.full(len(binned), self.base)
        for tree in self.trees:
            _add_steps(tree, binned, np.arange(len(binned)), score)
        found: Floats = np.exp(score)
        return found


def fit_poisson(features: npt.ArrayLike, counts: npt.ArrayLike, rules: Rules | None = None) -> Boosted | NotDefined:
    """Trees for the mean of counts given features, [rows, features] and [rows].

    Each round fits a tree to gradient (mean - count) and curvature (mean) of the Poisson likelihood; a leaf's step is
    -Σg/(Σh + penalty), a split's worth the gain in Σg²/(Σh + penalty). Raises Refusal for rows that do not fit and for
    negative counts. Source: J. Friedman, Greedy function approximation, Annals of Statistics 29 (2001).
    """
    x, y, how = np.asarray(features, dtype=np.float64), np.asarray(counts, dtype=np.float64), rules or Rules()
    if x.ndim != 2 or len(x) != len(y) or not np.isfinite(x).all() or not (y >= 0).all():
        raise Refusal("features", "and counts do not fit", "give one row of finite features a count of 0 or more")
    if not len(y) or not y.sum():
        return NotDefined("there is nothing to learn from: no events")
    edges = tuple(_edges(column) for column in x.T)
    binned = _binned(x, edges)
    score = np.full(len(y), float(np.log(y.mean())))
    trees, deviance = [], []
    for _ in range(how.rounds):
        mean = np.exp(score)
        tree = _grown(binned, mean - y, mean, how)
        _add_steps(tree, binned, np.arange(len(y)), score)
        trees.append(tree)
        deviance.append(_deviance(y, np.exp(score)))
    return Boosted(float(np.log(y.mean())), edges, tuple(trees), tuple(deviance))


def _edges(column: Floats) -> Floats:
    """Cuts between different values, at most one bin fewer than BINS: at quantiles where there are more values."""
    values = np.unique(column)
    if len(values) > BINS:
        values = np.unique(np.quantile(column, np.linspace(0, 1, BINS), method="lower"))
    return (values[1:] + values[:-1]) / 2


def _binned(features: Floats, edges: tuple[Floats, ...]) -> Array:
    columns = [np.searchsorted(cuts, features[:, k], "left") for k, cuts in enumerate(edges)]
    return np.stack(columns, axis=1).astype(np.uint8)


@dataclass(eq=False)
class _Growing:
    """A leaf that may still be split: its rows, its best split and what that gains."""

    rows: Array
    gain: float
    feature: int
    bin: int
    node: _Node


@dataclass(eq=False)
class _Node:
    """A node while the tree grows."""

    step: float
    split: tuple[int, int, _Node, _Node] | None = None

    def frozen(self, rate: float) -> Split | Leaf:
        if self.split is None:
            return Leaf(self.step * rate)
        feature, cut, left, right = self.split
        return Split(feature, cut, left.frozen(rate), right.frozen(rate))


def _grown(binned: Array, gradient: Floats, curvature: Floats, how: Rules) -> Split | Leaf:
    """One tree: the leaf whose split gains most is split first."""
    root = _leaf(np.arange(len(binned)), binned, gradient, curvature, how)
    growing, leaves = [root], 1
    while leaves < how.leaves:
        best = max(growing, key=lambda each: each.gain, default=root)
        if best.gain <= LEAST_GAIN:
            break
        growing.remove(best)
        goes_left = binned[best.rows, best.feature] <= best.bin
        both = [_leaf(rows, binned, gradient, curvature, how) for rows in (best.rows[goes_left], best.rows[~goes_left])]
        best.node.split = (best.feature, best.bin, both[0].node, both[1].node)
        growing += both
        leaves += 1
    return root.node.frozen(how.rate)


def _leaf(rows: Array, binned: Array, gradient: Floats, curvature: Floats, how: Rules) -> _Growing:
    from sextant.places.learned_kernel import histograms

    g, h = gradient[rows].sum(), curvature[rows].sum()
    step = float(-g / (h + how.penalty))
    sums = np.cumsum(histograms(binned, rows, gradient, curvature, BINS), axis=1)  # [features, bins, 3]
    left_g, left_h, left_n = sums[:, :-1, 0], sums[:, :-1, 1], sums[:, :-1, 2]
    right_n = len(rows) - left_n
    gain = (
        left_g**2 / (left_h + how.penalty) + (g - left_g) ** 2 / (h - left_h + how.penalty) - g**2 / (h + how.penalty)
    )
    gain = np.where((left_n >= how.fewest) & (right_n >= how.fewest), gain, 0.0)
    feature, cut = np.unravel_index(int(gain.argmax()), gain.shape)
    return _Growing(rows, float(gain[feature, cut]), int(feature), int(cut), _Node(step))


def _add_steps(tree: Split | Leaf, binned: Array, rows: Array, score: Floats) -> None:
    if isinstance(tree, Leaf):
        score[rows] += tree.step
        return
    left = binned[rows, tree.feature] <= tree.bin
    _add_steps(tree.left, binned, rows[left], score)
    _add_steps(tree.right, binned, rows[~left], score)


def _deviance(counts: Floats, mean: Floats) -> float:
    logs = np.log(np.where(counts > 0, counts / mean, 1.0))
    return float(2 * (counts * logs - (counts - mean)).mean())
