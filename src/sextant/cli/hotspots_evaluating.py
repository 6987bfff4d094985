"""`sextant hotspots evaluate`: did it work?"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from sextant.cli.grouping import Answer, grouped
from sextant.cli.hotspots_delivering import DayStarts, OnPlan, told
from sextant.cli.hotspots_options import (
    Area,
    AreasFile,
    BoundaryFile,
    CrosswalkOfPlan,
    Editions,
    Force,
    Kinds,
    Records,
    Seed,
    Table,
    Which,
    Why,
    Within,
    question,
)
from sextant.cli.tables import print_text

if TYPE_CHECKING:
    from sextant.places.evaluation_costs import Grant


@dataclass(frozen=True)
class Crimes:
    """The crimes that are judged, before and after."""

    months: Annotated[int, typer.Option("--months", min=1, help="Months in all, before and after.")] = 18
    kind: Kinds = None
    table: Table = "street"
    boundary: BoundaryFile = None
    crosswalk: CrosswalkOfPlan = False


@dataclass(frozen=True)
class Others:
    """The file that the areas were ranked from, where they are no squares: they are set beside its other units."""

    lsoa: Annotated[Path | None, typer.Option("--lsoa", help="GeoJSON of the LSOAs that the areas are some of.")] = None
    segments: Annotated[Path | None, typer.Option("--segments", help="Street segments that the areas are some of.")] = (
        None
    )
    within: Within = 25.0


@dataclass(frozen=True)
class Delivered:
    """What the places got, to set the dose beside the verdict."""

    visits: Annotated[
        list[Path] | None, typer.Option("--visits", help="Positions or logs, to set the dose beside; may be repeated.")
    ] = None
    on_plan: OnPlan = None
    day_starts: DayStarts = None


@dataclass(frozen=True)
class Money:
    """The grant, and where that stands."""

    award: Annotated[float | None, typer.Option("--award", help="Pounds granted.")] = None
    spend: Annotated[float | None, typer.Option("--spend", help="Pounds spent.")] = None
    source: Annotated[str, typer.Option("--source", help="Where award and spend are published or booked.")] = ""

    def grant(self) -> Grant:
        """As the costs are asked."""
        from sextant.places.evaluation_costs import Grant

        return Grant(self.award, self.spend, self.source)


def register(app: typer.Typer) -> None:
    """Hang the verb on the app."""
    app.command("evaluate")(evaluate)


@grouped
def evaluate(
    *,
    force: Force,
    to: Annotated[str, typer.Option("--to", help="Last month, YYYY-MM.")],
    plan: Annotated[Path | None, typer.Option("--plan", help="The plan; its trial is judged as assigned.")] = None,
    areas: AreasFile = None,
    start: Annotated[
        str | None, typer.Option("--start", help="First month of patrols, YYYY-MM: matched areas.")
    ] = None,
    crimes: Crimes,
    others: Others,
    ring: Annotated[
        float, typer.Option("--ring", help="Metres round the areas that may take up displaced crime.")
    ] = 100,
    dose: Delivered,
    money: Money,
    simulations: Annotated[int, typer.Option("--simulations", min=1, help="Draws of the lot again.")] = 1_999,
    seed: Seed = 1,
    why: Why = "",
    edition: Editions = None,
    answer: Answer,
) -> None:
    """Did it work? Days by lot where the plan has them, else matched areas; verdict, interval, dose and cost."""
    from sextant.places.asking_patrols import evaluated

    which = Which(force, to, crimes.months, crimes.kind, crimes.table)
    asked = question(which, Area(crimes.boundary, "", crimes.crosswalk), Records(why, edition), **asdict(others))
    places: dict[str, Any] = {"plan": plan, "areas": areas, "start": start, "ring": ring}
    got: dict[str, Any] = {"visits": dose.visits or (), "on_plan": dose.on_plan, "day_starts": dose.day_starts}
    found = evaluated(answer.where, asked, **places, **got, grant=money.grant(), draws=simulations, seed=seed)
    answer.show(found.as_json(), lambda document: _tell(document, found.verdict.chip))


def _tell(document: dict[str, Any], chip: Any) -> None:
    print_text(f"{document['sentence']}\n\n{chip}\n")
    beside = document.get("displacement_difference")
    if beside:
        print_text(f"Displacement difference (crimes a month, φ {beside['phi']:.1f}): {beside['sentence']}")
    if document.get("smallest_effect"):
        print_text(document["smallest_effect"]["sentence"])
    for indicator in document.get("dosage", {}).get("indicators", ()):
        print_text(f"{indicator['name']}: {told(indicator)}")
    cost = document["cost"]
    priced = (
        f"£{cost['per_crime']:,.0f} a crime avoided" if cost["per_crime"] else f"no price a crime: {cost['reason']}"
    )
    print_text(f"Cost: {priced}.")
    for note in document["notes"]:
        print_text(f"- {note}")
