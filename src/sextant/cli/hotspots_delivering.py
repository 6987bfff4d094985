"""`sextant hotspots dosage`: what a plan got."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from sextant.cli.common import HomeOption, JsonOption, attention
from sextant.cli.grouping import Answer
from sextant.cli.tables import print_table, print_text

OnPlan = Annotated[
    list[str] | None, typer.Option("--on-plan", help="A unit that was out for the plan; may be repeated. Never kept.")
]
DayStarts = Annotated[
    int | None,
    typer.Option("--day-starts", min=0, max=23, help="The hour at which a day of patrol begins; else the plan's own."),
]


def register(app: typer.Typer) -> None:
    """Hang the verb on the app."""
    app.command("dosage")(dosage)


def dosage(
    files: Annotated[list[Path], typer.Argument(help="Positions (CSV, GPX, JSON) or logs of visits (CSV, JSON).")],
    plan: Annotated[Path, typer.Option("--plan", help="The folder or plan.json of `hotspots plan`.")],
    on_plan: OnPlan = None,
    bridge: Annotated[float, typer.Option("--bridge", help="Gaps of so many minutes belong to a visit.")] = 5.0,
    shortest: Annotated[float, typer.Option("--shortest", help="Visits under so many minutes are dropped.")] = 3.0,
    day_starts: DayStarts = None,
    out: Annotated[Path | None, typer.Option("--out", help="Folder for the tables.")] = None,
    as_json: JsonOption = False,
    home: HomeOption = None,  # every verb takes it; positions never go into a home
) -> None:
    """Minutes delivered beside those intended, by place and day. Positions are not kept; nobody is named or counted."""
    from sextant.places.asking_dosage import delivered

    found = delivered(plan, files, on_plan=on_plan, bridge=bridge, shortest=shortest, day_starts=day_starts)
    written = [str(path) for path in found.write(out)] if out else []
    document = found.as_json() | {"files": written}
    Answer(home, as_json).show(document, _tell)
    attention(bool(found.refused))


def _tell(document: dict[str, Any]) -> None:
    rows = [
        (each["name"], _figure(each["numerator"]), _figure(each["denominator"]), told(each))
        for each in document["indicators"]
    ]
    print_table(("what", "numerator", "denominator", "value"), rows)
    print_text(
        f"\n{document['rows_read']:,} rows read, {document['rows_quarantined']:,} refused; "
        f"{document['too_short']:,} stays too short to be visits."
    )
    for each in document["refused"][:5]:
        print_text(f"- {each['file']}, row {each['row']}: {each['column']} '{each['value']}' {each['reason']}")
    for line in (*document["notes"], *(f"Written: {file}" for file in document["files"])):
        print_text(line)


def told(indicator: dict[str, Any]) -> str:
    """An indicator's value for people, or why it has none."""
    if indicator["value"] is None:
        return indicator["reason"] or "–"
    share = indicator["denominator"] is not None and not indicator["key"].startswith("background")
    return f"{indicator['value']:.0%}" if share else f"{indicator['value']:,.1f}"


def _figure(value: float | None) -> str | None:
    return None if value is None else f"{value:,.1f}".removesuffix(".0")
