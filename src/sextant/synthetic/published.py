"""Figures as the made-up force's earlier statements gave them, before the revision."""

from __future__ import annotations

from collections.abc import Mapping

from sextant.periods import Month, Window
from sextant.synthetic.definition import Definition
from sextant.synthetic.lines import EOL
from sextant.synthetic.recorded import Edition, codes_of

HEADING = "key,window,value,source,date,force,unit,publisher,link,note"
FIGURES: Mapping[str, tuple[str, tuple[str, ...]]] = {  # key: unit, subgroups
    "homicide.offences": ("homicides", ("Homicide",)),
    "neighbourhood.residential_burglary": ("residential burglaries", ("Domestic burglary",)),
    "neighbourhood.theft_from_person": ("thefts from the person", ("Theft from the person",)),
    "neighbourhood.personal_robbery": ("personal robberies", ("Robbery of personal property",)),
    "drugs.trafficking": ("drug trafficking offences", ("Trafficking of drugs",)),
}


def published_figures(
    truth: Definition, slug: str, name: str, earlier: Edition, later: Edition
) -> tuple[str, int, list[dict[str, object]]]:
    """CSV text, its rows, and those figures that the later edition gives otherwise."""
    lines, differing = [], []
    for entry in truth.raw["published"]:
        window = Window.parse(entry["window"])
        quarters = [month for month in window if month.quarter_start == month]
        if not set(quarters) <= set(earlier.quarters):
            continue
        for key, (unit, subgroups) in FIGURES.items():
            codes = [code for subgroup in subgroups for code in codes_of(truth)[subgroup]]
            then, now = (edition.number(truth, codes, quarters) for edition in (earlier, later))
            lines.append(_line(key, window, then, entry["date"], slug, name, unit))
            if then != now:
                differing.append({"key": key, "window": str(window), "published": then, "known_now": now})
    return EOL.join([HEADING, *lines, ""]), len(lines), differing


def _line(key: str, window: Window, value: int, day: str, slug: str, name: str, unit: str) -> str:
    source = f"Statement of {name} for the months to {window.end.in_words}"
    link = f"https://statements.invalid/{slug}/{_last(window)}"
    return f"{key},{window},{value},{source},{day},{slug},{unit},{name},{link},made up; no such statement exists"


def _last(window: Window) -> Month:
    return window.end
