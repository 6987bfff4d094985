"""To which month figures are made when nobody says one."""

from __future__ import annotations

from dataclasses import dataclass

from sextant.bodies import Body
from sextant.errors import Refusal
from sextant.lake.catalogue import Lake
from sextant.lake.selection import select
from sextant.periods import MONTHS_A_QUARTER, Month

STEPS = {"month": 1, "quarter": MONTHS_A_QUARTER, "window": 1}


@dataclass(frozen=True)
class Ending:
    """The last month of the windows, and in words why it is that one."""

    month: Month
    why: str


def last_month(lake: Lake, body: Body) -> Ending:
    """The end of the last quarter of recorded crime that is held of a force, else the last month held of anything.

    Raises Refusal where nothing is held.
    """
    quarters = select(lake, "recorded-crime", "recorded_crime").present(body.slug)
    if quarters:
        month = max(quarters) + (MONTHS_A_QUARTER - 1)
        return Ending(month, f"{month.in_words} ends the last quarter of recorded crime that is held")
    months = [
        period + (STEPS[table.grain] - 1)
        for edition in lake.editions()
        if not edition.disposed and edition.kind != "published"
        for table in edition.tables.values()
        for period in table.months(body.slug)
    ]
    if not months:
        raise Refusal(f"figures of {body.name}", "can't be made: no records are held", "load records of this force")
    return Ending(max(months), f"{max(months).in_words} is the last month of which anything is held")
