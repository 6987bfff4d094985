"""`sextant hotspots`: where crime gathers, how surely, and how well that foretells what comes."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from sextant.cli.common import HomeOption, JsonOption, parse_day, print_json, print_table

hotspots_app = typer.Typer(
    help="Hotspots: find, describe, forecast, plan patrols, see what was delivered and whether it worked.",
    no_args_is_help=True,
    rich_markup_mode=None,
)

Force = Annotated[str, typer.Option("--force", help="The force's slug, for example northumbria.")]
To = Annotated[str, typer.Option("--to", help="The window's last month, YYYY-MM.")]
Months = Annotated[int, typer.Option("--months", min=1, max=120, help="Months of the window.")]
Kinds = Annotated[
    list[str] | None,
    typer.Option("--kind", help="violence, neighbourhood, a crime type or an offence code; may be repeated."),
]
Table = Annotated[str, typer.Option("--table", metavar="street|crimes", help="police.uk, or the force's own crimes.")]
Cell = Annotated[float, typer.Option("--cell", min=1, help="Metres along a square cell.")]
Hexagons = Annotated[bool, typer.Option("--hexagons", help="Hexagons as large as such squares.")]
BoundaryFile = Annotated[Path | None, typer.Option("--boundary", help="GeoJSON whose outline is the study area.")]
BoundaryName = Annotated[str, typer.Option("--boundary-name", help="Which outline of it; default the force's own.")]
Crosswalk = Annotated[bool, typer.Option("--crosswalk", help="Move older map points to the newer list, at most 150 m.")]
Why = Annotated[str, typer.Option("--why", help="The reason, needed and logged for the force's own crimes.")]
Editions = Annotated[list[str] | None, typer.Option("--edition", help="Use this edition of its kind; may be repeated.")]
AsOf = Annotated[str | None, typer.Option("--as-of", help="Leave out editions dated later: YYYY-MM-DD.")]
Out = Annotated[Path | None, typer.Option("--out", help="A file for maps: .geojson, .gpkg or .csv.")]
Method = Annotated[
    str, typer.Option("--method", metavar="local-eb|count|decay|density|harm|learned", help="The ranking.")
]
Top = Annotated[int, typer.Option("--top", min=1, help="Places shown.")]
Seed = Annotated[int, typer.Option("--seed", help="The same seed gives the same answer.")]
Simulations = Annotated[int, typer.Option("--simulations", min=1, help="Draws of chance.")]


def register(app: typer.Typer) -> None:
    from sextant.cli import hotspots_plans

    hotspots_plans.register(hotspots_app)
    app.add_typer(hotspots_app, name="hotspots")


def question(
    force: str,
    to: str,
    months: int,
    kinds: list[str] | None,
    table: str,
    cell: float,
    hexagons: bool,
    boundary: Path | None,
    boundary_name: str,
    crosswalk: bool,
    why: str,
    edition: list[str] | None,
    as_of: str | None,
) -> Any:
    """The options as one question."""
    from sextant.errors import Refusal
    from sextant.places.asking import Ask, kinds_named

    if table not in ("street", "crimes"):
        raise Refusal("--table", f"'{table}' has no places", "use street or crimes")
    return Ask(
        force=force,
        to=to,
        months=months,
        kinds=kinds_named(kinds or ()),
        table="street" if table == "street" else "crimes",
        cell=cell,
        hexagons=hexagons,
        boundary=boundary,
        boundary_name=boundary_name,
        moved=crosswalk,
        why=why,
        editions=tuple(edition or ()),
        as_of=parse_day(as_of, "--as-of"),
    )


@hotspots_app.command("find")
def find(
    force: Force,
    to: To,
    months: Months = 12,
    kind: Kinds = None,
    table: Table = "street",
    cell: Cell = 200.0,
    hexagons: Hexagons = False,
    lsoa: Annotated[Path | None, typer.Option("--lsoa", help="GeoJSON of LSOAs to rank instead of cells.")] = None,
    boundary: BoundaryFile = None,
    boundary_name: BoundaryName = "",
    crosswalk: Crosswalk = False,
    method: Method = "local-eb",
    top: Top = 20,
    why: Why = "",
    edition: Editions = None,
    as_of: AsOf = None,
    out: Out = None,
    home: HomeOption = None,
    as_json: JsonOption = False,
) -> None:
    """Ranked places: count, expected, exact p and q, steadiness; with the study area and what the map can't say."""
    from sextant.config import Home
    from sextant.places.asking_find import find as look
    from sextant.places.asking_units import find_areas

    asked = question(
        force, to, months, kind, table, cell, hexagons, boundary, boundary_name, crosswalk, why, edition, as_of
    )
    where = Home.resolve(home)
    found: Any = find_areas(where, asked, lsoa, top=top) if lsoa else look(where, asked, method=method, top=top)
    document = found.as_json() | {"files": _written(found, out)}
    if as_json:
        print_json(document)
    else:
        _tell_places(document)


@hotspots_app.command("surface")
def surface(
    force: Force,
    to: To,
    months: Months = 12,
    kind: Kinds = None,
    table: Table = "street",
    cell: Cell = 100.0,
    bandwidth: Annotated[
        float, typer.Option("--bandwidth", help="Metres: σ of a Gaussian, radius of a quartic.")
    ] = 300,
    kernel: Annotated[str, typer.Option("--kernel", metavar="gaussian|quartic", help="The kernel.")] = "gaussian",
    edge: Annotated[str, typer.Option("--edge", metavar="none|cell|event", help="Edge correction.")] = "none",
    boundary: BoundaryFile = None,
    boundary_name: BoundaryName = "",
    crosswalk: Crosswalk = False,
    why: Why = "",
    edition: Editions = None,
    as_of: AsOf = None,
    out: Out = None,
    home: HomeOption = None,
    as_json: JsonOption = False,
) -> None:
    """Density of crime, exact at the centre of each cell. Crimes per km²; it describes and ranks nothing."""
    from sextant.config import Home
    from sextant.places.asking_describing import surface as draw

    asked = question(
        force, to, months, kind, table, cell, False, boundary, boundary_name, crosswalk, why, edition, as_of
    )
    found = draw(Home.resolve(home), asked, bandwidth=bandwidth, kernel=kernel, edge=edge)
    document = found.as_json() | {"files": _written(found, out)}
    if as_json:
        print_json(document)
        return
    made = document["surface"]
    print(f"{_title(document)}: density, {made['kernel']}, {made['bandwidth_is']} {made['bandwidth_m']:g} m")
    print(
        f"Peak {made['peak_per_km2']:,.0f} crimes a km²; {made['volume']:,.0f} of {made['crimes']:,.0f} crimes inside."
    )
    tell_rest(document)


@hotspots_app.command("concentration")
def concentration(
    force: Force,
    to: To,
    months: Months = 12,
    kind: Kinds = None,
    table: Table = "street",
    cell: Cell = 200.0,
    hexagons: Hexagons = False,
    boundary: BoundaryFile = None,
    boundary_name: BoundaryName = "",
    crosswalk: Crosswalk = False,
    why: Why = "",
    edition: Editions = None,
    as_of: AsOf = None,
    home: HomeOption = None,
    as_json: JsonOption = False,
) -> None:
    """How few places hold how much: fewest places with a quarter and half of crime, adjusted Gini."""
    from sextant.config import Home
    from sextant.places.asking_describing import concentrated

    asked = question(
        force, to, months, kind, table, cell, hexagons, boundary, boundary_name, crosswalk, why, edition, as_of
    )
    document = concentrated(Home.resolve(home), asked)
    if as_json:
        print_json(document)
        return
    print(f"{_title(document)}: concentration\n")
    rows = [
        (each["units_named"], each["units"], f"{few['share']:.0%}", few["units"], f"{few['of_units']:.2%}")
        for each in document["concentration"].values()
        if "fewest" in each
        for few in each["fewest"]
    ]
    print_table(("among", "places", "share of crime", "fewest places", "of places"), rows)
    tell_rest(document)


@hotspots_app.command("quality")
def quality(
    force: Force,
    to: To,
    months: Months = 12,
    kind: Kinds = None,
    table: Table = "street",
    boundary: BoundaryFile = None,
    boundary_name: BoundaryName = "",
    why: Why = "",
    edition: Editions = None,
    as_of: AsOf = None,
    home: HomeOption = None,
    as_json: JsonOption = False,
) -> None:
    """How good the places are: without place, outside the force, on map points, on default points, without a time."""
    from sextant.config import Home
    from sextant.places.asking_describing import quality_of

    asked = question(force, to, months, kind, table, 200.0, False, boundary, boundary_name, False, why, edition, as_of)
    document = quality_of(Home.resolve(home), asked)
    if as_json:
        print_json(document)
        return
    print(f"{_title(document)}: quality of places\n")
    parts = {name: part for name, part in document["quality"].items() if isinstance(part, dict)}
    rows = [(name.replace("_", " "), part["events"], part["of"], _share(part["share"])) for name, part in parts.items()]
    print_table(("what", "crimes", "of", "share"), rows)
    tell_rest(document)


@hotspots_app.command("near-repeat")
def near_repeat(
    force: Force,
    to: To,
    months: Months = 12,
    kind: Kinds = None,
    table: Table = "street",
    distance: Annotated[
        list[float] | None, typer.Option("--distance", help="Upper edge of a band in metres; may be repeated.")
    ] = None,
    lag: Annotated[
        list[int] | None, typer.Option("--lag", help="Upper edge of a band of days (months); may be repeated.")
    ] = None,
    simulations: Simulations = 999,
    seed: Seed = 1,
    crosswalk: Crosswalk = False,
    why: Why = "",
    edition: Editions = None,
    as_of: AsOf = None,
    home: HomeOption = None,
    as_json: JsonOption = False,
) -> None:
    """Near repeats (Knox): pairs near in space and time beside what chance would give, by band."""
    from sextant.config import Home
    from sextant.places.asking_time import near_repeat as look

    asked = question(force, to, months, kind, table, 200.0, False, None, "", crosswalk, why, edition, as_of)
    bands = {"distances": tuple(distance)} if distance else {}
    document = look(Home.resolve(home), asked, lags=lag, permutations=simulations, seed=seed, **bands)
    if as_json:
        print_json(document)
        return
    print(f"{_title(document)}: near repeats, {document['near_repeats']['permutations']} permutations\n")
    cells = [*document["near_repeats"]["repeat_locations"], *document["near_repeats"]["near"]]
    rows = [
        (c["distance"], c["lag"], c["observed"], f"{c['expected']:,.1f}", _number(c["ratio"]), _number(c["p"]),
         "not read" if c["not_interpreted"] else "")
        for c in cells
    ]  # fmt: skip
    print_table(("distance", "lag", "pairs", "expected", "ratio", "p", ""), rows)
    for reason in sorted({cell["not_interpreted"] for cell in cells if cell["not_interpreted"]}):
        print(f"- Not read: {reason}.")
    tell_rest(document)


@hotspots_app.command("scan")
def scan(
    force: Force,
    to: To,
    months: Months = 12,
    kind: Kinds = None,
    table: Table = "street",
    cell: Cell = 200.0,
    lengths: Annotated[int | None, typer.Option("--lengths", help="Longest cluster in months; default half.")] = None,
    radius: Annotated[float, typer.Option("--radius", help="Largest circle in metres.")] = 2_000.0,
    simulations: Simulations = 999,
    seed: Seed = 1,
    crosswalk: Crosswalk = False,
    why: Why = "",
    edition: Editions = None,
    as_of: AsOf = None,
    out: Out = None,
    home: HomeOption = None,
    as_json: JsonOption = False,
) -> None:
    """What is new in the latest months, here and beyond the whole force's change: prospective space-time scan."""
    from sextant.config import Home
    from sextant.places.asking_time import scan as look

    asked = question(force, to, months, kind, table, cell, False, None, "", crosswalk, why, edition, as_of)
    found = look(Home.resolve(home), asked, lengths=lengths, radius=radius, simulations=simulations, seed=seed)
    document = found.as_json() | {"files": _written(found, out)}
    if as_json:
        print_json(document)
        return
    print(f"{_title(document)}: clusters that are new\n")
    rows = [
        (c["rank"], f"{c['easting']:.0f}", f"{c['northing']:.0f}", f"{c['radius_m']:,.0f}", c["months"], c["cases"],
         f"{c['expected']:.1f}", _number(c["p"]))
        for c in document["clusters"]
    ]  # fmt: skip
    print_table(("", "easting", "northing", "radius m", "months", "crimes", "expected", "p"), rows)
    tell_rest(document)


@hotspots_app.command("forecast")
def forecast(
    force: Force,
    to: To,
    months: Months = 12,
    kind: Kinds = None,
    table: Table = "street",
    cell: Cell = 200.0,
    share: Annotated[float, typer.Option("--share", help="Share of the places with any earlier crime.")] = 0.02,
    first: Annotated[str | None, typer.Option("--first", help="First test month of the first window, YYYY-MM.")] = None,
    last: Annotated[str | None, typer.Option("--last", help="First test month of the last window, YYYY-MM.")] = None,
    test_months: Annotated[int, typer.Option("--test-months", min=1, help="Months that a window is judged on.")] = 3,
    method: Method = "local-eb",
    crosswalk: Crosswalk = False,
    why: Why = "",
    edition: Editions = None,
    as_of: AsOf = None,
    out: Out = None,
    home: HomeOption = None,
    as_json: JsonOption = False,
) -> None:
    """The back-test card: how much of what came next the chosen places held, beside plain counts and the best."""
    from sextant.config import Home
    from sextant.places.asking_time import forecast as look

    asked = question(force, to, months, kind, table, cell, False, None, "", crosswalk, why, edition, as_of)
    found = look(Home.resolve(home), asked, method=method, share=share, test_months=test_months, first=first, last=last)
    document = found.as_json() | {"files": _written(found, out)}
    if as_json:
        print_json(document)
        return
    print(f"{_title(document)}: back-test\n\n{document['sentence']}\n{document['why'] or ''}\n")
    rows = [
        (name, *(_spread(values[value]) for value in ("hit_rate", "best_hit_rate", "pai", "pei", "rri")))
        for name, values in document["back_test"]["methods"].items()
    ]
    print_table(("ranking", "hit rate", "best possible", "PAI", "PEI", "RRI"), rows)
    tell_rest(document)


def _written(found: Any, out: Path | None) -> list[str]:
    """Write the places where a file is asked for."""
    if out is None:
        return []
    from sextant.places.asking_find import table
    from sextant.places.outputs import write_places

    rows = found.rows() if callable(found.rows) else table(found.rows)
    return [str(write_places(out, rows, found.shapes()))]


def _tell_places(document: dict[str, Any]) -> None:
    print(f"{_title(document)}: {document['unit']}, ranked by {document['method']}\n")
    rows = [
        (f"{row['rank']}{'=' if row['tied'] else ''}", row.get("name", row["key"]), row["count"],
         f"{row['expected']:.2f}", _round_it(row), row["p_words"], _number(row["q"]),
         _share(row["stability"]))
        for row in document["places"]
    ]  # fmt: skip
    print_table(("rank", "place", "crimes", "a week", "with neighbours", "p", "q", "steady"), rows)
    mask = document["mask"]
    print(f"\nStudy area: {mask['name']} ({mask['units']:,} places). p and q are of the place with its neighbours.")
    steady = document.get("stability") or {}
    if "stable_share" in steady:
        share = steady["stable_share"]
        print(f"Of the crimes in the top {steady['of_units']:.0%} of places, {share:.0%} stay when the grid moves.")
    tell_rest(document)


def _round_it(row: dict[str, Any]) -> str:
    """What place and neighbours hold, and what they would at the mean of the study area."""
    if row["neighbourhood"] is None:
        return "–"
    return f"{row['neighbourhood']:,.0f} ({row['neighbourhood_expected']:,.1f} expected)"


def tell_rest(document: dict[str, Any]) -> None:
    """What must stand beside, and the files."""
    print()
    for note in document["notes"]:
        print(f"- {note}")
    for file in document.get("files", ()):
        print(f"Written: {file}")


def _title(document: dict[str, Any]) -> str:
    window, made_up = document["window"], " (made-up data)" if document["made_up"] else ""
    held = f"{window['months_present']} of {window['months_expected']} months"
    return f"{document['force']}{made_up}, {', '.join(document['kinds'])}, {window['from']} to {window['to']} ({held})"


def _share(value: float | None) -> str:
    return "–" if value is None else f"{value:.1%}" if 0 < value < 0.1 else f"{value:.0%}"


def _number(value: float | None) -> str:
    return "–" if value is None else f"{value:.3g}"


def _spread(found: dict[str, Any]) -> str:
    if "mean" not in found:
        return "–"
    low, high = found["low"], found["high"]
    return f"{found['mean']:.3f}" + ("" if low is None else f" ({low:.3f} to {high:.3f})")
