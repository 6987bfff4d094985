"""`sextant hotspots surface|concentration|quality`: looks that rank nothing."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from sextant.cli.grouping import Answer, grouped
from sextant.cli.hotspots_options import (
    Area,
    BoundaryFile,
    BoundaryName,
    Cell,
    Hexagons,
    OnSegments,
    Out,
    Records,
    Times,
    Which,
    question,
)
from sextant.cli.hotspots_telling import number, share, tell_rest, title, written
from sextant.cli.tables import print_table, print_text

NAMED = 20
"""Default points that are printed; the JSON has all of them."""


def register(app: typer.Typer) -> None:
    """Hang the verbs on the app."""
    app.command("surface")(surface)
    app.command("concentration")(concentration)
    app.command("quality")(quality)


@grouped
def surface(
    *,
    which: Which,
    times: Times,
    cell: Cell = 100.0,
    bandwidth: Annotated[
        float, typer.Option("--bandwidth", help="Metres: σ of a Gaussian, radius of a quartic.")
    ] = 300,
    kernel: Annotated[str, typer.Option("--kernel", metavar="gaussian|quartic", help="The kernel.")] = "gaussian",
    edge: Annotated[str, typer.Option("--edge", metavar="none|cell|event", help="Edge correction.")] = "none",
    area: Area,
    records: Records,
    out: Out = None,
    answer: Answer,
) -> None:
    """Density of crime, exact at the centre of each cell. Crimes per km²; it describes and ranks nothing."""
    from sextant.places.asking_describing import surface as draw

    asked = question(which, area, records, cell=cell, **times.asked)
    found = draw(answer.where, asked, bandwidth=bandwidth, kernel=kernel, edge=edge)
    answer.show(found.as_json() | written(found, out), _tell_surface)


@grouped
def concentration(
    *,
    which: Which,
    times: Times,
    cell: Cell = 200.0,
    hexagons: Hexagons = False,
    streets: OnSegments,
    area: Area,
    records: Records,
    answer: Answer,
) -> None:
    """How few places hold how much: fewest places with a quarter and half of crime, adjusted Gini."""
    from sextant.places.asking_describing import concentrated

    on = {"segments": streets.segments, "within": streets.within} | times.asked
    asked = question(which, area, records, cell=cell, hexagons=hexagons, **on)
    answer.show(concentrated(answer.where, asked), _tell_concentration)


@grouped
def quality(
    *,
    which: Which,
    boundary: BoundaryFile = None,
    boundary_name: BoundaryName = "",
    records: Records,
    answer: Answer,
) -> None:
    """How good the places are: without place, outside the force, on map points, on default points, without a time."""
    from sextant.places.asking_describing import quality_of

    asked = question(which, Area(boundary, boundary_name), records)
    answer.show(quality_of(answer.where, asked), _tell_quality)


def _tell_surface(document: dict[str, Any]) -> None:
    made = document["surface"]
    print_text(f"{title(document)}: density, {made['kernel']}, {made['bandwidth_is']} {made['bandwidth_m']:g} m")
    print_text(
        f"Peak {made['peak_per_km2']:,.0f} crimes a km²; {made['volume']:,.0f} of {made['crimes']:,.0f} crimes inside."
    )
    tell_rest(document)


def _tell_concentration(document: dict[str, Any]) -> None:
    print_text(f"{title(document)}: concentration\n")
    rows = [
        (each["units_named"], each["units"], f"{few['share']:.0%}", few["units"], f"{few['of_units']:.2%}")
        for each in document["concentration"].values()
        if "fewest" in each
        for few in each["fewest"]
    ]
    print_table(("among", "places", "share of crime", "fewest places", "of places"), rows)
    print()
    print_table(*_top_and_gini(document["concentration"]))
    print_text("\nAdjusted Gini: 0 for crime spread as evenly as so few crimes can be, 1 for all of it in one place.")
    tell_rest(document)


def _top_and_gini(found: dict[str, Any]) -> tuple[tuple[str, ...], list[tuple[Any, ...]]]:
    """Headings and rows: what the fullest places hold, with the Gini coefficient, plain and adjusted."""
    told = [each for each in found.values() if "top" in each]
    parts = [top["of_units"] for top in told[0]["top"]] if told else []
    headings = ("among", *(f"in the top {part:.0%}" for part in parts), "adjusted Gini", "plain Gini")
    rows = [
        (
            each["units_named"],
            *(share(top["share"]) for top in each["top"]),
            number(each["unbiased"]),
            number(each["gini"]),
        )
        for each in told
    ]
    return headings, rows


def _tell_quality(document: dict[str, Any]) -> None:
    print_text(f"{title(document)}: quality of places\n")
    parts = {name: part for name, part in document["quality"].items() if isinstance(part, dict)}
    rows = [(name.replace("_", " "), part["events"], part["of"], share(part["share"])) for name, part in parts.items()]
    print_table(("what", "crimes", "of", "share"), rows)
    points = document["quality"]["default_points"]
    if points:
        more = f", the fullest {NAMED} of {len(points):,}" if len(points) > NAMED else ""
        print_text(f"\nPoints to look at before they are called hot{more}:")
        shown = [(point["name"] or "no name", point["events"], point["why"]) for point in points[:NAMED]]
        print_table(("point", "crimes", "why"), shown)
    tell_rest(document)
