"""Sentences made from the numbers and the verdict: one pattern for good and bad news, no adjective of anybody's own.

A percentage is given only on a base of 50 or more; the words `stable`, `similar`, `significant` and `proves` never.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import ceil, floor

from sextant.evidence.comparison import Comparison
from sextant.evidence.verdicts import VerdictCode, judge, smallest_clear_for
from sextant.evidence.volume import VolumeComparison
from sextant.evidence.windows import CANNOT
from sextant.periods import Window

Unit = tuple[str, str]
Period = Window | str

EVENTS: Unit = ("event", "events")
LARGER = (VerdictCode.LARGER_THAN_USUAL_UP, VerdictCode.LARGER_THAN_USUAL_DOWN)
SMALL = 50
PERCENT_WITH_DECIMAL = 1_000
LENGTHS_DIFFER = 0.02
OFFENCES_NOT_INCIDENTS = (
    "This treats each offence as separate; incidents with several victims make it too ready to call a change."
)
RECORDING = (
    "Recorded crime also changes with what is reported and how it is recorded: "
    "this alone is not evidence of what the police did."
)
POLICE_ACTIVITY = (
    "These offences mostly come to light through police work: "
    "the number shows police activity and is not a measure of harm."
)


def sentence(
    comparison: Comparison | VolumeComparison,
    unit: Unit = EVENTS,
    current: Period = "current period",
    baseline: Period = "baseline period",
    *,
    context: Sequence[str] = (),
    police_activity: bool = False,
    completeness: str = "",
) -> str:
    """The sentence of a figure: both counts, both periods, verdict, and what the numbers can and can't show.

    `unit` is (singular, plural); `context` are whole sentences that must stand beside the figure, such as one on the
    pandemic; `completeness` is `windows.Matched.in_words` when months are missing; `police_activity` is for offences
    found by police work, told without a direction.
    """
    code = judge(comparison).code
    if isinstance(comparison, Comparison):
        told = _of_counts(comparison, code, police_activity)
    else:
        told = _of_volume(comparison, code, police_activity)
    recording = RECORDING if code in LARGER and not police_activity else ""
    activity = POLICE_ACTIVITY if police_activity else ""
    link = ", and" if code is VerdictCode.NOT_COMPARABLE else ", compared with"
    opening = _both_counts(comparison, unit, current, baseline, link)
    if completeness:
        opening = counting_only(f"the {completeness} held for both periods", opening)
    return _joined(opening, _lengths(comparison), told, *context, recording, activity)


def counting_only(months: str, told: str) -> str:
    """A sentence about a count, with the months it is counted over put before it: `11 of 12 months`."""
    return f"Counting only {months}, {told[:1].lower()}{told[1:]}"


def not_available(name: str, reason: str = "") -> str:
    """Said where no data is held; `reason` completes it."""
    return _joined(f"No local figure is held for {name}" + (f": {reason}" if reason else ""))


def not_comparable(reason: str) -> str:
    """Said where two periods can't be set beside each other; `reason` follows "because"."""
    return _joined(reason if reason.startswith(CANNOT) else f"{CANNOT} {reason}")


def series_only(value: float, unit: Unit, current: Period, reason: str = "no verdict is given on it") -> str:
    """Said of a figure that is shown as a series without a verdict."""
    return _joined(f"{_there_were(value, unit)} in the {_words(current)}", f"This is shown as a series only: {reason}")


def percent_change(current: float, baseline: float) -> str | None:
    """The size of a change without its sign, `28%`; a decimal on a base over 1,000; None on a base under 50."""
    if baseline < SMALL:
        return None
    size = abs(current - baseline) / baseline
    return f"{size:.1%}" if baseline > PERCENT_WITH_DECIMAL else f"{size:.0%}"


def _of_counts(comparison: Comparison, code: VerdictCode, police_activity: bool) -> str:
    if code is VerdictCode.TOO_FEW:
        return _too_few(comparison)
    if code is VerdictCode.NO_CLEAR_CHANGE:
        return _no_clear_change(comparison)
    what = "difference" if police_activity else "rise" if code is VerdictCode.HIGHER else "fall"
    return f"This is a clear {what}: chance alone would seldom make one as large."


def _too_few(comparison: Comparison) -> str:
    _, rise = smallest_clear_for(comparison)
    nothing = ", even 0 now would not be a clear fall, and" if comparison.baseline else ","
    return (
        f"Too few to say: from a baseline of {comparison.baseline:,}{nothing} {rise:,} or more would be a clear rise."
    )


def _no_clear_change(comparison: Comparison) -> str:
    fall, rise = smallest_clear_for(comparison)
    few = min(comparison.current, comparison.baseline) < SMALL
    return (
        f"{'Numbers this small' if few else 'Such numbers'} vary by chance. There is no clear change: "
        f"against {comparison.baseline:,}, the underlying level now could be anywhere {_range(comparison)}. "
        f"From a baseline of {comparison.baseline:,}, it would take {fall:,} or fewer, or {rise:,} or more, "
        "before we call it a clear change."
    )


def _of_volume(comparison: VolumeComparison, code: VerdictCode, police_activity: bool) -> str:
    if code is VerdictCode.NOT_COMPARABLE or comparison.dispersion is None:
        return not_comparable(comparison.reason)
    usual = f"ordinary {comparison.dispersion.variation}"
    if code is VerdictCode.NO_CLEAR_CHANGE:
        return (
            f"There is no clear change: the difference is within {usual}, by which, "
            f"against {_number(comparison.baseline)}, the underlying level now could be anywhere {_range(comparison)}."
        )
    what = "difference" if police_activity else "rise" if comparison.rose else "fall"
    percent = None if _lengths(comparison) else percent_change(comparison.current, comparison.baseline)
    return f"This is a {what}{f' of {percent},' if percent else ''} larger than {usual}."


def _range(comparison: Comparison | VolumeComparison) -> str:
    """The interval as counts over the current period, rounded outward so that what it holds stays in it."""
    if comparison.ratio_high is None:
        return f"from about {floor((comparison.ratio_low or 0) * comparison.expected):,} upwards"
    low, high = (limit * comparison.expected for limit in (comparison.ratio_low or 0, comparison.ratio_high))
    return f"from about {floor(low):,} to {ceil(high):,}"


def _both_counts(
    comparison: Comparison | VolumeComparison, unit: Unit, current: Period, baseline: Period, link: str
) -> str:
    first = f"{_there_were(comparison.current, unit)} in the {_words(current)}"
    return f"{first}{link} {_number(comparison.baseline)} in the {_words(baseline)}"


def _there_were(value: float, unit: Unit) -> str:
    return f"There was {_number(value)} {unit[0]}" if value == 1 else f"There were {_number(value)} {unit[1]}"


def _number(value: float) -> str:
    """`11,527`, also for a whole number that came as 11527.0."""
    return f"{value:,.0f}" if value == int(value) else f"{value:,}"


def _lengths(comparison: Comparison | VolumeComparison) -> str:
    """Said when the two periods differ in length by more than calendars do."""
    t1, t0 = comparison.exposure
    return "The two periods differ in length; this is allowed for." if abs(t1 / t0 - 1) > LENGTHS_DIFFER else ""


def _words(period: Period) -> str:
    return period.in_words if isinstance(period, Window) else period


def _joined(*sentences: str) -> str:
    """Sentences with one stop each, empty ones left out."""
    return " ".join(f"{text.rstrip('. ')}." for text in sentences if text)
