"""A series as a page shows it: its control chart with the table, the small chart of the board, and words."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sextant.board.drawings.control import MOVED, control_chart
from sextant.board.drawings.spark import spark
from sextant.board.ingredients import Page, Plotted
from sextant.board.parts import chart_page
from sextant.measures.charted import Charted
from sextant.publishing.words import number, sentence_case


def plotted(shown: Charted, foot: str) -> Plotted:
    """Draw a series once, for all the choices that don't change it."""
    return Plotted(_control(shown, foot), spark(shown) or "", _spark_words(shown))


def _control(shown: Charted, foot: str) -> Page:
    chart = control_chart(shown, foot)
    flags = zip(shown.points, shown.chart.flags, strict=True)
    rows = [[_period(shown, p.period), number(p.value), _flags(each), p.note or _status(p.status)] for p, each in flags]
    limits = [
        number(None if each is None else round(each, 1))
        for each in (shown.chart.lower, shown.chart.centre, shown.chart.upper)
    ]
    return {
        "kind": shown.chart.kind or "",
        "sentence": shown.sentence,
        "gaps": shown.gaps_words,
        "notes": list(shown.notes),
        "limits": limits,
        "every": shown.every,
        "block": {
            "chart": chart_page(chart) if chart else None,
            "head": [sentence_case(shown.every), sentence_case(shown.figure.unit[1]), "Marks", "Note"],
            "table": rows,
        },
    }


def _spark_words(shown: Charted) -> str:
    marked = sum(bool(flags) for flags in shown.chart.flags)
    if shown.chart.kind is None:
        return f"By {shown.every}. No limits: {shown.chart.reason}."
    if not marked:
        return f"By {shown.every}. None stands out."
    if marked > MOVED * shown.chart.points:
        return f"By {shown.every}. Its level has moved within this time."
    return f"By {shown.every}. {marked} of {shown.chart.points} stand{'s' if marked == 1 else ''} out."


def _period(shown: Charted, period: Any) -> str:
    return str(period.in_words if shown.every == "month" else period.quarter_in_words)


def _flags(flags: Sequence[str]) -> str:
    return sentence_case(", ".join(flags).replace("_", " ")) or "–"


def _status(status: str) -> str:
    return "–" if status == "present" else status.replace("_", " ")
