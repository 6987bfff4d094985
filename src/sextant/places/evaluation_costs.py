"""The grant beside what it bought: award, spend, and pounds per crime only where the verdict is clear."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sextant.errors import Refusal
from sextant.evidence.verdicts import Verdict, VerdictCode

NOT_CLEAR = "no clear fall was found, so no crimes can be priced"
NO_SPEND = "no spend is given"
NOTHING_AVOIDED = "the interval of crimes avoided reaches 0"


@dataclass(frozen=True)
class Grant:
    """Money as its source prints it, in pounds. None where it is not known, never 0."""

    award: float | None = None
    spend: float | None = None
    source: str = ""


@dataclass(frozen=True)
class Cost:
    """Pounds beside crimes avoided; figures per crime are None, with a reason, unless the verdict is a clear fall."""

    grant: Grant
    officer_hours: float | None
    per_crime: float | None
    per_crime_low: float | None
    per_crime_high: float | None
    reason: str

    def as_json(self) -> dict[str, Any]:
        money = {"award": self.grant.award, "spend": self.grant.spend, "source": self.grant.source or None}
        figures = ("officer_hours", "per_crime", "per_crime_low", "per_crime_high")
        return money | {name: getattr(self, name) for name in figures} | {"reason": self.reason or None}


def pounds_per_crime(
    grant: Grant,
    verdict: Verdict,
    avoided: tuple[float, float, float] | None,
    *,
    officer_hours: float | None = None,
) -> Cost:
    """Spend divided by crimes avoided (estimate, low, high); the dear end belongs to the fewest crimes avoided.

    Raises Refusal for a spend or an award below 0, and for money without its source.
    """
    if min(grant.award or 0, grant.spend or 0) < 0:
        raise Refusal("grant", "is below 0", "give pounds, or nothing where they are not known")
    if (grant.award is not None or grant.spend is not None) and not grant.source.strip():
        raise Refusal("grant", "has no source", "say where award and spend are published or booked")
    reason = _why_not(grant, verdict, avoided)
    if reason or avoided is None or grant.spend is None:
        return Cost(grant, officer_hours, None, None, None, reason)
    estimate, fewest, most = avoided
    return Cost(grant, officer_hours, grant.spend / estimate, grant.spend / most, grant.spend / fewest, "")


def _why_not(grant: Grant, verdict: Verdict, avoided: tuple[float, float, float] | None) -> str:
    if verdict.code is not VerdictCode.LOWER or avoided is None:
        return NOT_CLEAR
    if grant.spend is None:
        return NO_SPEND
    return NOTHING_AVOIDED if min(avoided) <= 0 else ""
