"""Figures as once published, beside what is known now: tested the same way, never reconciled by guess."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from sextant import evidence
from sextant.evidence.comparison import Comparison
from sextant.evidence.verdicts import VerdictCode, judge
from sextant.evidence.volume import VolumeComparison
from sextant.lake.selection import Selection
from sextant.measures.definition import FigureDefinition
from sextant.measures.figures import AsPublished, Origin, WindowValue
from sextant.measures.judging import Judged, change_of
from sextant.measures.series import Reader
from sextant.periods import Month, Window

KIND = "published"

Row = Mapping[str, Any]


def as_published(
    figure: FigureDefinition, known: Judged, whose: str, reader: Reader, body: str, windows: tuple[Window, Window]
) -> AsPublished | None:
    """The pair that a publisher gave for these windows, or None when it gave none for the current one.

    `known` is what the loaded records give, and `whose` names them: publisher and edition date.
    Of several publications the one with the latest date counts. Rare events are tested as the figure is; volume crime
    can't be, since two published numbers carry no history.
    """
    selection, published = reader.all_rows(KIND)
    rows = [row for row in published if (row["body"], row["key"]) == (body, figure.key)]
    current, baseline = (_latest(rows, window) for window in windows)
    if current is None:
        return None
    now, then = _value(current, windows[0]), _value(baseline, windows[1])
    comparison = _comparison(figure, now, then, windows)
    verdict, words = _judged(figure, comparison, now, then)
    return AsPublished(
        current=now,
        baseline=then,
        change=change_of(comparison) if comparison else None,
        verdict=verdict.value,
        sentence=words,
        source=str(current["source"]),
        published_on=_iso(current["published_on"]),
        link=str(current["link"] or ""),
        origin=_origin(selection, current),
        reconciliation=reconciliation(figure, known, whose, now, verdict, current),
    )


def reconciliation(
    figure: FigureDefinition, known: Judged, whose: str, now: WindowValue, verdict: VerdictCode, row: Row
) -> str:
    """Both numbers side by side: from different sources they are not reconciled, and neither is called wrong."""
    gave = f"{row['source']} gave {_number(now.value)} {figure.unit[1]} for the {now.window.in_words}."
    if known.current.value is None:
        return f"{gave} No other source is loaded for these months."
    here = f"{whose} gives {_number(known.current.value)}"
    if known.current.value == now.value:
        return f"{gave} {here} too."
    either = (
        f"Either way: {known.verdict.value.replace('_', ' ')}."
        if known.verdict == verdict
        else "The two lead to different verdicts."
    )
    return f"{gave} {here} for these months. They are not reconciled: they may count different things. {either}"


def _latest(rows: Sequence[Row], window: Window) -> Row | None:
    fitting = [row for row in rows if (row["window_from"], row["window_to"]) == _days(window)]
    return max(fitting, key=lambda row: row["published_on"] or date.min, default=None)


def _days(window: Window) -> tuple[date, date]:
    return window.start.first_day, window.end.last_day


def _value(row: Row | None, window: Window) -> WindowValue:
    if row is None:
        return WindowValue(window, None, 0, len(window), 0, f"nothing published is loaded for the {window.in_words}")
    value = int(row["value"]) if float(row["value"]).is_integer() else float(row["value"])
    return WindowValue(window, value, 0, len(window), 0)  # what months a publisher counted is not known


def _comparison(
    figure: FigureDefinition, now: WindowValue, then: WindowValue, windows: tuple[Window, Window]
) -> Comparison | VolumeComparison | None:
    tested = figure.method == "poisson" and isinstance(now.value, int) and isinstance(then.value, int)
    if not tested or windows[0].overlap(windows[1]):
        return None
    return evidence.compare(int(now.value or 0), int(then.value or 0), (float(windows[0].days), float(windows[1].days)))


def _judged(
    figure: FigureDefinition, comparison: Comparison | VolumeComparison | None, now: WindowValue, then: WindowValue
) -> tuple[VerdictCode, str]:
    if comparison is not None:
        words = evidence.sentence(comparison, figure.unit, now.window, then.window, police_activity=figure.activity)
        return judge(comparison).code, words
    why = "two published numbers carry no history to judge them by" if then.value is not None else then.reason
    return VerdictCode.NOT_COMPARABLE, evidence.not_comparable(why)


def _origin(selection: Selection, row: Row) -> Origin:
    body, period = str(row["body"]), str(Month.of(row["period"]))
    edition = next(edition for edition in reversed(selection.editions) if period in edition.tables[KIND].periods[body])
    return Origin(
        kind=KIND,
        publisher=str(row["publisher"] or row["source"]),
        editions=(edition.id,),
        edition_dates=(edition.edition_date.isoformat(),),
        sha256=(edition.sha256,),
        definition="as published",
        definition_sha256="",
    )


def _number(value: float | int | None) -> str:
    return "no number" if value is None else f"{value:,}"


def _iso(day: date | None) -> str:
    return day.isoformat() if day else ""
