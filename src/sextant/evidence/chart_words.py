"""What a chart means, in words: what is usual, what is marked, and that a mark is a question and no answer."""

from __future__ import annotations

from collections.abc import Sequence
from math import ceil, floor

from sextant.evidence.chart_rules import Rule
from sextant.evidence.charts import POINTS_NEEDED
from sextant.evidence.rare import Gap, GapFlag, GapSum
from sextant.evidence.series_chart import CUSUM_DOWN, CUSUM_UP, SeriesChart

BY_ITSELF = "A level that has not moved gets such a mark about once in ten years."
REBASE = "A later start, chosen by a person with a reason, may describe what is usual now."
LOOK = "A mark says where to look, not why; it is no judgement on anybody."
MANY = 1 / 3
MEANINGS = {
    Rule.OUTSIDE.value: "outside the limits",
    Rule.MOVING.value: "in a row of seven that only rise or only fall",
    Rule.NEAR_LIMIT.value: "among two of three close to one limit",
    Rule.ONE_SIDE.value: "in a row of seven on one side of the mean",
    CUSUM_UP: "where a lasting rise has added up",
    CUSUM_DOWN: "where a lasting fall has added up",
}


def chart_sentence(chart: SeriesChart, names: Sequence[str], every: str) -> str:
    """The chart in whole sentences. `names` are the periods as people say them, one for each flag."""
    held = f"{chart.points} of {len(names)} {every}s are held"
    if chart.kind is None or chart.centre is None or chart.lower is None or chart.upper is None:
        return f"{held}. No chart is drawn: {chart.reason}."
    limits = f"what is usual runs from {ceil(chart.lower):,} to {floor(chart.upper):,}"
    usual = f"They average {_number(chart.centre)} a {every}; {limits}"
    trial = f" Fewer than {POINTS_NEEDED} {every}s make these trial limits, which will move." if chart.trial else ""
    return f"{held}. {usual}.{trial} {_marked(chart, names, every)}"


def gaps_sentence(gaps: Sequence[Gap], latest: GapSum | None) -> str:
    """Days between events: the last one judged, and the latest few together."""
    judged = [gap for gap in gaps if gap.upper is not None]
    if not judged:
        return "Too few events to judge the days between them."
    last = judged[-1]
    what = "since the last event" if last.open else "before the last event"
    verdict = {
        None: "within chance",
        GapFlag.LONG: "longer than chance would ordinarily make it",
        GapFlag.SHORT: "shorter than chance would ordinarily make it",
    }[last.flag]
    together = f" {_together(latest)}" if latest else ""
    days = f"{last.days:,} day{'' if last.days == 1 else 's'}"
    mean = f"against {_number(last.mean or 0)} on average over the {last.before} gaps before"
    return f"{days} {what}, {mean}: {verdict} (up to {_number(last.upper or 0)}).{together}"


def _together(latest: GapSum) -> str:
    mean = latest.days / latest.together
    how = f"The latest {latest.together} gaps average {_number(mean)} days against {_number(latest.mean)} before"
    if latest.flag is None:
        return f"{how}: within chance."
    how_far = "closer together" if latest.flag is GapFlag.SHORT else "further apart"
    return f"{how}: events come {how_far} than chance would ordinarily make them."


def _marked(chart: SeriesChart, names: Sequence[str], every: str) -> str:
    marked = [place for place, found in enumerate(chart.flags) if found]
    if not marked:
        return f"No {every} is marked: nothing here stands out from what is usual."
    meets = {rule: [n for n, found in zip(names, chart.flags, strict=True) if rule in found] for rule in MEANINGS}
    lists = [
        f"{_listed(meets[rule], every)} {'is' if len(meets[rule]) == 1 else 'are'} {words}"
        for rule, words in MEANINGS.items()
        if meets[rule]
    ]
    cusum = BY_ITSELF if meets[CUSUM_UP] or meets[CUSUM_DOWN] else ""
    moved = (
        f"So many {every}s are marked that one pair of limits can't describe the series: its level has moved. {REBASE}"
    )
    many = moved if len(marked) > MANY * chart.points else ""
    return " ".join(text for text in (f"{'; '.join(lists)}.", cusum, many, LOOK) if text)


def _listed(names: Sequence[str], every: str) -> str:
    """`May 2020, June 2020 and July 2020`; many are counted, with the first and the last."""
    if len(names) > 4:
        return f"{len(names)} {every}s (the first {names[0]}, the last {names[-1]})"
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"


def _number(value: float) -> str:
    return f"{value:,.0f}" if value >= 100 or value == int(value) else f"{value:,.1f}"
