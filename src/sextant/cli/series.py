"""`sextant series`: the series behind a figure, with its control chart."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from sextant.cli.common import HomeOption, JsonOption, parse_day, print_json, print_table
from sextant.cli.measuring import AsOf, Definitions, Editions, EngineName, Force

if TYPE_CHECKING:
    from sextant.measures.charted import Charted

KEY_HELP = "The figure's key, for example neighbourhood.crime."


def register(app: typer.Typer) -> None:
    app.command("series")(series)


def series(
    key: Annotated[str, typer.Argument(help=KEY_HELP)],
    force: Force,
    by: Annotated[
        str | None, typer.Option("--by", metavar="month|quarter", help="Default: as the source gives it.")
    ] = None,
    start: Annotated[str | None, typer.Option("--from", help="First month shown; limits rest on what follows.")] = None,
    to: Annotated[
        str | None, typer.Option("--to", help="Last month shown, YYYY-MM; default the last one held.")
    ] = None,
    definitions: Definitions = "ncpm-2021",
    edition: Editions = None,
    as_of: AsOf = None,
    engine: EngineName = "duck",
    home: HomeOption = None,
    as_json: JsonOption = False,
) -> None:
    """The series behind a figure with the control chart that suits it, and what the chart means in words."""
    from sextant.config import Home
    from sextant.measures.charted import charted

    found = charted(
        Home.resolve(home),
        key,
        force=force,
        by=by,
        start=start,
        to=to,
        definitions=definitions,
        editions=edition or (),
        as_of=parse_day(as_of, "--as-of"),
        engine_name=engine,
    )
    if as_json:
        print_json(found.as_json())
    else:
        _tell(found)


def _tell(found: Charted) -> None:
    made_up = " (made-up data)" if found.body.made_up else ""
    print(f"{found.figure.name}, {found.body.name}{made_up}, by {found.every}\n")
    document = found.as_json()
    rows = [
        (point["period"], point["value"], ", ".join(point["flags"]).replace("_", " ") or point["reason"] or "")
        for point in document["points"]
    ]
    print_table((found.every, found.figure.unit[1], "marks"), rows)
    print(f"\nChart: {found.chart.kind or 'none'} ({found.chart.reason})")
    for text in (found.sentence, found.gaps_words, *found.notes):
        if text:
            print(text)
