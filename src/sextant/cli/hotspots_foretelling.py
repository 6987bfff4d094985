"""`sextant hotspots near-repeat|scan|forecast`: looks along time."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from sextant.cli.grouping import Answer, grouped
from sextant.cli.hotspots_options import (
    Area,
    Cell,
    Crosswalk,
    Method,
    OnSegments,
    Out,
    Records,
    Seed,
    Simulations,
    Times,
    Which,
    question,
)
from sextant.cli.hotspots_telling import number, tell_rest, title, written
from sextant.cli.progress import stepping
from sextant.cli.tables import print_table, print_text


def register(app: typer.Typer) -> None:
    """Hang the verbs on the app."""
    app.command("near-repeat")(near_repeat)
    app.command("scan")(scan)
    app.command("forecast")(forecast)


@grouped
def near_repeat(
    *,
    which: Which,
    times: Times,
    distance: Annotated[
        list[float] | None, typer.Option("--distance", help="Upper edge of a band in metres; may be repeated.")
    ] = None,
    lag: Annotated[
        list[int] | None, typer.Option("--lag", help="Upper edge of a band of days (months); may be repeated.")
    ] = None,
    simulations: Simulations = 999,
    seed: Seed = 1,
    crosswalk: Crosswalk = False,
    records: Records,
    answer: Answer,
) -> None:
    """Near repeats (Knox): pairs near in space and time beside what chance would give, by band."""
    from sextant.places.asking_time import near_repeat as look

    asked = question(which, Area(crosswalk=crosswalk), records, **times.asked)
    bands = {"distances": tuple(distance)} if distance else {}
    with stepping("Near repeats") as tick:
        document = look(answer.where, asked, lags=lag, permutations=simulations, seed=seed, tick=tick, **bands)
    answer.show(document, _tell_near_repeats)


@grouped
def scan(
    *,
    which: Which,
    times: Times,
    cell: Cell = 200.0,
    lengths: Annotated[int | None, typer.Option("--lengths", help="Longest cluster in months; default half.")] = None,
    radius: Annotated[float, typer.Option("--radius", help="Largest circle in metres.")] = 2_000.0,
    simulations: Simulations = 999,
    seed: Seed = 1,
    crosswalk: Crosswalk = False,
    records: Records,
    out: Out = None,
    answer: Answer,
) -> None:
    """What is new in the latest months, here and beyond the whole force's change: prospective space-time scan."""
    from sextant.places.asking_time import scan as look

    asked = question(which, Area(crosswalk=crosswalk), records, cell=cell, **times.asked)
    drawn: dict[str, Any] = {"simulations": simulations, "seed": seed}
    with stepping("Scanning") as tick:
        found = look(answer.where, asked, lengths=lengths, radius=radius, tick=tick, **drawn)
    answer.show(found.as_json() | written(found, out), _tell_clusters)


@grouped
def forecast(
    *,
    which: Which,
    times: Times,
    cell: Cell = 200.0,
    streets: OnSegments,
    share: Annotated[float, typer.Option("--share", help="Share of the places with any earlier crime.")] = 0.02,
    first: Annotated[str | None, typer.Option("--first", help="First test month of the first window, YYYY-MM.")] = None,
    last: Annotated[str | None, typer.Option("--last", help="First test month of the last window, YYYY-MM.")] = None,
    test_months: Annotated[int, typer.Option("--test-months", min=1, help="Months that a window is judged on.")] = 3,
    method: Method = "local-eb",
    crosswalk: Crosswalk = False,
    records: Records,
    out: Out = None,
    answer: Answer,
) -> None:
    """The back-test card: how much of what came next the chosen places held, beside plain counts and the best."""
    from sextant.places.asking_forecast import forecast as look

    on = {"segments": streets.segments, "within": streets.within} | times.asked
    asked = question(which, Area(crosswalk=crosswalk), records, cell=cell, **on)
    tried: dict[str, Any] = {"method": method, "share": share, "test_months": test_months, "first": first, "last": last}
    with stepping("Forecasting") as tick:
        found = look(answer.where, asked, tick=tick, **tried)
    answer.show(found.as_json() | written(found, out), _tell_card)


def _tell_near_repeats(document: dict[str, Any]) -> None:
    table = document["near_repeats"]
    print_text(f"{title(document)}: near repeats, {table['permutations']} permutations\n")
    cells = [*table["repeat_locations"], *table["near"]]
    rows = [
        (c["distance"], c["lag"], c["observed"], f"{c['expected']:,.1f}", number(c["ratio"]), number(c["p"]),
         "not read" if c["not_interpreted"] else "")
        for c in cells
    ]  # fmt: skip
    print_table(("distance", "lag", "pairs", "expected", "ratio", "p", ""), rows)
    for reason in sorted({cell["not_interpreted"] for cell in cells if cell["not_interpreted"]}):
        print_text(f"- Not read: {reason}.")
    tell_rest(document)


def _tell_clusters(document: dict[str, Any]) -> None:
    print_text(f"{title(document)}: clusters that are new\n")
    rows = [
        (c["rank"], f"{c['easting']:.0f}", f"{c['northing']:.0f}", f"{c['radius_m']:,.0f}", c["months"], c["cases"],
         f"{c['expected']:.1f}", number(c["p"]))
        for c in document["clusters"]
    ]  # fmt: skip
    print_table(("", "easting", "northing", "radius m", "months", "crimes", "expected", "p"), rows)
    tell_rest(document)


def _tell_card(document: dict[str, Any]) -> None:
    print_text(f"{title(document)}: back-test\n\n{document['sentence']}\n{document['why'] or ''}\n")
    rows = [
        (name, *(_spread(values[value]) for value in ("hit_rate", "best_hit_rate", "pai", "pei", "rri")))
        for name, values in document["back_test"]["methods"].items()
    ]
    print_table(("ranking", "hit rate", "best possible", "PAI", "PEI", "RRI"), rows)
    tell_rest(document)


def _spread(found: dict[str, Any]) -> str:
    if "mean" not in found:
        return "–"
    low, high = found["low"], found["high"]
    return f"{found['mean']:.3f}" + ("" if low is None else f" ({low:.3f} to {high:.3f})")
