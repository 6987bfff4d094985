"""How many crimes of each kind a month: the level that is true, and draws around it."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from sextant.errors import Refusal
from sextant.periods import MONTHS_A_QUARTER, Month
from sextant.synthetic.chance import Purpose, stream
from sextant.synthetic.definition import Category, Definition, Offence, Restriction, definition

Counts = npt.NDArray[np.int64]
Means = npt.NDArray[np.float64]
DAYS_A_YEAR = 365.25


def monthly_means(truth: Definition, months: Sequence[Month], scale: float = 1.0) -> Means:
    """The true mean of each month (rows) and offence (columns, as `truth.offences`), planted changes included."""
    return np.array([[scale * _mean(truth, offence, month) for offence in truth.offences] for month in months])


def draw_counts(truth: Definition, months: Sequence[Month], scale: float, seed: int) -> Counts:
    """One draw of every month and offence: Poisson around a mean that a category's own chance moves.

    The factor of a category is gamma with mean 1; its variance is such that the category's month has the stated
    variance / mean at scale 1. At another scale the factor stays as it is: the force is thinned, not calmed.
    Homicide has no such factor, so its incidents are Poisson.
    """
    means = monthly_means(truth, months, scale)
    rows = [_draw(truth, row, stream(seed, Purpose.COUNTS, month)) for month, row in zip(months, means, strict=True)]
    return np.array(rows, dtype=np.int64)


def draw_unchanged(
    series: str, *, months: Sequence[Month], draws: int, seed: int, scale: float = 1.0, pandemic: bool = False
) -> Counts:
    """Monthly counts of a series (a recorded-crime subgroup or a police.uk category) whose level never moves.

    Shape (draws, months). Seasons and the length of months are in, planted changes never, the pandemic on request.
    The chance is exactly that of `draw_counts`. Raises Refusal for a series that isn't known.
    """
    truth = definition()
    means = scale * np.array([unchanged_mean(truth, series, month, pandemic) for month in months])
    chance = stream(seed, Purpose.MEASURING)
    return chance.poisson(means * _factors(truth, series, chance, (draws, len(months))))


def in_quarters(monthly: Counts) -> Counts:
    """Sums of three months, along the last axis; the months begin with a quarter."""
    return np.asarray(monthly.reshape(*monthly.shape[:-1], -1, MONTHS_A_QUARTER).sum(-1))


def dispersion(truth: Definition, series: str, scale: float = 1.0) -> float:
    """Variance / mean of an ordinary month of a series (a subgroup or category) at that scale."""
    yearly = unchanged_yearly(truth, series)
    return (
        1.0 + _factor_variance(truth, _category_of(truth, series)) * scale * yearly / 12
        if _moved(truth, series)
        else 1.0
    )


def unchanged_yearly(truth: Definition, series: str, month: Month | None = None) -> float:
    """The level of a series a year at scale 1, without planted changes."""
    when = month or truth.last_month
    return sum(offence.yearly(when) for offence in _members(truth, series))


def unchanged_mean(truth: Definition, series: str, month: Month, pandemic: bool) -> float:
    """The mean of one month at scale 1, without planted changes."""
    ordinary = sum(_ordinary(truth, offence, month) for offence in _members(truth, series))
    return ordinary * (_restricted(truth, _members(truth, series)[0], month) if pandemic else 1.0)


def _mean(truth: Definition, offence: Offence, month: Month) -> float:
    changed = math.prod(c.factor for c in truth.changes if c.subgroup == offence.subgroup and month >= c.start)
    return _ordinary(truth, offence, month) * _restricted(truth, offence, month) * changed


def _ordinary(truth: Definition, offence: Offence, month: Month) -> float:
    level = offence.yearly(month) * month.days / DAYS_A_YEAR
    if offence.subgroup == truth.homicide:
        return level
    height, peak = next(c.season for c in truth.categories if c.name == offence.category)
    return level * (1 + height * math.cos(2 * math.pi * (month.month - peak) / 12))


def _restricted(truth: Definition, offence: Offence, month: Month) -> float:
    if offence.subgroup == truth.homicide:
        return 1.0
    return math.prod(_factor(r, offence.category) for r in truth.restrictions if r.start <= month <= r.end)


def _factor(restriction: Restriction, category: str) -> float:
    return restriction.factors.get(category, restriction.other)


def _draw(truth: Definition, means: Means, chance: np.random.Generator) -> Counts:
    factors = np.array([_gamma(truth, category, chance, ()) for category in truth.categories])
    still = np.array([offence.subgroup == truth.homicide for offence in truth.offences])
    return chance.poisson(means * np.where(still, 1.0, factors[truth.category_of]))


def _factors(truth: Definition, series: str, chance: np.random.Generator, shape: tuple[int, int]) -> Means:
    return _gamma(truth, _category_of(truth, series), chance, shape) if _moved(truth, series) else np.ones(shape)


def _gamma(truth: Definition, category: Category, chance: np.random.Generator, shape: tuple[int, ...]) -> Means:
    variance = _factor_variance(truth, category)
    return np.asarray(chance.gamma(1 / variance, variance, shape))


def _factor_variance(truth: Definition, category: Category) -> float:
    """(variance / mean - 1) / mean of the category's month at scale 1."""
    return (category.dispersion - 1) / (unchanged_yearly(truth, category.name) / 12)


def _moved(truth: Definition, series: str) -> bool:
    return series != truth.homicide


def _members(truth: Definition, series: str) -> list[Offence]:
    found = [offence for offence in truth.offences if series in (offence.subgroup, offence.category)]
    if not found:
        raise Refusal(f"series '{series}'", "is not in the made-up force", "name a subgroup or a crime type")
    return found


def _category_of(truth: Definition, series: str) -> Category:
    name = _members(truth, series)[0].category
    return next(category for category in truth.categories if category.name == name)
