"""`sextant hotspots find`: ranked places."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from sextant.cli.grouping import Answer, grouped
from sextant.cli.hotspots_options import (
    Area,
    Cell,
    Hexagons,
    Lsoa,
    Method,
    OnSegments,
    Out,
    Records,
    Times,
    Which,
    question,
)
from sextant.cli.hotspots_telling import place, rests_on, share, tell_rest, title, written
from sextant.cli.progress import stepping
from sextant.cli.tables import print_table, print_text
from sextant.errors import Refusal

OF_P = (
    "p and q are of the place with its neighbours. Its own count stays as it is and chance fills the others: "
    "a full place with nothing round it has p 1."
)


def register(app: typer.Typer) -> None:
    """Hang the verb on the app."""
    app.command("find")(find)


@grouped
def find(
    *,
    which: Which,
    times: Times,
    cell: Cell = 200.0,
    hexagons: Hexagons = False,
    lsoa: Lsoa = None,
    streets: OnSegments,
    area: Area,
    method: Method = "local-eb",
    weights: Annotated[
        str, typer.Option("--weights", help="Of harm: a shipped edition, or a CSV file of your own.")
    ] = "",
    top: Annotated[int, typer.Option("--top", min=1, help="Places shown.")] = 20,
    records: Records,
    out: Out = None,
    answer: Answer,
) -> None:
    """Ranked places: count, expected, exact p and q, steadiness; with the study area and what the map can't say."""
    from sextant.places.asking_find import find as look

    if weights and method != "harm":
        raise Refusal("--weights", f"weigh nothing in a ranking by {method}", "add --method harm, or leave them out")
    on = {"weights": weights, "lsoa": lsoa, "segments": streets.segments, "within": streets.within} | times.asked
    asked = question(which, area, records, cell=cell, hexagons=hexagons, **on)
    with stepping("Finding") as tick:
        found = look(answer.where, asked, method=method, top=top, tick=tick)
    answer.show(found.as_json() | written(found, out), _tell)


def _tell(document: dict[str, Any]) -> None:
    print_text(f"{title(document)}: {document['unit']}, ranked by {document['method']}\n")
    lengths = any("per_100_m" in row for row in document["places"])
    harm = document["method"] == "harm"
    headings = (
        "rank",
        "place",
        *(("harm",) if harm else ()),
        "crimes",
        "a week",
        "in and round it",
        "by chance",
        "p",
        "q",
        "steady",
    )
    beside = (*(("metres", "per 100 m") if lengths else ()), *(("default point?",) if _marked(document) else ()))
    print_table((*headings, *beside), [_row(row, harm, _marked(document)) for row in document["places"]])
    mask = document["mask"]
    print_text(f"\nStudy area: {mask['name']} ({mask['units']:,} places).")
    print_text(OF_P)
    steady = document["stability"]
    if "stable_share" in steady:
        kept = steady["stable_share"]
        print_text(f"Of the crimes in the top {steady['of_units']:.0%} of places, {kept:.0%} stay when the grid moves.")
    tell_rest(document)


def _marked(document: dict[str, Any]) -> bool:
    """Whether any of the places rests on a default point."""
    return any(row["default_point"] for row in document["places"])


def _row(row: dict[str, Any], harm: bool, marked: bool) -> tuple[Any, ...]:
    """Where harm ranks, it stands before the count."""
    weighed = (f"{row['score']:,.0f}",) if harm else ()
    rank = f"{row['rank']}{'=' if row['tied'] else ''}"
    told = (rank, place(row), *weighed, row["count"], f"{row['expected']:.2f}")
    sure = (*_round_it(row), row["p_words"], _q(row["q"]), share(row["stability"]))
    length = (f"{row['length_m']:,.0f}", f"{row['per_100_m']:,.1f}") if "length_m" in row else ()
    return (*told, *sure, *length, *((rests_on(row),) if marked else ()))


def _q(value: float | None) -> str:
    """A q as p is told: below 1e-12 rounding has eaten the digits."""
    from sextant.places.hotcells import in_words

    return "–" if value is None else in_words(value)


def _round_it(row: dict[str, Any]) -> tuple[str, str]:
    """What place and neighbours hold, and what they would at the mean of the study area."""
    if row["neighbourhood"] is None:
        return "–", "–"
    return f"{row['neighbourhood']:,.0f}", f"{row['neighbourhood_expected']:,.1f}"
