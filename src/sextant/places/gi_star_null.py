"""The exact conditional permutation p of a sum over neighbours: no Monte Carlo, one look-up a unit."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from sextant.places.undefined import NotDefined

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
Bytes = npt.NDArray[np.uint8]
Places = npt.NDArray[np.int32]

MOST_STEPS = 3e9  # multiplications of the generating function: about two seconds
MOST_NEIGHBOURS = 100  # beyond, the scale of the table leaves what doubles hold
MOST_PLACES = 8_000_000  # of its table: 64 MB


@dataclass(frozen=True)
class Neighbourhoods:
    """Units flat: own whole value (0 outside the mask), sum and number of the neighbours that count, the mask."""

    own: Ints
    total: Ints
    degree: Places
    mask: Bytes

    @property
    def n(self) -> int:
        return int(self.mask.sum())

    def within(self) -> Neighbourhoods:
        """Those of the mask's units alone, in their order."""
        held = self.mask.astype(bool)
        return Neighbourhoods(self.own[held], self.total[held], self.degree[held], self.mask[held])


@dataclass(frozen=True)
class Tails:
    """Chances of a sum over neighbours as high, and as low, as the one observed; 1 outside the mask."""

    upper: Floats
    lower: Floats


def exact_tails(around: Neighbourhoods) -> Tails | NotDefined:
    """Upper and lower p of each unit by the generating function of draws without replacement.

    With N_v units of value v, Π_v (1 + y·z^v)^(N_v) has at y^m the ways to draw m values by their sum; dividing by
    (1 + y·z^x) takes the unit's own value x out. Exact up to rounding of doubles: absolute 1e-15, so a p below 1e-12 is
    to be printed as such. Where more than half of the others are neighbours the few that are none are counted instead:
    the division would lose all digits. Not defined where the values are so many and so large that the table would not
    end.
    """
    if 2 * int(around.degree.max(initial=0)) < around.n:
        return _tails_of(around)
    fewer, turned = _fewer_to_draw(around)
    found = _tails_of(fewer)
    if isinstance(found, NotDefined):
        return found
    return Tails(np.where(turned, found.lower, found.upper), np.where(turned, found.upper, found.lower))


def _tails_of(around: Neighbourhoods) -> Tails | NotDefined:
    from sextant.places import gi_star_kernel as kernel

    if around.own.max(initial=0) > MOST_PLACES:
        return NotDefined(f"values up to {around.own.max():,} steps are too large; round them to a coarser unit")
    different, numbers = _values(around)
    most = int(around.degree.max(initial=0))
    top = _largest_sum(different, numbers, most)
    if (too_much := _too_much(different, most, top)) is not None:
        return too_much
    first = np.concatenate([[0], np.cumsum(numbers)])
    order = np.empty(int(first[-1]), dtype=np.int32)
    kernel.by_rank(around.own, around.mask, _ranks(different), first, order)
    rows, reach = kernel.draws(different, numbers, around.n, most, top)
    upper, lower = np.ones(len(around.own)), np.ones(len(around.own))
    kernel.tails(rows, reach, different, first, order, around.total, around.degree, around.n, upper, lower)
    return Tails(upper, lower)


def benjamini_hochberg(p: npt.ArrayLike, among: int | None = None) -> Floats:
    """q of each p: the smallest false discovery rate at which it would be called significant; equal p, equal q.

    `among` is the number of tests where `p` leaves out some whose p is 1. Source: Benjamini and Hochberg (1995).
    """
    given = np.asarray(p, dtype=np.float64)
    flat = given.ravel()
    q = np.ones(flat.size)
    below = np.flatnonzero(flat < 1.0)  # those of 1 come last and stay 1
    order = below[np.argsort(flat[below], kind="stable")]
    tests = flat.size if among is None else among
    scaled = flat[order] * tests / np.arange(1, len(order) + 1)
    least = np.minimum.accumulate(scaled[::-1])[::-1]
    q[order] = np.clip(least, flat[order], 1.0)  # rounding must not put q below p
    return q.reshape(given.shape)


def _fewer_to_draw(around: Neighbourhoods) -> tuple[Neighbourhoods, npt.NDArray[np.bool_]]:
    """Units with most others for neighbours taken by those that are none, of which there are fewer; and which units.

    The neighbours hold much exactly where the rest, apart from the unit itself, holds little.
    """
    others = around.n - 1
    turned = (around.degree > others - around.degree) & (around.mask > 0)
    rest = int(around.own.sum()) - around.own - around.total
    total = np.where(turned, rest, around.total)
    degree = np.where(turned, others - around.degree, around.degree).astype(np.int32)
    return Neighbourhoods(around.own, total, degree, around.mask), turned


def _values(around: Neighbourhoods) -> tuple[Ints, Ints]:
    """The different values in the mask, ascending, and how many units have each."""
    numbers = np.bincount(around.own)
    numbers[0] -= len(around.own) - around.n  # outside the mask the value is 0
    different = np.flatnonzero(numbers)
    return different, numbers[different]


def _ranks(different: Ints) -> Places:
    ranks = np.zeros(int(different[-1]) + 1, dtype=np.int32)
    ranks[different] = np.arange(len(different))
    return ranks


def _largest_sum(different: Ints, numbers: Ints, most: int) -> int:
    """The sum of the `most` largest values."""
    left, found = most, 0
    for value, number in zip(different[::-1].tolist(), numbers[::-1].tolist(), strict=True):
        taken = min(left, number)
        left, found = left - taken, found + taken * value
        if not left:
            break
    return found


def _too_much(different: Ints, most: int, top: int) -> NotDefined | None:
    if most > MOST_NEIGHBOURS:
        return NotDefined(f"a unit has {most:,} neighbours; above {MOST_NEIGHBOURS} neighbours no exact p is offered")
    steps = float(np.minimum(most * different, top).sum()) * most * (most + 1) / 2 + float(len(different)) * most * top
    if steps <= MOST_STEPS and (top + 1) * (most + 1) <= MOST_PLACES:
        return None
    return NotDefined(
        f"the exact p would need a table of {len(different):,} different values with sums up to {top:,}; "
        "round the weights to a coarser unit"
    )
