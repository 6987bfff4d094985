"""What a chart says without being seen: its title, which states the finding, and its text alternative."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from sextant.measures.figures import Figure, WindowValue
from sextant.publishing.charts.key import level_range, no_clear_change
from sextant.publishing.charts.pair import Pair
from sextant.publishing.charts.reading import Reading, band_of
from sextant.publishing.verdicts import chip
from sextant.publishing.words import months_counted, number, period_in_words, sentence_case, shown, span_in_words

FINDINGS = {
    "higher": "A clear rise",
    "lower": "A clear fall",
    "larger_than_usual_up": "Higher, by more than the usual variation",
    "larger_than_usual_down": "Lower, by more than the usual variation",
    "no_clear_change": "No clear change",
    "too_few": "Too few to say",
    "not_comparable": "Not comparable",
}


def finding(code: str, current: WindowValue, baseline: WindowValue, unit: tuple[str, str]) -> str:
    """`No clear change: 19 homicides in the 12 months to December 2021, 18 in the 12 months to June 2019`."""
    now = f"{shown(current)} {unit[0] if current.value == 1 else unit[1]} in the {current.window.in_words}"
    if code not in FINDINGS or baseline.value is None:
        return sentence_case(now)
    return f"{FINDINGS[code]}: {now}, {shown(baseline)} in the {baseline.window.in_words}"


def title_of(figure: Figure) -> str:
    return finding(figure.verdict, figure.current, figure.baseline, figure.unit)


def series_words(reading: Reading) -> str:
    """The text alternative: what the eye would learn of range, averages, band, gaps and dated notes."""
    return " ".join(_learnt(reading))


def pair_words(pairs: Sequence[Pair], unit: tuple[str, str]) -> str:
    """The text alternative of two-number figures."""
    said = []
    for pair in pairs:
        whose = f"{pair.name}: " if pair.name else ""
        said.append(f"{whose}{_counts(pair.current, pair.baseline, unit)}.")
        if band := band_of(pair.change):
            inside = _within(pair.current.value, band)
            counts = no_clear_change(band, months_counted(pair.current) or len(pair.current.window))
            said.append(f"The later count lies {inside} the band of no clear change, {counts}.")
    return " ".join(said)


def _counts(current: WindowValue, baseline: WindowValue, unit: tuple[str, str]) -> str:
    before = f"{shown(baseline)} {unit[0] if baseline.value == 1 else unit[1]} in the {baseline.window.in_words}"
    return f"{before}, {shown(current)} in the {current.window.in_words}"


def _within(value: float | None, band: tuple[float, float | None]) -> str:
    low, high = band
    inside = value is not None and low <= value and (high is None or value <= high)
    return "inside" if inside else "outside"


def _learnt(reading: Reading) -> Iterator[str]:
    figure = reading.figure
    yield f"{sentence_case(figure.unit[1])} by {reading.grain_word}, {_range(reading)}: {_extremes(reading)}."
    now, then = reading.average(figure.current), reading.average(figure.baseline)
    if now is not None and then is not None:
        means = f"{number(round(then, 1))} in the {figure.baseline.window.in_words} and {number(round(now, 1))} in the"
        yield f"The average a {reading.grain_word} is {means} {figure.current.window.in_words}."
    if reading.band:
        counts = no_clear_change(reading.band, months_counted(figure.current))
        inside = _within(figure.current.value, reading.band)
        yield f"The later window lies {inside} the band of no clear change, {counts}."
    if reading.reach:
        usual = reading.average(figure.baseline) or 0
        through = "runs through" if reading.reach[0] <= usual <= reading.reach[1] else "misses"
        yield f"The underlying level now lies {level_range(reading)}; the baseline’s average {through} that range."
    holes = [period_in_words(point.period, figure.grain) for point in reading.holes]
    if holes:
        yield f"There is a gap at {', '.join(holes)}."
    for marked in reading.marks:
        yield f"Marked {marked.letter}, {span_in_words(marked.note.start, marked.note.end)}: {marked.note.text}"
    if figure.verdict in FINDINGS:
        yield f"Verdict: {chip(figure.verdict).spoken}."


def _range(reading: Reading) -> str:
    return f"{reading.range.start.in_words} to {reading.range.end.in_words}"


def _extremes(reading: Reading) -> str:
    values = [(point.value or 0, point) for point in reading.whole]
    if not values:
        return "no complete records"
    low, high = min(values, key=lambda each: each[0]), max(values, key=lambda each: each[0])
    lowest, highest = (period_in_words(each[1].period, reading.figure.grain) for each in (low, high))
    return f"lowest {number(low[0])} ({lowest}), highest {number(high[0])} ({highest})"
