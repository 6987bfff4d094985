"""`sextant hotspots plan|dosage|evaluate`: patrols, what was delivered, and whether it worked."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from sextant.cli.common import HomeOption, JsonOption, attention, parse_day, print_json, print_table
from sextant.errors import Refusal

PlanFile = Annotated[Path, typer.Option("--plan", help="The folder or plan.json of `hotspots plan`.")]
AreasFile = Annotated[Path | None, typer.Option("--areas", help="Polygons, GeoJSON or GeoPackage.")]
OnPlan = Annotated[
    list[str] | None, typer.Option("--on-plan", help="A unit that was out for the plan; may be repeated. Never kept.")
]
DayStarts = Annotated[
    int, typer.Option("--day-starts", min=0, max=23, help="The hour at which a day of patrol begins.")
]
Kinds = Annotated[
    list[str] | None,
    typer.Option("--kind", help="violence, neighbourhood, a crime type or an offence code; may be repeated."),
]
Table = Annotated[str, typer.Option("--table", metavar="street|crimes", help="police.uk, or the force's own crimes.")]
BoundaryFile = Annotated[Path | None, typer.Option("--boundary", help="GeoJSON whose outline is the study area.")]
Why = Annotated[str, typer.Option("--why", help="The reason, needed and logged for the force's own crimes.")]
Editions = Annotated[list[str] | None, typer.Option("--edition", help="Use this edition of its kind; may be repeated.")]


def register(app: typer.Typer) -> None:
    app.command("plan")(plan)
    app.command("dosage")(dosage)
    app.command("evaluate")(evaluate)


def plan(
    start: Annotated[str, typer.Option("--start", help="First day of the plan, YYYY-MM-DD.")],
    out: Annotated[Path, typer.Option("--out", help="Folder for pages, tables and maps.")],
    force: Annotated[str, typer.Option("--force", help="The force's slug; not needed with --areas.")] = "",
    to: Annotated[str, typer.Option("--to", help="Last month of the window that ranks, YYYY-MM.")] = "",
    months: Annotated[int, typer.Option("--months", min=1, help="Months of that window.")] = 12,
    kind: Kinds = None,
    table: Table = "street",
    cell: Annotated[float, typer.Option("--cell", min=1, help="Metres along a square cell.")] = 200.0,
    boundary: BoundaryFile = None,
    crosswalk: Annotated[bool, typer.Option("--crosswalk", help="Move older map points to the newer list.")] = False,
    top: Annotated[int, typer.Option("--top", min=1, help="Places patrolled.")] = 20,
    areas: AreasFile = None,
    moves: Annotated[
        Path | None, typer.Option("--moves", help="CSV: place, reason, easting, northing; without the two, left out.")
    ] = None,
    days: Annotated[int, typer.Option("--days", min=1, help="Days of the plan.")] = 7,
    officers: Annotated[int, typer.Option("--officers", min=1, help="Officers on duty in each shift.")] = 10,
    crew: Annotated[int, typer.Option("--crew", min=1, help="Officers in a team.")] = 2,
    shift: Annotated[list[str] | None, typer.Option("--shift", help="A window, 15:00-23:00; may be repeated.")] = None,
    minutes: Annotated[float, typer.Option("--minutes", help="Minutes of a shift for patrol and travel.")] = 240.0,
    dose: Annotated[float, typer.Option("--dose", help="Minutes of a visit.")] = 15.0,
    cap: Annotated[int, typer.Option("--cap", min=1, help="Most visits to a place on a day.")] = 6,
    floor: Annotated[int, typer.Option("--floor", min=0, max=1, help="Fewest visits to a place: 0 or 1.")] = 0,
    trial: Annotated[
        float | None, typer.Option("--trial", help="Share of place-days patrolled by lot, for a fair trial.")
    ] = None,
    speed: Annotated[float, typer.Option("--speed", help="Kilometres an hour between places.")] = 25.0,
    seed: Annotated[int, typer.Option("--seed", help="The same seed gives the same plan.")] = 1,
    title: Annotated[str, typer.Option("--title", help="Printed on each page.")] = "Patrol plan",
    why: Why = "",
    edition: Editions = None,
    home: HomeOption = None,
    as_json: JsonOption = False,
) -> None:
    """Ranked places and officers to shifts: a page each, with map, visits, why there and what to do there."""
    from sextant.cli.hotspots import question
    from sextant.places.asking_patrols import planned
    from sextant.places.plan_pattern import ShiftWindow
    from sextant.places.plan_settings import PlanSettings
    from sextant.places.travel import Travel

    first = parse_day(start, "--start")
    if first is None or not (areas or (force and to)):
        raise Refusal("plan", "has no places", "give --areas, or --force and --to to rank some")
    settings = PlanSettings(
        start=first,
        days=days,
        officers=officers,
        crew=crew,
        windows=tuple(ShiftWindow.parse(text) for text in shift or ["15:00-23:00"]),
        usable=minutes,
        dose=dose,
        cap=cap,
        floor=floor,
        trial_share=trial,
        seed=seed,
        travel=Travel(km_an_hour=speed),
    )
    asked = None
    if force and to:
        asked = question(force, to, months, kind, table, cell, False, boundary, "", crosswalk, why, edition, None)
    from sextant.config import Home

    made = planned(Home.resolve(home), asked, settings, areas=areas, moves=moves, top=top, title=title, out=out)
    if as_json:
        print_json(made)
    else:
        _tell_plan(made)


def dosage(
    files: Annotated[list[Path], typer.Argument(help="Positions (CSV, GPX, JSON) or logs of visits (CSV, JSON).")],
    plan: PlanFile,
    on_plan: OnPlan = None,
    bridge: Annotated[float, typer.Option("--bridge", help="Gaps of so many minutes belong to a visit.")] = 5.0,
    shortest: Annotated[float, typer.Option("--shortest", help="Visits under so many minutes are dropped.")] = 3.0,
    day_starts: DayStarts = 0,
    out: Annotated[Path | None, typer.Option("--out", help="Folder for the tables.")] = None,
    as_json: JsonOption = False,
    home: HomeOption = None,  # noqa: ARG001  every verb takes it; positions never go into a home
) -> None:
    """Minutes delivered beside those intended, by place and day. Positions are not kept; nobody is named or counted."""
    from sextant.places.asking_dosage import delivered

    found = delivered(plan, files, on_plan=on_plan, bridge=bridge, shortest=shortest, day_starts=day_starts)
    written = [str(path) for path in found.write(out)] if out else []
    document = found.as_json() | {"files": written}
    if as_json:
        print_json(document)
    else:
        _tell_dosage(document)
    attention(bool(found.refused))


def evaluate(
    force: Annotated[str, typer.Option("--force", help="The force's slug, for example northumbria.")],
    to: Annotated[str, typer.Option("--to", help="Last month, YYYY-MM.")],
    plan: Annotated[Path | None, typer.Option("--plan", help="The plan; its trial is judged as assigned.")] = None,
    areas: AreasFile = None,
    start: Annotated[
        str | None, typer.Option("--start", help="First month of patrols, YYYY-MM: matched areas.")
    ] = None,
    months: Annotated[int, typer.Option("--months", min=1, help="Months in all, before and after.")] = 18,
    kind: Kinds = None,
    table: Table = "street",
    boundary: BoundaryFile = None,
    crosswalk: Annotated[bool, typer.Option("--crosswalk", help="Move older map points to the newer list.")] = False,
    ring: Annotated[
        float, typer.Option("--ring", help="Metres round the areas that may take up displaced crime.")
    ] = 100,
    visits: Annotated[
        list[Path] | None, typer.Option("--visits", help="Positions or logs, to set the dose beside; may be repeated.")
    ] = None,
    on_plan: OnPlan = None,
    day_starts: DayStarts = 0,
    award: Annotated[float | None, typer.Option("--award", help="Pounds granted.")] = None,
    spend: Annotated[float | None, typer.Option("--spend", help="Pounds spent.")] = None,
    source: Annotated[str, typer.Option("--source", help="Where award and spend are published or booked.")] = "",
    simulations: Annotated[int, typer.Option("--simulations", min=1, help="Draws of the lot again.")] = 1_999,
    seed: Annotated[int, typer.Option("--seed", help="The same seed gives the same answer.")] = 1,
    why: Why = "",
    edition: Editions = None,
    home: HomeOption = None,
    as_json: JsonOption = False,
) -> None:
    """Did it work? Days by lot where the plan has them, else matched areas; verdict, interval, dose and cost."""
    from sextant.cli.hotspots import question
    from sextant.config import Home
    from sextant.places.asking_patrols import evaluated
    from sextant.places.evaluation_costs import Grant

    asked = question(force, to, months, kind, table, 200.0, False, boundary, "", crosswalk, why, edition, None)
    found = evaluated(
        Home.resolve(home),
        asked,
        plan=plan,
        areas=areas,
        start=start,
        ring=ring,
        visits=visits or (),
        on_plan=on_plan,
        day_starts=day_starts,
        grant=Grant(award, spend, source),
        draws=simulations,
        seed=seed,
    )
    document = found.as_json()
    if as_json:
        print_json(document)
    else:
        _tell_evaluation(document, found.verdict.chip)


def _tell_plan(made: dict[str, Any]) -> None:
    print(
        f"{made['title']}: {made['shifts']} shifts, {made['visits']} visits, {made['intended_minutes']:,.0f} minutes\n"
    )
    rows = [
        (area["rank"], area["name"], f"{area['expected']:.2f}", area["visits"], area["state"], area["reason"] or "")
        for area in made["areas"]
    ]
    print_table(("rank", "place", "expected a week", "visits", "state", "reason"), rows)
    print()
    for note in made["notes"]:
        print(f"- {note}")
    if made["smallest_effect"]:
        print(f"- {made['smallest_effect']['sentence']}")
    print(f"Seed {made['seed']}; plan {made['sha256'][:16]}", end="")
    print(f"; place-days {made['trial_sha256'][:16]}" if made["trial_sha256"] else "")
    for file in made["files"]:
        print(f"Written: {file}")


def _tell_dosage(document: dict[str, Any]) -> None:
    rows = [
        (each["name"], _figure(each["numerator"]), _figure(each["denominator"]), _told(each))
        for each in document["indicators"]
    ]
    print_table(("what", "numerator", "denominator", "value"), rows)
    print(
        f"\n{document['rows_read']:,} rows read, {document['rows_quarantined']:,} refused; "
        f"{document['too_short']:,} stays too short to be visits."
    )
    for each in document["refused"][:5]:
        print(f"- {each['file']}, row {each['row']}: {each['column']} '{each['value']}' {each['reason']}")
    for line in (*document["notes"], *(f"Written: {file}" for file in document["files"])):
        print(line)


def _told(indicator: dict[str, Any]) -> str:
    if indicator["value"] is None:
        return indicator["reason"] or "–"
    share = indicator["denominator"] is not None and not indicator["key"].startswith("background")
    return f"{indicator['value']:.0%}" if share else f"{indicator['value']:,.1f}"


def _figure(value: float | None) -> str | None:
    return None if value is None else f"{value:,.1f}".removesuffix(".0")


def _tell_evaluation(document: dict[str, Any], chip: Any) -> None:
    print(f"{document['sentence']}\n\n{chip}\n")
    beside = document.get("displacement_difference")
    if beside:
        print(f"Displacement difference (crimes a month, φ {beside['phi']:.1f}): {beside['sentence']}")
    if document.get("smallest_effect"):
        print(document["smallest_effect"]["sentence"])
    for indicator in document.get("dosage", {}).get("indicators", ()):
        print(f"{indicator['name']}: {_told(indicator)}")
    cost = document["cost"]
    priced = (
        f"£{cost['per_crime']:,.0f} a crime avoided" if cost["per_crime"] else f"no price a crime: {cost['reason']}"
    )
    print(f"Cost: {priced}.")
    for note in document["notes"]:
        print(f"- {note}")
