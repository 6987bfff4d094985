"""One row for each category and quarter: both counts, their ratio, a flag and its reason."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from sextant.measures.reconciling.categories import Category, KnownDifference
from sextant.measures.reconciling.counts import Recorded, Street
from sextant.measures.reconciling.judging import FEW, MIN_OTHERS, NEAR_ONE, Judged, departs, judge
from sextant.periods import MONTHS_A_QUARTER, Month

Flag = Literal[
    "agrees", "known_difference", "steady_difference", "unusual", "fault", "too_few", "not_judged", "not_whole"
]


@dataclass(frozen=True)
class Row:
    """Both sources for a category and quarter (`quarter` is its first month). Counts are None unless all is whole.

    `usual` is the ratio of the category's other quarters; `expected` what police.uk would hold by it.
    """

    category: str
    quarter: Month
    police_uk: int | None
    recorded: int | None
    flag: Flag
    reason: str
    usual: float | None = None
    expected: float | None = None

    @property
    def ratio(self) -> float | None:
        """police.uk ÷ recorded crime; None where there is nothing to divide, or by."""
        if self.police_uk is None or self.recorded is None or self.recorded <= 0:
            return None
        return self.police_uk / self.recorded

    def as_json(self) -> dict[str, Any]:
        return {
            "category": self.category,
            "quarter": self.quarter.quarter_name,
            "from": str(self.quarter),
            "to": str(self.quarter + (MONTHS_A_QUARTER - 1)),
            "police_uk": self.police_uk,
            "recorded": self.recorded,
            "ratio": self.ratio,
            "usual_ratio": self.usual,
            "expected": self.expected,
            "flag": self.flag,
            "reason": self.reason,
        }


@dataclass(frozen=True)
class Pair:
    """The two counts of a whole quarter."""

    police_uk: int
    recorded: int


def rows_of(
    category: Category,
    body: str,
    street: Street,
    recorded: Recorded,
    quarters: Iterable[Month],
    known: KnownDifference | None,
) -> list[Row]:
    """The rows of one category, oldest first. A quarter that is not whole in both sources has no counts."""
    faults = {quarter: not_whole(category, body, street, recorded, quarter) for quarter in quarters}
    pairs = {
        quarter: Pair(street.quarter(category.name, quarter), recorded.quarter(body, category.codes, quarter))
        for quarter, reason in faults.items()
        if not reason
    }
    return [
        Row(category.name, quarter, None, None, "not_whole", reason)
        if reason
        else _row(category.name, quarter, pairs, known)
        for quarter, reason in sorted(faults.items())
    ]


def not_whole(category: Category, body: str, street: Street, recorded: Recorded, quarter: Month) -> str:
    """Which month or source is missing from a quarter; empty when both sources hold all of it."""
    return "; ".join(_gaps(category, body, street, recorded, quarter))


def _gaps(category: Category, body: str, street: Street, recorded: Recorded, quarter: Month) -> Iterator[str]:
    months = [quarter + k for k in range(MONTHS_A_QUARTER)]
    if quarter < category.valid_from:
        yield f"police.uk has used this type since {category.valid_from.in_words}"
    if absent := [month.in_words for month in months if month not in street.months]:
        yield f"police.uk: {', '.join(absent)} not held"
    partial = street.partial.get(category.name, {})
    for month in months:
        if month in partial:
            held = street.crimes.get(category.name, {}).get(month, 0)
            yield f"police.uk: {month.in_words} only part supplied ({held:,} where about {partial[month]:,} are usual)"
    if quarter not in recorded.held.get(body, ()):
        yield f"recorded crime: {quarter.quarter_in_words} not held"


def _row(category: str, quarter: Month, pairs: Mapping[Month, Pair], known: KnownDifference | None) -> Row:
    pair = pairs[quarter]
    others = [other for each, other in pairs.items() if each != quarter]
    judged = judge(pair.police_uk, pair.recorded, [(each.police_uk, each.recorded) for each in others])
    flag, reason = _flag(pair, others, judged, known)
    usual, expected = (judged.usual, judged.expected) if judged else (None, None)
    return Row(category, quarter, pair.police_uk, pair.recorded, flag, reason, usual, expected)


def _flag(pair: Pair, others: Sequence[Pair], judged: Judged | None, known: KnownDifference | None) -> tuple[Flag, str]:
    """The first that holds, in the order: too few, fault, agrees or known, unusual, steady."""
    ratio = pair.police_uk / pair.recorded if pair.recorded > 0 else None
    if max(pair.police_uk, pair.recorded) < FEW:
        return "too_few", f"both hold fewer than {FEW}"
    if judged and judged.outside and judged.large:
        return "fault", _fault(pair, others, judged)
    if known and ratio is not None and known.low <= round(ratio, 2) <= known.high:
        return ("agrees", "") if abs(ratio - 1) <= NEAR_ONE else ("known_difference", known.text)
    if judged and judged.outside:
        return "unusual", f"outside the other quarters' ratios (usual {judged.usual:.2f}), but few crimes make it so"
    if ratio is not None and abs(ratio - 1) <= NEAR_ONE:
        return "agrees", ""
    if judged is None:
        return "not_judged", f"{len(others)} other whole quarters held, {MIN_OTHERS} needed to say what is usual"
    return "steady_difference", f"differs by much the same in the other quarters (usual ratio {judged.usual:.2f})"


def _fault(pair: Pair, others: Sequence[Pair], judged: Judged) -> str:
    street = departs(pair.police_uk, [each.police_uk for each in others])
    recorded = departs(pair.recorded, [each.recorded for each in others])
    which = "recorded crime" if recorded > street else "police.uk"
    return (
        f"police.uk holds {pair.police_uk:,} where {judged.expected:,.0f} would be usual beside {pair.recorded:,} "
        f"recorded offences; it is {which} that departs from its own other quarters"
    )
