"""Randomised place-days, analysed as assigned: rate ratio, p by drawing the same lots again, interval by regression."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from math import exp, log
from typing import Any

import numpy as np
import numpy.typing as npt

from sextant.errors import Refusal
from sextant.evidence.quantiles import t_quantile
from sextant.evidence.verdicts import Verdict, VerdictCode
from sextant.places.detectable import SmallestEffect, smallest_ratio
from sextant.places.evaluation_effects import ArmEffect, arm_effect
from sextant.places.evaluation_words import CLEAR, judged, number, ratio_words, verdict_words
from sextant.places.trial import Arm, PlaceDay, blocks_of

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]

DRAWS = 1_999
HALF = 0.5
AT_ONCE = 2_000_000
FEWEST_PLACES = 3
"""With fewer, an error clustered by place means nothing."""
OTHER_DAYS = "on the days the same places were left without extra patrol"
NO_INTERVAL = "the effect can't be told from places and days: too few crimes or places"


@dataclass(frozen=True)
class TrialResult:
    """Intention to treat: place-days count as they were assigned, whether or not the patrol came."""

    patrol_events: float
    control_events: float
    patrol_days: int
    control_days: int
    ratio: float | None
    """(Σy_T/n_T)/(Σy_C/n_C); None where the control days had no crime."""
    adjusted: float | None
    """The ratio with place and day allowed for, to which the interval belongs; None where it can't be told."""
    low: float | None
    high: float | None
    p_value: float
    draws: int
    level: float
    phi: float | None
    carry_over: float | None
    """Rate on control days after a patrolled day over that on other control days, same places."""
    carry_over_p: float | None
    seen: SmallestEffect | None
    verdict: Verdict
    sentence: str

    @property
    def avoided(self) -> tuple[float, float, float] | None:
        """Crimes avoided on the patrolled days, with the interval; below 0 where there were more."""
        if self.adjusted is None or self.low is None or self.high is None:
            return None
        estimate, fewest, most = (self.patrol_events * (1 / each - 1) for each in (self.adjusted, self.high, self.low))
        return estimate, fewest, most

    def as_json(self) -> dict[str, Any]:
        plain = ("patrol_events", "control_events", "patrol_days", "control_days", "ratio", "adjusted", "low", "high")
        more = ("p_value", "draws", "level", "phi", "carry_over", "carry_over_p")
        numbers = {name: getattr(self, name) for name in (*plain, *more)}
        words = {"verdict": self.verdict.code.value, "reason": self.verdict.reason, "sentence": self.sentence}
        return (
            {"design": "randomised place-days", "analysis": "intention to treat"}
            | numbers
            | {"smallest_effect": self.seen and self.seen.as_json()}
            | words
        )


def intention_to_treat(
    place_days: Sequence[PlaceDay],
    events: Mapping[tuple[str, date], float],
    *,
    draws: int = DRAWS,
    seed: int = 1,
    level: float = 0.95,
) -> TrialResult:
    """Compare the rates of crime on days assigned to patrol and to control.

    `events` gives the crimes of (place, day); a place-day that is not in it had none, so give every crime of the trial.
    p re-draws the assignment within the same blocks (place × week): (#{|T*| ≥ |T|} + 1)/(draws + 1), T the log ratio
    of rates with ½ added to each count. The interval is that of a Poisson model with place and day effects, error
    clustered by place, Student's t on places − 1. A verdict is clear only where both agree. Minutes delivered play no
    part. Raises Refusal for a list without both arms, or with events outside it.
    """
    listed = [each for each in place_days if each.arm is not Arm.OPEN]
    y, treated = _arrays(listed, events)
    blocks = blocks_of(listed)
    own = float(_statistic(y, treated[None, :])[0])
    p_value = _redrawn_p(y, treated, blocks, own, draws, seed)
    effect = arm_effect(y, treated, _place_numbers(listed), _day_numbers(listed))
    adjusted, low, high = _limits(effect, level)
    carry, carry_p = _carry_over(listed, y, treated, draws, seed)
    verdict = _verdict(y, treated, p_value, own, (low, high), level)
    return TrialResult(
        **_counted(y, treated),
        adjusted=adjusted,
        low=low,
        high=high,
        p_value=p_value,
        draws=draws,
        level=level,
        phi=effect.phi if effect else None,
        carry_over=carry,
        carry_over_p=carry_p,
        seen=_seen(y, treated, effect, level),
        verdict=verdict,
        sentence=_sentence(y, treated, (adjusted, low, high), level, verdict),
    )


def _counted(y: Floats, treated: Flags) -> dict[str, Any]:
    """Crimes and days of both arms, and the ratio of their rates."""
    on, off = _rates(y, treated)
    events = {"patrol_events": float(y[treated].sum()), "control_events": float(y[~treated].sum())}
    days = {"patrol_days": int(treated.sum()), "control_days": int((~treated).sum())}
    return events | days | {"ratio": on / off if off else None}


def _arrays(listed: Sequence[PlaceDay], events: Mapping[tuple[str, date], float]) -> tuple[Floats, Flags]:
    treated: Flags = np.array([each.arm is Arm.PATROL for each in listed], dtype=np.bool_)
    if not len(treated) or treated.all() or not treated.any():
        raise Refusal("place-days", "hold no randomised days of both arms", "give the list the trial was frozen with")
    known = {(each.place, each.day) for each in listed}
    if stray := sorted(set(events) - known)[:1]:
        raise Refusal(
            "events", f"include {stray[0][0]} on {stray[0][1]}", "give only crimes on place-days of the trial"
        )
    if len(known) < len(listed):
        raise Refusal("place-days", "name one place and day twice", "give the list the trial was frozen with")
    return np.array([float(events.get((each.place, each.day), 0)) for each in listed]), treated


def _statistic(y: Floats, treated: Flags) -> Floats:
    """(D,) log ratio of rates for (D, N) assignments."""
    on = treated @ y
    days = treated.sum(axis=1)
    return np.asarray(np.log((on + HALF) / days) - np.log((y.sum() - on + HALF) / (len(y) - days)))


def _redrawn_p(y: Floats, treated: Flags, blocks: Ints, own: float, draws: int, seed: int) -> float:
    chance = np.random.default_rng(seed)
    reached, left = 0, draws
    while left:
        now = min(left, max(1, AT_ONCE // len(y)))
        again = _redraw(chance, treated, blocks, now)
        reached += int((np.abs(_statistic(y, again)) >= abs(own) - 1e-12).sum())
        left -= now
    return (reached + 1) / (draws + 1)


def _redraw(chance: np.random.Generator, treated: Flags, blocks: Ints, draws: int) -> Flags:
    """Shuffle the arms inside each block: order by block and chance, then hand out the block's arms in turn."""
    by_block = np.argsort(blocks, kind="stable")
    keys = blocks[by_block][None, :] + chance.random((draws, len(blocks)))
    shuffled = by_block[np.argsort(keys, axis=1)]
    found = np.zeros((draws, len(blocks)), dtype=bool)
    np.put_along_axis(found, shuffled, np.broadcast_to(treated[by_block], shuffled.shape), axis=1)
    return found


def _limits(effect: ArmEffect | None, level: float) -> tuple[float | None, float | None, float | None]:
    if effect is None or effect.clusters < FEWEST_PLACES:
        return None, None, None
    reach = t_quantile((1 + level) / 2, effect.clusters - 1) * effect.error
    return exp(effect.log_ratio), exp(effect.log_ratio - reach), exp(effect.log_ratio + reach)


def _verdict(
    y: Floats, treated: Flags, p_value: float, own: float, limits: tuple[float | None, float | None], level: float
) -> Verdict:
    if limits[0] is None or limits[1] is None:
        return Verdict(VerdictCode.NOT_COMPARABLE if y.sum() else VerdictCode.TOO_FEW, NO_INTERVAL if y.sum() else "")
    reach = (log(limits[1]) - log(limits[0])) / 2
    nothing = float(_statistic(np.where(treated, 0.0, y), treated[None, :])[0])
    return judged(p_value, own, log(limits[0]), log(limits[1]), level, nothing_left_is_clear=-nothing > reach)


def _rates(y: Floats, treated: Flags) -> tuple[float, float]:
    return float(y[treated].mean()), float(y[~treated].mean())


def _carry_over(
    listed: Sequence[PlaceDay], y: Floats, treated: Flags, draws: int, seed: int
) -> tuple[float | None, float | None]:
    """Do control days right after a patrolled day differ from other control days of the same places?"""
    patrolled = {(each.place, each.day) for each, on in zip(listed, treated, strict=True) if on}
    control = np.flatnonzero(~treated)
    before = [(listed[k].place, listed[k].day - timedelta(days=1)) for k in control.tolist()]
    after: Flags = np.array([each in patrolled for each in before], dtype=np.bool_)
    if not after.any() or after.all():
        return None, None
    places = _place_numbers(listed)[control]
    own = float(_statistic(y[control], after[None, :])[0])
    rates = _rates(y[control], after)
    p_value = _redrawn_p(y[control], after, places, own, draws, seed + 1)
    return (rates[0] / rates[1] if rates[1] else None), p_value


def _seen(y: Floats, treated: Flags, effect: ArmEffect | None, level: float) -> SmallestEffect | None:
    rate = float(y.mean())
    if not rate:
        return None
    on, off = rate * int(treated.sum()), rate * int((~treated).sum())
    return smallest_ratio(on, off, phi=effect.phi if effect else 1.0, level=level)


def _place_numbers(listed: Sequence[PlaceDay]) -> Ints:
    return np.unique([each.place for each in listed], return_inverse=True)[1].astype(np.int64)


def _day_numbers(listed: Sequence[PlaceDay]) -> Ints:
    return np.array([each.day.toordinal() for each in listed], dtype=np.int64)


def _sentence(
    y: Floats, treated: Flags, ratio: tuple[float | None, float | None, float | None], level: float, verdict: Verdict
) -> str:
    counts = (
        f"{number(y[treated].sum())} crimes on {int(treated.sum()):,} place-days assigned to patrol and "
        f"{number(y[~treated].sum())} on {int((~treated).sum()):,} assigned to none"
    )
    told, low, high = ratio
    sized = (
        ""
        if told is None or low is None or high is None
        else f": {ratio_words(told, low, high, level)}, place and day allowed for"
    )
    design = " Days were assigned by lot." if verdict.code in CLEAR else ""
    return f"{counts}{sized}. {verdict_words(verdict, OTHER_DAYS)}{design}"
