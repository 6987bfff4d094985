"""What an evaluation says: one verdict by the house's codes, and a sentence without blame, cheer or unproved cause."""

from __future__ import annotations

from sextant.evidence.verdicts import Verdict, VerdictCode

CLEAR = (VerdictCode.LOWER, VerdictCode.HIGHER)


def judged(
    p_value: float, change: float, low: float, high: float, level: float, nothing_left_is_clear: bool
) -> Verdict:
    """The verdict on a change whose null value is 0 (a difference, or the log of a ratio).

    Clear only where the p-value *and* the interval leave out no change; `too_few` where even a fall to nothing would
    not have been clear. The order is the contract's: higher or lower, too few, no clear change.
    """
    if beyond_chance(p_value, level) and (low > 0 or high < 0):
        return Verdict(VerdictCode.HIGHER if change > 0 else VerdictCode.LOWER)
    return Verdict(VerdictCode.NO_CLEAR_CHANGE if nothing_left_is_clear else VerdictCode.TOO_FEW)


def beyond_chance(p_value: float, level: float) -> bool:
    """Whether p is 1 − level or less: the p of a rank may well be just that, as the first of 40 is at 5%."""
    return p_value <= round(1 - level, 12)  # 1 - 0.9 is a trace under 0.1 in binary, 1 - 0.95 a trace over 0.05


def verdict_words(verdict: Verdict, compared_with: str) -> str:
    """The sentence that a verdict stands for; `compared_with` completes "than …": `on the other days`."""
    if verdict.code in CLEAR:
        lower = verdict.code is VerdictCode.LOWER
        return f"This is clearly {'lower' if lower else 'higher'} than {compared_with}: chance would seldom do as much."
    if verdict.code is VerdictCode.TOO_FEW:
        return "Too few to say: even no crime at all would not have been a clear fall."
    if verdict.code is VerdictCode.NO_CLEAR_CHANGE:
        return "There is no clear change."
    return f"This can't be judged because {verdict.reason}."


def number(value: float) -> str:
    """`1,234`, and one decimal where a count was shared out."""
    return f"{value:,.0f}" if abs(value - round(value)) < 0.05 else f"{value:,.1f}"


def from_to(before: float, after: float, lengths: tuple[float, float], unit: str) -> str:
    """`from 885 in 11 months to 338 in 5`: counts of unequal times are not read as a fall."""
    had, has = lengths
    return f"from {number(before)} in {had:g} {unit}{'' if had == 1 else 's'} to {number(after)} in {has:g}"


def ratio_words(ratio: float, low: float, high: float, level: float) -> str:
    """`rate ratio 0.72 (95% interval 0.58 to 0.90)`."""
    return f"rate ratio {ratio:.2f} ({level:.0%} interval {low:.2f} to {high:.2f})"
