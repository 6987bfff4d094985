"""From two windows of a series to values, change, verdict and sentence. No numbers of its own: evidence/ judges."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from sextant import evidence
from sextant.errors import Refusal
from sextant.evidence.comparison import Comparison
from sextant.evidence.verdicts import VerdictCode, judge, smallest_clear_for
from sextant.evidence.volume import VolumeComparison
from sextant.evidence.windows import Matched, matched
from sextant.evidence.wording import counting_only
from sextant.measures.definition import FigureDefinition
from sextant.measures.figures import Change, WindowValue
from sextant.measures.series import Series
from sextant.periods import Month, Window

RARE = 50  # below this many the smallest change that would be seen stands beside a count


@dataclass(frozen=True)
class Judged:
    """What the two windows come to."""

    current: WindowValue
    baseline: WindowValue
    change: Change | None
    verdict: VerdictCode
    sentence: str


def judge_series(
    figure: FigureDefinition,
    series: Series,
    current: Window,
    baseline: Window,
    *,
    lacking: str = "",
    severed: str = "",
    context: Sequence[str] = (),
    exceptional: Sequence[Window] = (),
) -> Judged:
    """Judge one figure's series.

    `lacking` says why there can be no number at all; `severed` why the windows can't be compared; `context` are whole
    sentences that must stand in the sentence of volume crime; `exceptional` are times, such as the pandemic's
    restrictions, from which no usual variation is learnt.
    """
    held = series.whole_months
    if not lacking and not any(month in held for month in current):
        lacking = f"none of the {current.in_words} {_missing(series, current)}{_loaded(held)}"
    if lacking:
        now, then = _nothing(current, held, lacking), _nothing(baseline, held, lacking)
        return Judged(
            now, then, None, VerdictCode.NOT_AVAILABLE, evidence.not_available(in_a_sentence(figure.name), lacking)
        )
    try:
        match = _match(series, current, baseline, severed)
    except Refusal as refusal:
        return _apart(figure, series, current, baseline, refusal.fault)
    now, then = _counted(series, current, match.current_months), _counted(series, baseline, match.baseline_months)
    if figure.counting == "series":
        words = evidence.series_only(_number(now), figure.unit, current, figure.reason or "no verdict is given")
        return Judged(now, then, None, VerdictCode.NOT_COMPARABLE, _with_completeness(words, now))
    comparison = compare_counts(figure, series, now, then, match, exceptional)
    return _compared(figure, comparison, now, then, match, context)


def in_a_sentence(name: str) -> str:
    """A figure's name with a small first letter, unless its first word is all capitals."""
    first = name.split(" ", 1)[0]
    return name if first.isupper() else name[:1].lower() + name[1:]


def _match(series: Series, current: Window, baseline: Window, severed: str) -> Matched:
    if severed:
        raise Refusal(str(current), severed)
    held = series.whole_months
    if not any(month in held for month in baseline) and not current.overlap(baseline):
        raise Refusal(str(baseline), f"none of the {baseline.in_words} {_missing(series, baseline)}{_loaded(held)}")
    match = matched(current, baseline, held, held)
    if len(match.current_months) * 2 < len(current):
        raise Refusal(str(current), f"only {match.in_words} are held in both")
    return match


def _apart(figure: FigureDefinition, series: Series, current: Window, baseline: Window, why: str) -> Judged:
    """Both windows on their own, since they can't be compared."""
    held = series.whole_months
    now, then = (_counted(series, window, [m for m in window if m in held]) for window in (current, baseline))
    if figure.counting == "series":
        words = evidence.series_only(_number(now), figure.unit, current, figure.reason or "no verdict is given")
        return Judged(now, then, None, VerdictCode.NOT_COMPARABLE, _with_completeness(words, now))
    count = _there_were(figure, now)
    words = f"{count} {evidence.not_comparable(why)}"
    return Judged(now, then, None, VerdictCode.NOT_COMPARABLE, _with_completeness(words, now))


def _compared(
    figure: FigureDefinition,
    comparison: Comparison | VolumeComparison,
    now: WindowValue,
    then: WindowValue,
    match: Matched,
    context: Sequence[str],
) -> Judged:
    verdict = judge(comparison).code
    words = evidence.sentence(
        comparison,
        figure.unit,
        now.window,
        then.window,
        context=context if figure.method == "quasi-poisson" else (),
        police_activity=figure.activity,
        completeness="" if match.complete else match.in_words,
    )
    return Judged(now, then, change_of(comparison), verdict, words)


def compare_counts(
    figure: FigureDefinition,
    series: Series,
    now: WindowValue,
    then: WindowValue,
    match: Matched,
    exceptional: Sequence[Window] = (),
) -> Comparison | VolumeComparison:
    """The comparison that the figure's definition names: Poisson for rare events, quasi-Poisson for volume crime."""
    y1, y0 = int(_number(now)), int(_number(then))
    if figure.method == "poisson":
        return evidence.compare(y1, y0, match.exposure)
    values = {period: series.value(period) for period in series.present}
    learn = evidence.dispersion_quarterly if series.grain == "quarter" else evidence.dispersion_monthly
    return evidence.compare_volume(y1, y0, learn(values, (now.window, then.window, *exceptional)), match.exposure)


def change_of(comparison: Comparison | VolumeComparison) -> Change:
    """The comparison as a figure shows it."""
    if isinstance(comparison, VolumeComparison):
        learnt = comparison.dispersion
        return Change(
            method=comparison.method,
            ratio=comparison.ratio,
            low=comparison.ratio_low,
            high=comparison.ratio_high,
            p_value=comparison.p_value,
            dispersion=learnt.phi if learnt else None,
            dispersion_from=learnt.in_words if learnt else comparison.reason or None,
        )
    return _rare_change(comparison)


def _rare_change(comparison: Comparison) -> Change:
    fall, rise = smallest_clear_for(comparison)
    change = Change(
        method=comparison.method.value,
        ratio=comparison.ratio,
        low=comparison.ratio_low,
        high=comparison.ratio_high,
        p_value=comparison.p_value,
        prob_lower=comparison.prob_lower,
        p_exact=comparison.p_exact,
        p_etest=comparison.p_etest,
        clear_at_or_below=fall,
        clear_at_or_above=rise,
    )
    if min(comparison.current, comparison.baseline) >= RARE or not comparison.baseline:
        return change
    seen = evidence.change_with_power(comparison.baseline)
    return replace(change, detectable_fall=seen.fall, detectable_rise=seen.rise)


def _counted(series: Series, window: Window, months: Sequence[Month]) -> WindowValue:
    present = sum(month in series.whole_months for month in window)
    value = series.total(months) if months else None
    reason = "" if months else f"none of the {window.in_words} {_missing(series, window)}"
    return WindowValue(window, value, present, len(window), len(months), reason)


def _nothing(window: Window, held: frozenset[Month], reason: str) -> WindowValue:
    return WindowValue(window, None, sum(month in held for month in window), len(window), 0, reason)


def _number(value: WindowValue) -> float | int:
    if value.value is None:
        raise ValueError(f"{value.window} has no number")
    return value.value


def _there_were(figure: FigureDefinition, now: WindowValue) -> str:
    number = _number(now)
    if number == 1:
        return f"There was 1 {figure.unit[0]} in the {now.window.in_words}."
    return f"There were {number:,} {figure.unit[1]} in the {now.window.in_words}."


def _with_completeness(words: str, now: WindowValue) -> str:
    if now.months_counted in (0, now.months_expected):
        return words
    return counting_only(f"{now.months_counted} of {now.months_expected} months", words)


def _missing(series: Series, window: Window) -> str:
    """How it is that no month of a window is held: its rows may be there and unreadable."""
    refused = any(start in window for start in series.unread.periods)
    return "could be read whole" if refused else "is loaded"


def _loaded(held: frozenset[Month]) -> str:
    return f" (loaded: {min(held).in_words} to {max(held).in_words})" if held else ""
