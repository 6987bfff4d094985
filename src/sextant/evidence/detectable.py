"""What a baseline lets one see: the smallest count that would be called clear, and the true change usually seen."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from math import inf, isqrt

from sextant.errors import Refusal
from sextant.evidence.comparison import Method, check, method_named, p_value
from sextant.evidence.quantiles import bracket, root
from sextant.evidence.special import poisson_masses, poisson_tails

_LEAST_MASS = 1e-10
_NEAR = 1e-9
_KEPT = 1024  # answers: a board asks for the same levels under each baseline and switch


@dataclass(frozen=True)
class SeenChange:
    """True ratios of rates, current over baseline, that get a clear verdict with this power."""

    fall: float | None
    """None where even a fall to nothing is seen more rarely than that."""
    rise: float | None
    """None where the level is 0."""
    power: float


def smallest_clear_change(
    baseline: int, exposure_ratio: float = 1.0, method: str = Method.MIDP, level: float = 0.95
) -> tuple[int | None, int]:
    """The largest count at or below which, and the smallest at or above which, the change would be clear.

    `exposure_ratio` is t1/t0. The first is None where even 0 would not be clear (baseline of 4 or fewer, mid-p,
    equal exposure). Found by asking the test itself, outward from the count that the baseline's rate gives.

    >>> smallest_clear_change(18)
    (7, 32)
    """
    check(0, baseline, (exposure_ratio, 1.0), level)
    chosen = method_named(method)
    middle = int(baseline * exposure_ratio)

    def clear(count: int) -> bool:
        return p_value(count, baseline, (exposure_ratio, 1.0), chosen) < 1 - level

    return _last_clear(clear, middle), _first_clear(clear, middle)


@lru_cache(_KEPT)
def change_with_power(
    baseline: float,
    power: float = 0.8,
    exposure_ratio: float = 1.0,
    method: str = Method.MIDP,
    level: float = 0.95,
) -> SeenChange:
    """The true change that would be called clear with this power, when the underlying level is `baseline` events.

    Both counts vary: summed over the Poisson outcomes of the baseline is the chance that the current count lies at or
    beyond the smallest clear change from it. Meant for levels up to some hundreds; time grows with the level.
    """
    if not (0 <= baseline < inf and 1 - level < power < 1):
        raise Refusal("power", f"{power} at level {baseline} can't be worked out", "give 0.8 and a level of 0 or more")
    outcomes = list(_outcomes(baseline, exposure_ratio, method, level))

    def miss_of_fall(ratio: float) -> float:
        mean = baseline * exposure_ratio * ratio
        return sum(mass * poisson_tails(low, mean)[0] for mass, low, _ in outcomes if low is not None) - power

    def miss_of_rise(ratio: float) -> float:
        mean = baseline * exposure_ratio * ratio
        return sum(mass * poisson_tails(high, mean)[1] for mass, _, high in outcomes) - power

    return SeenChange(
        fall=root(miss_of_fall, 0.0, 1.0, _NEAR) if miss_of_fall(0.0) > 0 else None,
        rise=root(miss_of_rise, *bracket(miss_of_rise, 1.0, 0.5), _NEAR) if baseline else None,
        power=power,
    )


def _outcomes(mean: float, exposure_ratio: float, method: str, level: float) -> Iterator[tuple[float, int | None, int]]:
    """Every baseline count that matters: its chance, and the two smallest clear changes from it."""
    if mean:
        first, masses = poisson_masses(mean, _LEAST_MASS)
        for count, mass in enumerate(masses, first):
            yield mass, *smallest_clear_change(count, exposure_ratio, method, level)


def _last_clear(clear: Callable[[int], bool], middle: int) -> int | None:
    """The largest count up to the middle that is clear; all under it are."""
    if not clear(0):
        return None
    low, high = 0, max(middle, 1)
    while high - low > 1:
        half = (low + high) // 2
        low, high = (half, high) if clear(half) else (low, half)
    return low


def _first_clear(clear: Callable[[int], bool], middle: int) -> int:
    """The smallest count over the middle that is clear; all over it are."""
    low, step = middle, 1 + isqrt(middle)
    while not clear(low + step):
        low, step = low + step, 2 * step
    high = low + step
    while high - low > 1:
        half = (low + high) // 2
        low, high = (low, half) if clear(half) else (half, high)
    return high
