"""`sextant hotspots plan`: from ranked places, or drawn ones, to patrols."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from sextant.cli.common import parse_day
from sextant.cli.grouping import Answer, grouped
from sextant.cli.hotspots_options import (
    Area,
    AreasFile,
    BoundaryFile,
    Cell,
    CrosswalkOfPlan,
    Editions,
    Hours,
    Kinds,
    Records,
    Segments,
    Table,
    Times,
    Weekdays,
    Which,
    Why,
    Within,
    question,
)
from sextant.cli.hotspots_telling import place, rests_on
from sextant.cli.tables import print_table, print_text
from sextant.errors import Refusal

if TYPE_CHECKING:
    from sextant.places.asking import Ask
    from sextant.places.plan_settings import PlanSettings


@dataclass(frozen=True)
class Ranked:
    """The window that ranks the places of a plan; none where the places come from a file."""

    force: Annotated[str, typer.Option("--force", help="The force's slug; not needed with --areas.")] = ""
    to: Annotated[str, typer.Option("--to", help="Last month of the window that ranks, YYYY-MM.")] = ""
    months: Annotated[int, typer.Option("--months", min=1, help="Months of that window.")] = 12
    kind: Kinds = None
    table: Table = "street"
    hours: Hours = ""
    weekday: Weekdays = None
    cell: Cell = 200.0
    segments: Segments = None
    within: Within = 25.0
    boundary: BoundaryFile = None
    crosswalk: CrosswalkOfPlan = False

    @property
    def given(self) -> bool:
        """Whether a force and a month are given to rank places by."""
        return bool(self.force and self.to)

    def question(self, records: Records) -> Ask:
        """As the places are asked. Raises Refusal as `question` does."""
        which = Which(self.force, self.to, self.months, self.kind, self.table)
        on: dict[str, Any] = {"cell": self.cell, "segments": self.segments, "within": self.within}
        on |= Times(self.hours, self.weekday).asked
        return question(which, Area(self.boundary, "", self.crosswalk), records, **on)


@dataclass(frozen=True)
class Patrols:
    """Who patrols when, for how long, and how the days are drawn."""

    days: Annotated[int, typer.Option("--days", min=1, max=366, help="Days of the plan.")] = 7
    officers: Annotated[int, typer.Option("--officers", min=1, help="Officers on duty in each shift.")] = 10
    crew: Annotated[int, typer.Option("--crew", min=1, help="Officers in a team.")] = 2
    shift: Annotated[list[str] | None, typer.Option("--shift", help="A window, 15:00-23:00; may be repeated.")] = None
    minutes: Annotated[float, typer.Option("--minutes", help="Minutes of a shift for patrol and travel.")] = 240.0
    dose: Annotated[float, typer.Option("--dose", help="Minutes of a visit.")] = 15.0
    cap: Annotated[int, typer.Option("--cap", min=1, help="Most visits to a place on a day.")] = 6
    floor: Annotated[int, typer.Option("--floor", min=0, max=1, help="Fewest visits to a place: 0 or 1.")] = 0
    trial: Annotated[
        float | None, typer.Option("--trial", help="Share of place-days patrolled by lot, for a fair trial.")
    ] = None
    speed: Annotated[float, typer.Option("--speed", help="Kilometres an hour between places.")] = 25.0
    seed: Annotated[int, typer.Option("--seed", help="The same seed gives the same plan.")] = 1

    def settings(self, start: str) -> PlanSettings:
        """The settings of a plan whose first day is `start`. Raises Refusal for a day or a window that is none."""
        from sextant.places.plan_pattern import ShiftWindow
        from sextant.places.plan_settings import PlanSettings
        from sextant.places.travel import Travel

        return PlanSettings(
            start=parse_day(start, "--start"),
            days=self.days,
            officers=self.officers,
            crew=self.crew,
            windows=tuple(ShiftWindow.parse(text) for text in self.shift or ["15:00-23:00"]),
            usable=self.minutes,
            dose=self.dose,
            cap=self.cap,
            floor=self.floor,
            trial_share=self.trial,
            seed=self.seed,
            travel=Travel(km_an_hour=self.speed),
        )


def register(app: typer.Typer) -> None:
    """Hang the verb on the app."""
    app.command("plan")(plan)


@grouped
def plan(
    *,
    start: Annotated[str, typer.Option("--start", help="First day of the plan, YYYY-MM-DD.")],
    out: Annotated[Path, typer.Option("--out", help="Folder for pages, tables and maps.")],
    ranked: Ranked,
    top: Annotated[int, typer.Option("--top", min=1, help="Places patrolled.")] = 20,
    areas: AreasFile = None,
    moves: Annotated[
        Path | None, typer.Option("--moves", help="CSV: place, reason, easting, northing; without the two, left out.")
    ] = None,
    patrols: Patrols,
    title: Annotated[str, typer.Option("--title", help="Printed on each page.")] = "Patrol plan",
    why: Why = "",
    edition: Editions = None,
    answer: Answer,
) -> None:
    """Ranked places and officers to shifts: a page each, with map, visits, why there and what to do there."""
    from sextant.places.asking_patrols import planned

    settings = patrols.settings(start)
    if not (areas or ranked.given):
        raise Refusal("plan", "has no places", "give --areas, or --force and --to to rank some")
    asked = ranked.question(Records(why, edition)) if ranked.given else None
    places: dict[str, Any] = {"areas": areas, "moves": moves, "top": top}
    answer.show(planned(answer.where, asked, settings, title=title, out=out, **places), _tell)


def _tell(made: dict[str, Any]) -> None:
    print_text(
        f"{made['title']}: {made['shifts']} shifts, {made['visits']} visits, {made['intended_minutes']:,.0f} minutes\n"
    )
    rows = [
        (area["rank"], place(area), f"{area['expected']:.2f}", area["visits"], area["state"], area["reason"] or "",
         rests_on(area))
        for area in made["areas"]
    ]  # fmt: skip
    marked = any(area["default_point"] for area in made["areas"])
    beside = ("default point?",) if marked else ()
    headings = ("rank", "place", "expected a week", "visits", "state", "reason", *beside)
    print_table(headings, [row[: len(headings)] for row in rows])
    print()
    for note in made["notes"]:
        print_text(f"- {note}")
    if made["smallest_effect"]:
        print_text(f"- {made['smallest_effect']['sentence']}")
    drawn = f"; place-days {made['trial_sha256'][:16]}" if made["trial_sha256"] else ""
    print_text(f"Seed {made['seed']}; plan {made['sha256'][:16]}{drawn}")
    for file in made["files"]:
        print_text(f"Written: {file}")
