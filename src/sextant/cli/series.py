"""`sextant series`: the series behind a figure, with its control chart."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from sextant.cli.grouping import Answer, grouped
from sextant.cli.measuring import EngineName, Force
from sextant.cli.sources import How
from sextant.cli.tables import print_table

if TYPE_CHECKING:
    from sextant.measures.charted import Charted

KEY_HELP = "The figure's key, for example neighbourhood.crime."


def register(app: typer.Typer) -> None:
    app.command("series")(series)


@grouped
def series(
    *,
    key: Annotated[str, typer.Argument(help=KEY_HELP)],
    force: Force,
    by: Annotated[
        str | None, typer.Option("--by", metavar="month|quarter", help="Default: as the source gives it.")
    ] = None,
    start: Annotated[str | None, typer.Option("--from", help="First month shown; limits rest on what follows.")] = None,
    to: Annotated[
        str | None, typer.Option("--to", help="Last month shown, YYYY-MM; default the last one held.")
    ] = None,
    how: How,
    engine: EngineName = "duck",
    answer: Answer,
) -> None:
    """The series behind a figure with the control chart that suits it, and what the chart means in words."""
    from sextant.measures.charted import charted

    asked = how.asked() | {"engine_name": engine}
    found = charted(answer.where, key, force=force, by=by, start=start, to=to, **asked)
    answer.show(found.as_json(), lambda document: _tell(found, document))


def _tell(found: Charted, document: dict[str, Any]) -> None:
    made_up = " (made-up data)" if found.body.made_up else ""
    print(f"{found.figure.name}, {found.body.name}{made_up}, by {found.every}\n")
    rows = [
        (point["period"], point["value"], ", ".join(point["flags"]).replace("_", " ") or point["reason"] or "")
        for point in document["points"]
    ]
    print_table((found.every, found.figure.unit[1], "marks"), rows)
    print(f"\nChart: {found.chart.kind or 'none'} ({found.chart.reason})")
    for text in (found.sentence, found.gaps_words, *found.notes):
        if text:
            print(text)
