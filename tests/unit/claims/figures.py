"""A compact builder of figure sets for the tests of the narrative and its claims."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

from sextant.measures.figures import (
    AsPublished,
    Disclosure,
    Figure,
    FigureSet,
    MeasureNote,
    Origin,
    WindowValue,
)
from sextant.periods import Month, Window

TO, BASELINE = Month(2021, 12), Month(2019, 6)
ORIGIN = Origin("recorded-crime", "Home Office", ("abc",), ("2023-10-26",), ("0" * 64,), "ncpm-2021", "1" * 64)
HEADLINES = {
    "homicide": "homicide.offences",
    "serious-violence": "violence.with_injury",
    "drugs-county-lines": "drugs.trafficking",
    "neighbourhood-crime": "neighbourhood.crime",
    "cyber": None,
    "victims": None,
}


@dataclass(frozen=True)
class Row:
    """One figure in short: key, name, counts, verdict and whatever is out of the ordinary."""

    key: str
    measure: str
    name: str
    current: float | None
    baseline: float | None
    verdict: str
    denominator: int | None = None
    unknown: int | None = None
    counting: Any = "count"
    activity: bool = False
    state: Any = "open"
    reason: str = ""


ROWS = (
    Row("homicide.offences", "homicide", "Homicide offences", 13, 18, "no_clear_change"),
    Row(
        "homicide.drug_or_alcohol",
        "homicide",
        "Homicides linked to drugs or alcohol",
        9,
        10,
        "not_available",
        14,
        2,
        "share",
    ),
    Row("violence.with_injury", "serious-violence", "Violence with injury", 9800, 9100, "larger_than_usual_up"),
    Row(
        "violence.knife",
        "serious-violence",
        "Offences with a knife or sharp instrument",
        410,
        520,
        "larger_than_usual_down",
    ),
    Row("violence.firearm_discharge", "serious-violence", "Confirmed firearm discharges", 3, 4, "too_few"),
    Row("violence.robbery", "serious-violence", "Robbery", 800, 810, "no_clear_change"),
    Row(
        "violence.weapons_possession",
        "serious-violence",
        "Possession of weapons",
        7,
        9,
        "no_clear_change",
        state="suppressed",
        reason="small number",
    ),
    Row(
        "drugs.trafficking",
        "drugs-county-lines",
        "Drug trafficking offences",
        1106,
        795,
        "larger_than_usual_up",
        activity=True,
    ),
    Row("neighbourhood.crime", "neighbourhood-crime", "Neighbourhood crime", 10549, 15062, "larger_than_usual_down"),
    Row("neighbourhood.residential_burglary", "neighbourhood-crime", "Residential burglary", 4228, 5544, "lower"),
    Row("neighbourhood.theft_from_person", "neighbourhood-crime", "Theft from the person", 498, 1113, "not_comparable"),
    Row(
        "neighbourhood.asb_incidents",
        "neighbourhood-crime",
        "Anti-social behaviour incidents",
        52000,
        None,
        "not_available",
        counting="series",
    ),
    Row("cyber.flagged", "cyber", "Crimes with a cyber flag", 64, 31, "higher"),
    Row(
        "victims.satisfaction",
        "victims",
        "Victims satisfied with the police",
        None,
        None,
        "not_available",
        counting="none",
        reason="no survey is loaded",
    ),
)


def figure(row: Row) -> Figure:
    """One figure of 12 months to December 2021 against 12 months to June 2019."""
    headline = HEADLINES.get(row.measure) == row.key
    return Figure(
        key=row.key,
        measure=row.measure,
        name=row.name,
        unit=("offence", "offences"),
        role="headline" if headline else "supporting",
        counting=row.counting,
        body="wexmoor",
        area=None,
        current=value(row, row.current, TO),
        baseline=value(row, row.baseline, BASELINE),
        change=None,
        verdict=row.verdict,
        sentence=f"There were {row.current} against {row.baseline}.",
        disclosure=Disclosure(row.state, row.reason if row.state != "open" else ""),
        origin=ORIGIN,
        activity=row.activity,
    )


def value(row: Row, number: float | None, end: Month) -> WindowValue:
    reason = row.reason if number is None else ""
    return WindowValue(
        Window.ending(end), number, 12, 12, reason=reason, denominator=row.denominator, unknown=row.unknown
    )


def figure_set(rows: Iterable[Row] = ROWS, **changes: Any) -> FigureSet:
    """A whole set of the made-up force Wexmoor."""
    whole = FigureSet(
        force="wexmoor",
        force_name="Wexmoor (made-up force)",
        made_up=True,
        to=TO,
        baseline_to=BASELINE,
        definition="ncpm-2021",
        definition_title="National Crime and Policing Measures, 2021",
        definition_sha256="1" * 64,
        measures=tuple(
            MeasureNote(key, key, number, True, "", headline)
            for number, (key, headline) in enumerate(HEADLINES.items(), start=1)
        ),
        figures=tuple(figure(row) for row in rows),
        editions=(),
        summary="",
        headlines_tested=4,
        look=1,
        software="0.1.0",
    )
    return replace(whole, **changes)


def as_published(base: Figure, current: float, baseline: float, verdict: str) -> Figure:
    """The figure with an as-published pair beside it."""
    pair = AsPublished(
        current=replace(base.current, value=current),
        baseline=replace(base.baseline, value=baseline),
        change=None,
        verdict=verdict,
        sentence=f"The page gave {current:.0f} against {baseline:.0f}.",
        source="the force's page",
        published_on="2022-01-31",
        link="https://www.example.org",
        origin=ORIGIN,
        reconciliation=f"The page gave {current:.0f}; this set gives {base.current.value}.",
    )
    return replace(base, published=pair)
