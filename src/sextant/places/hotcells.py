"""Gi*: where counts are higher than chance would put them, with an exact p. It describes clusters; it does not rank."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt

from sextant.errors import Refusal
from sextant.places.gi_star_null import Neighbourhoods, Tails, benjamini_hochberg, exact_tails
from sextant.places.gi_star_units import Whole, whole_numbers
from sextant.places.grid_mask import Mask
from sextant.places.undefined import NotDefined
from sextant.places.units_contiguity import Adjacency

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]
Values = npt.NDArray[np.int64] | Floats
SMALLEST = 1e-12
ARRAYS = ("z", "p_upper", "p_lower", "q", "defined")


@dataclass(frozen=True)
class GiStar:
    """Gi* of every unit, in the shape of the counts. Where `defined` is False z is 0, p and q are 1.

    p_upper, p_lower: exact chance of neighbours that together hold as many, as few, while the own count stays; q:
    Benjamini-Hochberg over the mask, of p_upper. Never show z without them. around: the whole numbers that it was made
    of, flat. unit: what one step of a weight stands for; rounded: the furthest that a weight was moved to fit it.
    """

    z: Floats
    p_upper: Floats
    p_lower: Floats
    q: Floats
    defined: Bools
    around: Neighbourhoods
    mask: str
    cells: int
    contiguity: str
    include_self: bool
    unit: float
    rounded: float
    units: Ints | None = None
    """The numbers of the units that the arrays hold, rising, where they hold those of the mask alone."""

    def at(self, unit: int) -> int | None:
        """Where in the arrays, flat, a unit stands; None for one that Gi* is not defined for."""
        place = unit if self.units is None else int(np.searchsorted(self.units, unit))
        held = self.units is None or (place < len(self.units) and int(self.units[place]) == unit)
        return place if held and self.defined.ravel()[place] else None

    @cached_property
    def observed(self) -> Floats:
        """What each neighbourhood holds (with the own unit where Gi* is asked for), 0 outside the mask."""
        return self.observed_at(slice(None)).reshape(self.z.shape)

    def observed_at(self, places: Any) -> Floats:
        """The same for some places of the arrays, flat."""
        around = self.around
        held = around.total[places] + (around.own[places] if self.include_self else 0)
        return np.multiply(np.where(around.mask[places], held, 0), self.unit, dtype=np.float64)

    @cached_property
    def expected(self) -> Floats:
        """What each neighbourhood would hold if every unit of the mask held the mean, 0 outside the mask."""
        return self.expected_at(slice(None)).reshape(self.z.shape)

    def expected_at(self, places: Any) -> Floats:
        """The same for some places of the arrays, flat."""
        members = np.where(self.around.mask[places], self.around.degree[places] + int(self.include_self), 0)
        mean = int(self.around.own.sum()) / self.cells * self.unit
        return np.multiply(members, mean, dtype=np.float64)

    @cached_property
    def q_lower(self) -> Floats:
        """Benjamini-Hochberg q of p_lower: cold spots, which hardly exist where most counts are 0."""
        return _q(self.p_lower, self.defined)

    def significant(self, below: float = 0.05) -> Bools:
        """Units whose neighbourhood holds more than chance, at a false discovery rate of `below`."""
        return self.defined & (self.q < below)


def gi_star(
    counts: npt.ArrayLike,
    *,
    contiguity: str | Adjacency = "queen",
    include_self: bool = True,
    mask: Mask | npt.NDArray[np.bool_] | None = None,
    unit: float | None = None,
) -> GiStar | NotDefined:
    """Gi* (with `include_self`) or Gi of every unit of the mask, with the exact conditional permutation p.

    counts: a lattice, shape (rows, columns), with contiguity `queen` or `rook`; or one value a unit with an
    `Adjacency`. Weights are binary. unit: harm weights are rounded to multiples of it; without one they are scaled to
    whole numbers where that is possible. Raises Refusal for negative or missing counts and shapes that do not fit. Not
    defined for an empty, a constant and a one-cell study area, and for weights that do not scale.

    z = (Σwx − W·x̄) / (S·√((n·W − W²)/(n − 1))), S² = Σx²/n − x̄² (Ord and Getis 1995; Gi leaves the own value out of
    mean and spread). p: see `exact_tails`.
    """
    found = prepared(counts, contiguity, mask, unit)
    if isinstance(found, NotDefined):
        return found
    named = contiguity if isinstance(contiguity, str) else "listed neighbours"
    flat = _flat(found.around, found.tails, found.whole, include_self, (found.mask.name, named))
    if isinstance(flat, NotDefined):
        return flat
    return replace(flat, **{name: getattr(flat, name).reshape(found.shape) for name in ARRAYS})


def gi_star_of_mask(
    counts: npt.ArrayLike, *, contiguity: str | Adjacency = "queen", mask: Mask | Bools | None = None
) -> GiStar | NotDefined:
    """As `gi_star`, with the units of the mask alone in its arrays: see `units`. A fine grid needs much less memory."""
    found = prepared(counts, contiguity, mask, None, everywhere=False)
    if isinstance(found, NotDefined):
        return found
    named = contiguity if isinstance(contiguity, str) else "listed neighbours"
    flat = _flat(found.around, found.tails, found.whole, True, (found.mask.name, named))
    return replace(flat, units=np.flatnonzero(found.mask.cells)) if isinstance(flat, GiStar) else flat


@dataclass(frozen=True)
class Prepared:
    """Values as whole numbers with what lies around each and the exact tails: all that a statistic needs."""

    shape: tuple[int, ...]
    mask: Mask
    whole: Whole
    around: Neighbourhoods
    tails: Tails


def prepared(
    counts: npt.ArrayLike,
    contiguity: str | Adjacency,
    mask: Mask | Bools | None,
    unit: float | None,
    *,
    everywhere: bool = True,
) -> Prepared | NotDefined:
    """What Gi* and local Moran share: see `gi_star` for the arguments, what is refused and what is not defined.

    Without `everywhere`, neighbourhoods and tails are of the mask's units alone.
    """
    values = np.asarray(counts)
    inside = mask_of(mask, values)
    whole = whole_numbers(values, inside.cells.reshape(values.shape), unit)
    if isinstance(whole, NotDefined):
        return whole
    if (reason := why_not(values, whole, inside.cells)) is not None:
        return reason
    around = neighbourhoods(whole.values, inside.cells, contiguity)
    around = around if everywhere else around.within()
    tails = exact_tails(around)
    return tails if isinstance(tails, NotDefined) else Prepared(values.shape, inside, whole, around, tails)


def in_words(p: float) -> str:
    """A p as it may be printed: below 1e-12 rounding has eaten the digits."""
    return "<1e-12" if p < SMALLEST else f"{p:.3g}"


def mask_of(mask: Mask | Bools | None, values: npt.NDArray[np.generic]) -> Mask:
    """The mask, flat, of an array of values. Raises Refusal where it has another size."""
    if mask is None:
        return Mask("every cell", np.ones(values.size, dtype=bool))
    found = mask if isinstance(mask, Mask) else Mask("stated cells", np.asarray(mask, dtype=bool))
    if found.cells.size != values.size:
        raise Refusal("mask", f"has {found.cells.size:,} cells and the counts {values.size:,}", "use one grid for both")
    return Mask(found.name, found.cells.ravel())


def why_not(values: npt.NDArray[np.generic], whole: Whole, mask: Bools) -> NotDefined | None:
    """Why nothing about neighbours can be said of these values, as given and as whole numbers, or None."""
    among = values.ravel()[mask]
    if len(among) < 2:
        return NotDefined("the study area has no cell" if not len(among) else "the study area has one cell only")
    if among.min() == among.max():
        return NotDefined(f"every cell holds the same, {among[0]:g}")
    rounded = whole.values.ravel()[mask]
    if rounded.min() == rounded.max():
        return NotDefined(f"every cell holds the same when rounded to multiples of {whole.unit:g}; give a finer unit")
    return None


def neighbourhoods(values: npt.NDArray[np.int64], mask: Bools, contiguity: str | Adjacency) -> Neighbourhoods:
    """Sums over neighbours that are in the mask. Raises Refusal for contiguity that does not fit the shape."""
    from sextant.places import gi_star_kernel as kernel

    values, counted = np.ascontiguousarray(values), mask.astype(np.uint8)
    total, degree = np.empty(values.shape, dtype=np.int64), np.empty(values.shape, dtype=np.int32)
    if isinstance(contiguity, Adjacency):
        if values.shape != (len(contiguity),):
            raise Refusal(
                "contiguity", f"lists {len(contiguity):,} units, the counts have {values.size:,}", "use one set"
            )
        kernel.listed_sums(values, counted, contiguity.start, contiguity.to, total, degree)
    else:
        if contiguity not in ("queen", "rook") or values.ndim != 2:
            raise Refusal("contiguity", f"'{contiguity}' does not fit", "use queen or rook with rows and columns")
        kernel.grid_sums(values, counted.reshape(values.shape), contiguity == "queen", total, degree)
    many = np.ravel(degree)
    many[~mask] = 0
    return Neighbourhoods(values.ravel(), np.ravel(total), many, counted)


def _z(around: Neighbourhoods, include_self: bool) -> tuple[Floats, Bools]:
    from sextant.places import gi_star_kernel as kernel

    z = np.zeros(len(around.own))
    own, total, degree, mask = around.own, around.total, around.degree, around.mask
    sums = float(own.sum()), float((own * own).sum())
    without = kernel.z_star(total, own, degree, mask, around.n, *sums, include_self, z)
    defined = mask.astype(bool)
    if without:
        defined &= np.isfinite(z)
        z[~defined] = 0.0
    return z, defined


def _q(p: Floats, defined: Bools) -> Floats:
    return benjamini_hochberg(p, among=int(defined.sum()))


def _flat(
    around: Neighbourhoods, tails: Tails, whole: Whole, include_self: bool, names: tuple[str, str]
) -> GiStar | NotDefined:
    z, defined = _z(around, include_self)
    if not defined.any():
        return NotDefined("every cell's neighbourhood is the whole study area, or all of it without spread")
    tails.upper[~defined] = tails.lower[~defined] = 1.0
    q = _q(tails.upper, defined)
    mask, contiguity = names
    unit, rounded = whole.unit, whole.rounded
    return GiStar(
        z, tails.upper, tails.lower, q, defined, around, mask, around.n, contiguity, include_self, unit, rounded
    )
