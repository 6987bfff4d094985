"""Before a trial starts: the smallest effect that it could see, told as a share and as crimes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import exp, isfinite, sqrt
from typing import Any

from sextant.errors import Refusal
from sextant.evidence.quantiles import normal_quantile


@dataclass(frozen=True)
class SmallestEffect:
    """What a trial of this size sees with this power, two-sided. `ratio_fall` under 1, `ratio_rise` over 1."""

    expected_treated: float
    expected_control: float
    phi: float
    power: float
    level: float
    ratio_fall: float
    ratio_rise: float
    arms: tuple[str, str] = ("on patrolled days", "on other days")

    @property
    def sentence(self) -> str:
        return (
            f"With about {self.expected_treated:,.0f} crimes expected {self.arms[0]} and {self.expected_control:,.0f} "
            f"{self.arms[1]}, a true fall of {1 - self.ratio_fall:.0%} or more is seen {_often(self.power)}; "
            "a smaller one will mostly be told as no clear change."
        )

    def as_json(self) -> dict[str, Any]:
        return {**self.__dict__, "arms": list(self.arms), "sentence": self.sentence}


def smallest_ratio(
    expected_treated: float, expected_control: float, *, phi: float = 1.0, power: float = 0.8, level: float = 0.95
) -> SmallestEffect:
    """Rate ratio exp(∓(z₁₋α/₂ + z_power)·√(φ(1/E_T + 1/E_C))); 2.80 at 80 % power and 5 % two-sided.

    E: events expected in each arm without any effect. Raises Refusal where nothing is expected.
    Source: the Wald test of a log rate ratio (P. McCullagh and J. A. Nelder 1989, 6.2); hotspots sheet, section 7.

    >>> round(smallest_ratio(200, 300).ratio_fall, 3)
    0.774
    """
    _check(phi, power, level, expected_treated, expected_control)
    if min(expected_treated, expected_control) <= 0:
        raise Refusal(
            "trial", "expects no crime in one of its arms", "take busier places, a longer time, another share"
        )
    reach = _multiplier(power, level) * sqrt(phi * (1 / expected_treated + 1 / expected_control))
    return SmallestEffect(expected_treated, expected_control, phi, power, level, exp(-reach), exp(reach))


def smallest_difference(
    expected: Sequence[float], *, phi: float = 1.0, power: float = 0.8, level: float = 0.95
) -> float:
    """The smallest weighted displacement difference seen: 2.80·√(φ·Σ expected counts). Unit: crimes.

    >>> round(smallest_difference([207, 207, 308, 308, 178, 178, 150, 150]), 0)
    115.0
    """
    _check(phi, power, level, *expected)
    return _multiplier(power, level) * sqrt(phi * sum(expected))


def _multiplier(power: float, level: float) -> float:
    return normal_quantile((1 + level) / 2) + normal_quantile(power)


def _often(power: float) -> str:
    return "four times in five" if abs(power - 0.8) < 1e-9 else f"{power:.0%} of the time"


def _check(phi: float, power: float, level: float, *expected: float) -> None:
    if not (0 < power < 1 and 0 < level < 1 and phi >= 1 and isfinite(phi)):
        raise Refusal("power", f"power {power}, level {level}, phi {phi} can't be used", "give 0.8, 0.95 and 1 or more")
    if any(not isfinite(each) or each < 0 for each in expected):
        raise Refusal("expected counts", "hold something that is no count", "give numbers of 0 or more")
