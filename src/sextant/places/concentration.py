"""How few places hold how much: fewest units with a share of events, share in the top units, adjusted Gini."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from sextant.errors import Refusal
from sextant.places.grid_mask import Mask
from sextant.places.hotcells import mask_of
from sextant.places.undefined import NotDefined

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Fewest:
    """The fewest units that hold at least `share` of the events, and what part of the units they are."""

    share: float
    units: int
    of_units: float


@dataclass(frozen=True)
class TopUnits:
    """What the top `of_units` hold: whole units, rounded up. `tied`: so many more hold as much as the last."""

    of_units: float
    units: int
    share: float
    tied: int


@dataclass(frozen=True)
class Concentration:
    """Concentration of `events` on `units`. `units_named` says which units: all of the mask, or those with any.

    gini: plain. generalised: for fewer events than units (Bernasco and Steenbeek 2017). unbiased: that, times
    m/(m − 1) with m the smaller of the two numbers; None where m is 1.
    """

    units: int
    events: float
    units_named: str
    gini: float
    generalised: float
    unbiased: float | None
    fewest: tuple[Fewest, ...]
    top: tuple[TopUnits, ...]


def concentration(
    counts: npt.ArrayLike,
    *,
    mask: Mask | npt.NDArray[np.bool_] | None = None,
    shares: Sequence[float] = (0.25, 0.5),
    top: Sequence[float] = (0.01, 0.02, 0.05),
    only_with_any: bool = False,
) -> Concentration | NotDefined:
    """Concentration of counts (or weights) over the units of the mask, or over those that hold any.

    G = 2·Σ i·x_i/(n·c) − (n + 1)/n with x ascending over n units and c events; G' = max(1, n/c)·(G − 1) + 1. Raises
    Refusal for negative or missing counts and shares outside 0 to 1. Not defined without units or without events.
    """
    values = np.asarray(counts, dtype=np.float64)
    inside = mask_of(mask, values)
    ascending = np.sort(values.ravel()[inside.cells])
    if not np.isfinite(ascending).all() or (ascending < 0).any():
        raise Refusal("counts", "hold a value that is negative or no number", "give counts of 0 or more")
    if any(not 0 < share <= 1 for share in (*shares, *top)):
        raise Refusal("shares", "must lie above 0 and not above 1", "write a quarter as 0.25")
    if only_with_any:
        ascending = ascending[ascending > 0]
    named = f"{inside.name}, of them those with any" if only_with_any else inside.name
    if not len(ascending) or not ascending[-1]:
        return NotDefined("there are no units" if not len(ascending) else "no unit holds any event")
    return _described(ascending, named, shares, top)


def lorenz(counts: npt.ArrayLike) -> tuple[Floats, Floats]:
    """The curve from the fullest unit down: share of units, share of events; both begin at 0. Counts must hold any."""
    running = np.cumsum(np.sort(np.asarray(counts, dtype=np.float64), axis=None)[::-1])
    units = np.arange(len(running) + 1) / len(running)
    return units, np.concatenate([[0.0], running / running[-1]])


def _described(ascending: Floats, named: str, shares: Sequence[float], top: Sequence[float]) -> Concentration:
    n, events = len(ascending), float(ascending.sum())
    gini = float(2 * (np.arange(1, n + 1) * ascending).sum() / (n * events) - (n + 1) / n)
    generalised = max(1.0, n / events) * (gini - 1) + 1
    least = min(n, events)
    unbiased = generalised * least / (least - 1) if least > 1 else None
    descending = ascending[::-1]
    running = np.cumsum(descending)
    fewest = tuple(_fewest(running, share) for share in shares)
    best = tuple(_top(descending, running, part) for part in top)
    return Concentration(n, events, named, gini, generalised, unbiased, fewest, best)


def _fewest(running: Floats, share: float) -> Fewest:
    wanted = share * running[-1] * (1 - 1e-12)  # a share that is reached exactly counts as reached
    units = int(np.searchsorted(running, wanted)) + 1
    return Fewest(share, units, units / len(running))


def _top(descending: Floats, running: Floats, part: float) -> TopUnits:
    units = min(len(running), int(np.ceil(part * len(running) - 1e-9)))
    last = descending[units - 1]
    tied = int((descending[units:] == last).sum())
    return TopUnits(part, units, float(running[units - 1] / running[-1]), tied)
