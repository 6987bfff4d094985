"""The weighted displacement difference: a quick test of counts in treated and control areas and their rings."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from math import erfc, isfinite, sqrt
from typing import Any

from sextant.errors import Refusal
from sextant.evidence.quantiles import normal_quantile
from sextant.evidence.verdicts import Verdict, VerdictCode
from sextant.places.evaluation_words import CLEAR, from_to, judged, number, verdict_words

IN_CONTROL = "in the control areas"
BESIDE = "By this quick test alone it would be, but the comparison with the areas most like these doesn't bear it out."


@dataclass(frozen=True)
class BeforeAfter:
    """Crimes counted before and after, each over its exposure: time × area, in any one unit; 1 where all are equal."""

    before: float
    after: float
    before_exposure: float = 1.0
    after_exposure: float = 1.0

    @property
    def change(self) -> float:
        """Difference of the two rates, after less before."""
        return self.after / self.after_exposure - self.before / self.before_exposure

    @property
    def variance(self) -> float:
        """Poisson variance of that difference: n/(t·a)² for each count."""
        return self.after / self.after_exposure**2 + self.before / self.before_exposure**2


@dataclass(frozen=True)
class DisplacementDifference:
    """WDD with its standard error; negative is a reduction. Unit: crimes, or crimes per unit of exposure."""

    change: float
    error: float
    z: float | None
    """None where nothing was counted."""
    p_value: float | None
    low: float
    high: float
    level: float
    phi: float
    local: float
    """The treated areas against their control, rings left aside."""
    displaced: float
    """The rings against the control's rings: over 0 points to displacement, under 0 to diffusion of benefit."""
    verdict: Verdict
    sentence: str

    def as_json(self) -> dict[str, Any]:
        numbers = {name: getattr(self, name) for name in ("change", "error", "z", "p_value", "low", "high", "level")}
        parts = {"phi": self.phi, "local": self.local, "displaced": self.displaced}
        return numbers | parts | {"verdict": self.verdict.code.value, "sentence": self.sentence}


def weighted_displacement_difference(
    treated: BeforeAfter,
    control: BeforeAfter,
    treated_ring: BeforeAfter | None = None,
    control_ring: BeforeAfter | None = None,
    *,
    phi: float = 1.0,
    level: float = 0.95,
    unit: str = "",
) -> DisplacementDifference:
    """WDD = (T1−T0) − (C1−C0) + (TD1−TD0) − (CD1−CD0); SE = √(φ · sum of all counts used); Z = WDD/SE.

    With exposures each count enters as n/(t·a), its variance as n/(t·a)²; `unit` names that of the exposures in the
    sentence. `phi` is how much more the counts vary than by chance alone (1 or more). Raises Refusal for one ring
    without the other and for counts that are none.
    Source: A. P. Wheeler and J. H. Ratcliffe, A simple weighted displacement difference test (2018),
    10.1186/s40163-018-0085-5. It differences counts: the control must have a like level and trend.

    >>> T, C = BeforeAfter(207, 110), BeforeAfter(308, 318)
    >>> found = weighted_displacement_difference(T, C, BeforeAfter(178, 157), BeforeAfter(150, 140))
    >>> found.change, round(found.error**2), round(found.z, 2)
    (-118.0, 1568, -2.98)
    """
    _check(treated, control, treated_ring, control_ring, phi)
    local = treated.change - control.change
    displaced = treated_ring.change - control_ring.change if treated_ring and control_ring else 0.0
    change = local + displaced
    error = sqrt(phi * sum(each.variance for each in _used(treated, control, treated_ring, control_ring)))
    reach = normal_quantile((1 + level) / 2) * error
    p_value = erfc(abs(change / error) / sqrt(2)) if error else None
    verdict = _verdict(treated, change, reach, p_value, level)
    return DisplacementDifference(
        change=float(change),
        error=error,
        z=change / error if error else None,
        p_value=p_value,
        low=change - reach,
        high=change + reach,
        level=level,
        phi=phi,
        local=float(local),
        displaced=float(displaced),
        verdict=verdict,
        sentence=_sentence(treated, change, reach, level, treated_ring is not None, verdict, unit),
    )


def no_clearer_than(found: DisplacementDifference, headline: Verdict) -> DisplacementDifference:
    """The quick test beside a headline: clear only where the headline is, in the same direction.

    A second test of the same crimes would be a second chance to be wrong. Its numbers stay; its verdict becomes no
    clear change. A headline that can't be judged leaves nothing to say: see `VerdictCode.NOT_COMPARABLE`.
    """
    if headline.code is VerdictCode.NOT_COMPARABLE:
        return replace(found, verdict=headline, sentence=verdict_words(headline, ""))
    if found.verdict.code not in CLEAR or found.verdict.code is headline.code:
        return found
    told = found.sentence.removesuffix(verdict_words(found.verdict, IN_CONTROL))
    verdict = Verdict(VerdictCode.NO_CLEAR_CHANGE)
    return replace(found, verdict=verdict, sentence=f"{told}{verdict_words(verdict, IN_CONTROL)} {BESIDE}")


def displacement_quotient(treated: BeforeAfter, ring: BeforeAfter, control: BeforeAfter) -> float | None:
    """WDQ = (D1/C1 − D0/C0) / (R1/C1 − R0/C0); None where a count of the control or the denominator is 0.

    Over 0: benefit spread to the ring; under 0: crime moved there, under −1: more than was gained; all this only where
    the treated areas improved. Unstable near a zero denominator: shown, never headlined.
    Source: K. J. Bowers and S. D. Johnson, Measuring the geographical displacement of crime (2003).
    """
    if not (control.before and control.after):
        return None
    below = treated.after / control.after - treated.before / control.before
    return (ring.after / control.after - ring.before / control.before) / below if below else None


def _used(*counts: BeforeAfter | None) -> Iterator[BeforeAfter]:
    yield from (each for each in counts if each is not None)


def _check(
    treated: BeforeAfter, control: BeforeAfter, ring: BeforeAfter | None, control_ring: BeforeAfter | None, phi: float
) -> None:
    if (ring is None) != (control_ring is None):
        raise Refusal("rings", "are given for one side only", "give both the treated and the control ring, or neither")
    if not (isfinite(phi) and phi >= 1):
        raise Refusal("phi", f"{phi} is no dispersion", "give 1 or more")
    for each in _used(treated, control, ring, control_ring):
        exposures = (each.before_exposure, each.after_exposure)
        if min(each.before, each.after) < 0 or min(exposures) <= 0 or not isfinite(each.change):
            raise Refusal("counts", f"{each} can't be counts over an exposure", "give 0 or more over more than 0")


def _verdict(treated: BeforeAfter, change: float, reach: float, p_value: float | None, level: float) -> Verdict:
    left = treated.before / treated.before_exposure > reach
    given = 1.0 if p_value is None else p_value
    return judged(given, change, change - reach, change + reach, level, nothing_left_is_clear=left)


def _sentence(
    treated: BeforeAfter, change: float, reach: float, level: float, rings: bool, verdict: Verdict, unit: str
) -> str:
    around = ", their surroundings counted," if rings else ""
    lengths = (treated.before_exposure, treated.after_exposure)
    plain = f"from {number(treated.before)} to {number(treated.after)}"
    went = from_to(treated.before, treated.after, lengths, unit) if unit else plain
    return (
        f"Crimes in the patrolled areas went {went}. Set against the "
        f"control areas{around} that is a difference of {_signed(change)} ({level:.0%} interval "
        f"{_signed(change - reach)} to {_signed(change + reach)}). {verdict_words(verdict, IN_CONTROL)}"
    )


def _signed(value: float) -> str:
    return f"{'−' if value < 0 else '+'}{number(abs(value))}"
