"""Shares: k of n with the number unknown. A full count, so no test; a majority needs k over half, unknowns among n."""

from __future__ import annotations

from collections.abc import Sequence

from sextant import evidence
from sextant.engines.base import Condition
from sextant.evidence.verdicts import VerdictCode
from sextant.measures.definition import FigureDefinition
from sextant.measures.figures import WindowValue
from sextant.measures.judging import Judged, in_a_sentence
from sextant.measures.series import Reader, Series
from sextant.periods import Month, Window


def judge_share(
    figure: FigureDefinition,
    codes: Sequence[str],
    reader: Reader,
    body: str,
    whole: Series,
    current: Window,
    baseline: Window,
    lacking: str,
) -> Judged:
    """k, n and unknown of both windows, in words; shares are shown, not tested against each other."""
    linked = reader.series(figure, codes, body, more=(Condition(figure.flags, "any_true"),))
    unknown = reader.series(figure, codes, body, more=(Condition(figure.flags, "any_unknown"),))
    now, then = (_share(linked, unknown, whole, window, lacking) for window in (current, baseline))
    if now.value is None:
        return Judged(
            now, then, None, VerdictCode.NOT_AVAILABLE, evidence.not_available(in_a_sentence(figure.name), now.reason)
        )
    return Judged(now, then, None, VerdictCode.NOT_COMPARABLE, share_sentence(figure, now))


def is_majority(k: int, n: int) -> bool:
    """More than half of all, with those of which nothing is known counted against."""
    return k > n / 2


def share_sentence(figure: FigureDefinition, now: WindowValue) -> str:
    """As in: 9 of 13 homicides in the 12 months to … carry the flag: more than half. For 2 this is not known."""
    k, n, unknown = int(now.value or 0), now.denominator or 0, now.unknown or 0
    if n == 0:
        return f"There were no {figure.unit[1]} in the {now.window.in_words}."
    flags = " or ".join(figure.flags)
    half = "more than half" if is_majority(k, n) else "not more than half"
    known = f" For {unknown:,} this is not known." if unknown else ""
    noun = figure.unit[0] if n == 1 else figure.unit[1]
    verb = "carries" if k == 1 else "carry"
    return f"{k:,} of {n:,} {noun} in the {now.window.in_words} {verb} the flag for {flags}: {half}.{known}"


def _share(linked: Series, unknown: Series, whole: Series, window: Window, lacking: str) -> WindowValue:
    months: list[Month] = [month for month in window if month in whole.whole_months]
    if lacking or not months:
        reason = lacking or f"none of the {window.in_words} is loaded"
        return WindowValue(window, None, len(months), len(window), 0, reason)
    return WindowValue(
        window=window,
        value=linked.total(months),
        months_present=len(months),
        months_expected=len(window),
        months_counted=len(months),
        denominator=whole.total(months),
        unknown=unknown.total(months),
    )
