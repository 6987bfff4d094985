"""Poisson regression with effects of place and of day: the size of a patrol effect, its error clustered by place."""

from __future__ import annotations

from dataclasses import dataclass
from math import sqrt

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
STEPS = 50
SETTLED = 1e-10


@dataclass(frozen=True)
class ArmEffect:
    """log rate ratio of the treated, its cluster-robust error, and the places that inform it."""

    log_ratio: float
    error: float
    clusters: int
    phi: float
    """Pearson's dispersion, 1 or more."""


def arm_effect(
    counts: npt.ArrayLike, treated: npt.ArrayLike, place: npt.ArrayLike, day: npt.ArrayLike
) -> ArmEffect | None:
    """Fit log E(y) = arm + place + day by iterated weighted least squares; sandwich error clustered by place.

    All arguments (N,): counts, 0/1, and numbers of place and day. Places and days without any crime say nothing about
    a ratio and are left out. The sandwich carries G/(G−1)·(n−1)/(n−k), as statsmodels' does. None where the effect
    can't be told: no crime in an arm, fewer than two places, or arms that coincide with places or days.
    Source: quasi-likelihood with clustered variance, K.-Y. Liang and S. L. Zeger (1986).
    """
    y, arm = np.asarray(counts, float), np.asarray(treated, float)
    places, days = np.asarray(place), np.asarray(day)
    kept = _informative(y, places, days)
    y, arm = y[kept], arm[kept]
    at, on = _numbered(places[kept]), _numbered(days[kept])
    if not len(y) or not y[arm > 0].sum() or not y[arm == 0].sum() or at.max() < 1:
        return None
    design = _design(arm, at, on)
    fitted = _fit(design, y)
    return None if fitted is None else _robust(design, y, fitted, at)


def _informative(y: Floats, places: Ints, days: Ints) -> npt.NDArray[np.bool_]:
    """Rows of places and days that have crime; leaving some out may empty others, hence the loop."""
    kept = np.ones(len(y), bool)
    while True:
        empty = _without(y, places, kept) | _without(y, days, kept)
        if not empty.any():
            return kept
        kept &= ~empty


def _without(y: Floats, groups: Ints, kept: npt.NDArray[np.bool_]) -> npt.NDArray[np.bool_]:
    with_crime = np.unique(groups[kept & (y > 0)])
    return np.asarray(kept & ~np.isin(groups, with_crime))


def _numbered(values: Ints) -> Ints:
    return np.unique(values, return_inverse=True)[1].astype(np.int64)


def _design(arm: Floats, at: Ints, on: Ints) -> Floats:
    """Arm, every place, every day but the first."""
    places, days = np.eye(at.max() + 1)[at], np.eye(on.max() + 1)[on][:, 1:]
    return np.column_stack([arm, places, days])


def _fit(design: Floats, y: Floats) -> tuple[Floats, Floats] | None:
    """Fitted means and the inverse of the information; None where arm, places and days can't be told apart."""
    mean = (y + y.mean()) / 2
    deviance = np.inf
    for _ in range(STEPS):
        information = design.T @ (design * mean[:, None])
        if np.linalg.matrix_rank(information, hermitian=True) < len(information):
            return None
        working = np.log(mean) + (y - mean) / mean
        beta = np.linalg.solve(information, design.T @ (mean * working))
        mean = np.exp(np.clip(design @ beta, -30, 30))
        now = 2 * float(np.sum(np.where(y > 0, y * np.log(np.where(y > 0, y, 1) / mean), 0) - (y - mean)))
        if abs(now - deviance) < SETTLED * (abs(now) + 0.1):
            break
        deviance = now
    return beta, mean


def _robust(design: Floats, y: Floats, fitted: tuple[Floats, Floats], at: Ints) -> ArmEffect:
    beta, mean = fitted
    rows, columns = design.shape
    bread = np.linalg.inv(design.T @ (design * mean[:, None]))
    scores = np.zeros((at.max() + 1, columns))
    np.add.at(scores, at, design * (y - mean)[:, None])
    groups = len(scores)
    correction = groups / (groups - 1) * (rows - 1) / max(rows - columns, 1)
    variance = float((bread @ (scores.T @ scores) @ bread)[0, 0]) * correction
    phi = float(np.sum((y - mean) ** 2 / mean)) / max(rows - columns, 1)
    return ArmEffect(float(beta[0]), sqrt(max(variance, 0.0)), groups, max(phi, 1.0))
