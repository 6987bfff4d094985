"""Sets of figures of a made-up force, with every verdict and every kind of gap, for the tests of publishing."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from sextant.measures.definition import load_definitions
from sextant.measures.figures import (
    AsPublished,
    Change,
    Disclosure,
    Figure,
    FigureSet,
    MeasureNote,
    Note,
    Origin,
    Point,
    WindowValue,
)
from sextant.periods import Month, Window

DEFINITIONS = load_definitions("ncpm-2021")
TO, BASELINE_TO = Month(2021, 12), Month(2019, 6)
NOW, THEN = Window.ending(TO), Window.ending(BASELINE_TO)
PANDEMIC = Note(
    "Restrictions during the pandemic fall in this period and kept many people at home.",
    Month(2020, 3),
    Month(2021, 7),
    source="dates as announced",
)
BREAK = Note("From April 2020 burglary of sheds is counted apart.", Month(2020, 4), kind="break")
SECRET = 98765  # the value of the withheld figure, which no published file may hold


def origin(kind: str = "recorded-crime", **other: Any) -> Origin:
    whole: dict[str, Any] = {
        "kind": kind,
        "publisher": "Home Office",
        "editions": (f"{kind}-0a1b2c3d4e5f",),
        "edition_dates": ("2022-04-28",),
        "sha256": ("7d" * 32,),
        "definition": "ncpm-2021",
        "definition_sha256": DEFINITIONS.sha256,
        "codes": ("1", "4.1", "4.10", "4.2"),
        "rows": 64,
    }
    return Origin(**whole | other)


def value(window: Window, count: float | int | None, present: int = 12, **other: Any) -> WindowValue:
    return WindowValue(window, count, present, 12, present, **other)


def quarters(values: Sequence[int | None], first: Month = Month(2016, 10)) -> tuple[Point, ...]:
    return tuple(
        Point(
            first + 3 * k,
            v,
            "absent" if v is None else "present",
            "" if v is not None else "no records for this quarter",
        )
        for k, v in enumerate(values)
    )


def months(
    level: float, first: Month = Month(2018, 1), count: int = 48, holes: Sequence[int] = (), lift: float = 1.0
) -> tuple[Point, ...]:
    """A wave round `level` by month, `lift` times as high in 2021; the months numbered in `holes` are part supplied."""
    points = []
    for k in range(count):
        height = round(level * (1 + 0.05 * math.sin(k / 1.9) + 0.02 * math.cos(k * 2.3)) * (lift if k >= 36 else 1))
        whole = Point(first + k, height)
        points.append(Point(first + k, None, "part_supplied", "part supplied") if k in holes else whole)
    return tuple(points)


def total(series: Sequence[Point], window: Window, without: int) -> int:
    """The series' sum in the window, without one calendar month of the year."""
    return sum(p.value or 0 for p in series if p.period in window and p.period.month != without)


def figure(key: str, measure: str, name: str, unit: tuple[str, str], now: Any, then: Any, **other: Any) -> Figure:
    """A figure with plain defaults; `now` and `then` are counts or whole WindowValues."""
    current = now if isinstance(now, WindowValue) else value(NOW, now)
    baseline = then if isinstance(then, WindowValue) else value(THEN, then)
    whole: dict[str, Any] = {
        "role": "headline",
        "counting": "count",
        "body": "wessex-vale",
        "area": None,
        "change": None,
        "verdict": "no_clear_change",
        "sentence": f"There were {current.value} {unit[1]} in the {NOW.in_words}, compared with {baseline.value}.",
        "disclosure": Disclosure("open"),
        "origin": origin(),
    }
    return Figure(key=key, measure=measure, name=name, unit=unit, current=current, baseline=baseline, **whole | other)


HOMICIDE = figure(
    "homicide.offences",
    "homicide",
    "Homicide offences",
    ("homicide", "homicides"),
    19,
    18,
    change=Change("midp", 1.056, 0.55, 2.04, 0.875, clear_at_or_below=7, clear_at_or_above=32, holm_clear=False),
    sentence=(
        "There were 19 homicides in the 12 months to December 2021, compared with 18 in the 12 months to "
        "June 2019. Numbers "
        "this small go up and down by chance. The difference is no clear change: against 18, the underlying "
        "level now could "
        "be anywhere from about 10 to 37. From a baseline of 18, we would need 7 or fewer, or 32 or more, "
        "before calling it "
        "a clear change."
    ),
    series=quarters([5, 3, 4, 4, 2, 4, 5, 3, 7, 5, 3, 3, 4, 6, 5, 2, 5, 1, 4, 7, 7][:21]),
    notes=(PANDEMIC, Note("A homicide is counted when it is first recorded as one.", kind="caveat")),
)
PUBLISHED = AsPublished(
    current=value(NOW, 13),
    baseline=value(THEN, 18),
    change=Change("midp", 0.72, 0.35, 1.46, 0.38, clear_at_or_below=7, clear_at_or_above=32),
    verdict="no_clear_change",
    sentence=(
        "There were 13 homicides in the 12 months to December 2021, compared with 18 in the 12 months to "
        "June 2019. Numbers "
        "this small go up and down by chance. The difference is no clear change."
    ),
    source="Wessex Vale Police, quarterly statement",
    published_on="2022-01-31",
    link="https://www.example.org/statement",
    origin=origin("published", publisher="Wessex Vale Police", editions=("published-112233445566",), codes=()),
    reconciliation=(
        "The statement gave 13. Home Office data (April 2022 edition) gives 19 for these months. They may "
        "count different "
        "things. Either way: no clear change from 18."
    ),
)
INJURED = months(1000, holes=(37,), lift=1.17)
INJURY = figure(
    "violence.with_injury",
    "serious-violence",
    "Violence with injury",
    ("offence of violence with injury", "offences of violence with injury"),
    value(NOW, total(INJURED, NOW, 2), 11),
    value(THEN, total(INJURED, THEN, 2), 11),
    grain="month",
    verdict="larger_than_usual_up",
    change=Change("quasi-poisson", 1.17, 1.07, 1.29, 0.001, dispersion=12.4),
    sentence=(
        "Offences of violence with injury rose from 10,978 to 12,868 in the same 11 of 12 months: larger than ordinary "
        "month-to-month variation. Recorded crime also changes with recording; this is not evidence of what "
        "the police did."
    ),
    series=INJURED,
    notes=(PANDEMIC,),
)
KNIFE = figure(
    "violence.knife", "serious-violence", "Offences with a knife or sharp instrument",
    ("knife-enabled offence", "knife-enabled offences"), SECRET, SECRET + 1, role="supporting", verdict="higher",
    disclosure=Disclosure("suppressed", "fewer than 5 in a district could be told by subtraction"),
    series=quarters([SECRET] * 21), origin=origin("crimes", publisher="Wessex Vale Police", rows=SECRET),
    sentence=f"There were {SECRET} knife-enabled offences.", change=Change("midp", SECRET / 7),
)  # fmt: skip
FIREARMS = figure(
    "violence.firearm_discharge", "serious-violence", "Confirmed firearm discharges",
    ("firearm discharge", "firearm discharges"), 2, 3, role="supporting", verdict="too_few",
    sentence="There were 2 firearm discharges, compared with 3. Too few to say.",
)  # fmt: skip
ADMISSIONS = figure(
    "violence.sharp_object_admissions", "serious-violence",
    "Hospital admissions of under-25s for assault with a sharp object", ("admission", "admissions"),
    value(NOW, None, 0, reason="no local measure held"), value(THEN, None, 0, reason="no local measure held"),
    role="supporting", counting="none", verdict="not_available",
    sentence="No local number is held: the public hospital tables give regions and ten-year age bands.",
)  # fmt: skip
TRAFFICKING = figure(
    "drugs.trafficking", "drugs-county-lines", "Drug trafficking offences",
    ("drug trafficking offence", "drug trafficking offences"), 1106, 795, verdict="higher", activity=True,
    change=Change("midp", 1.39, 1.27, 1.53, 0.0, clear_at_or_below=739, clear_at_or_above=853),
    sentence=(
        "There were 1,106 drug trafficking offences in the 12 months to December 2021, compared with 795 in "
        "the 12 months to "
        "June 2019. This is a clear rise. It counts what the police did, so a rise is not more harm."
    ),
    series=quarters(
        [150, 160, 170, 165, 180, 190, 200, 195, 205, 195, 198, 210, 230, 240, 250, 260, 255, 262, 271, 280, 293]
    ),
)  # fmt: skip
NEIGHBOURHOOD = figure(
    "neighbourhood.crime", "neighbourhood-crime", "Neighbourhood crime",
    ("neighbourhood crime", "neighbourhood crimes"), 10549, 15062, verdict="larger_than_usual_down",
    change=Change("quasi-poisson", 0.7, 0.62, 0.79, 0.0, dispersion=21.0),
    sentence=(
        "Neighbourhood crimes fell from 15,062 in the 12 months to June 2019 to 10,549 in the 12 months to "
        "December 2021: "
        "larger than ordinary quarter-to-quarter variation. Restrictions during the pandemic fall in this period."
    ),
    series=quarters([3600, 3700, 3650, 3900, 3800, 3720, 3810, 3700, 3790, 3762, 3700, 3500, 3400, 2100, 2500, 2450,
                     2380, 2510, 2700, 2690, 2649]),
    notes=(PANDEMIC, BREAK),
)  # fmt: skip
BURGLARY = figure(
    "neighbourhood.residential_burglary", "neighbourhood-crime", "Residential burglary",
    ("residential burglary", "residential burglaries"), 4228, 5544, role="supporting", verdict="not_comparable",
    sentence="These periods can't be compared because the definition changed between them.",
    series=quarters([1300] * 12 + [None] + [1050] * 8), notes=(BREAK,),
)  # fmt: skip
ASB = figure(
    "neighbourhood.asb_incidents", "neighbourhood-crime", "Anti-social behaviour incidents", ("incident", "incidents"),
    51234, value(THEN, None, 0, reason="shown as a series without a verdict"), role="context", counting="series",
    verdict="not_available", grain="month", series=months(4200), origin=origin("police-uk", publisher="data.police.uk"),
    sentence="There were 51,234 incidents in the 12 months to December 2021.",
)  # fmt: skip
FLAGGED = figure(
    "cyber.flagged", "cyber", "Crimes flagged as cyber", ("crime", "crimes"), value(NOW, None, 0, reason="not loaded"),
    value(THEN, None, 0, reason="not loaded"), verdict="not_available", counting="none",
    sentence="No local measure is loaded.",
)  # fmt: skip
FIGURES = (
    HOMICIDE, INJURY, KNIFE, FIREARMS, ADMISSIONS, TRAFFICKING, NEIGHBOURHOOD, BURGLARY, ASB, FLAGGED,
)  # fmt: skip
MEASURES = (
    MeasureNote("homicide", "Murder and other homicide", 1, True, "Every force records it.", "homicide.offences"),
    MeasureNote("serious-violence", "Serious violence", 2, True, "Violence is recorded here.", "violence.with_injury"),
    MeasureNote("drugs-county-lines", "Drugs supply and county lines", 3, True, "It is here.", "drugs.trafficking"),
    MeasureNote("neighbourhood-crime", "Neighbourhood crime", 4, True, "It is recorded here.", "neighbourhood.crime"),
    MeasureNote("cyber", "Cyber crime", 5, True, "Businesses here are attacked as elsewhere.", None,
                ("No local measure is held: most cyber crime is recorded nationally, by the fraud reporting centre.",)),
    MeasureNote("victims", "Victim satisfaction", 6, False, "No survey is loaded yet.", None,
                ("No local measure is held: the force's survey of victims has not been loaded.",)),
)  # fmt: skip
EDITION = {
    "id": "recorded-crime-0a1b2c3d4e5f",
    "kind": "recorded-crime",
    "sha256": "7d" * 32,
    "edition_date": "2022-04-28",
    "loaded_at": "2031-03-04T05:06:07Z",
    "quarantine_file": "/a/path/of/some/machine.csv",
    "files": [{"name": "prc-pfa-mar2022.ods", "sha256": "7d" * 32, "path": "/a/path/of/some/machine.ods"}],
}


def figure_set(**other: Any) -> FigureSet:
    """The six measures of the made-up force; any field can be given instead."""
    whole: dict[str, Any] = {
        "force": "wessex-vale",
        "force_name": "Wessex Vale Police",
        "made_up": True,
        "to": TO,
        "baseline_to": BASELINE_TO,
        "definition": "ncpm-2021",
        "definition_title": "National Crime and Policing Measures, 2021",
        "definition_sha256": DEFINITIONS.sha256,
        "measures": MEASURES,
        "figures": FIGURES,
        "editions": (EDITION,),
        "summary": "Of 4 headline figures, 1 shows a clear rise and 2 are larger than usual; 1 shows no clear change.",
        "headlines_tested": 4,
        "look": 3,
        "software": "sextant 0.1.0",
    }
    return FigureSet(**whole | other)


def with_published() -> FigureSet:
    """The same set where the homicide figure has been published before, with another number."""
    pair = replace(HOMICIDE, published=PUBLISHED)
    return figure_set(figures=(pair, *FIGURES[1:]))
