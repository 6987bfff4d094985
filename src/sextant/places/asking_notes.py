"""What must be said beside every answer about places: gaps, map points, what was left out, the study area."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sextant.periods import Month, Window
from sextant.places.boundary import Boundary
from sextant.places.era import Eras
from sextant.places.events import Events
from sextant.places.quality import quality
from sextant.places.reading import Held

if TYPE_CHECKING:
    from sextant.places.asking import Ask


def study_notes(
    ask: Ask,
    held: Held,
    window: Window,
    months: tuple[Month, ...],
    breaks: Eras,
    moved: str,
    left_out: Any,
    boundary: Boundary | None,
    used: Events,
) -> tuple[str, ...]:
    """Sentences for people, in the order of how much they bear on the answer; none that does not apply."""
    panel = quality(used, boundary)
    snapped = used.tier != "exact"
    told = (
        f"{held.body.name} is made up: nothing here happened." if held.body.made_up else "",
        *_of_months(held, window, months),
        breaks.warning(window) or "",
        moved,
        "Places are anonymised map points: each stands for eight addresses or more, or for none; none is an address."
        if snapped else "",
        f"Left out, since police find them and they follow patrols: {', '.join(sorted(left_out))}." if left_out else "",
        f"{panel.without_place.events:,} crimes without a place are on no map." if panel.without_place.events else "",
        f"{panel.outside.events:,} crimes lie outside {boundary.name}."
        if boundary and panel.outside and panel.outside.events else "",
        "" if boundary or ask.lsoa or ask.segments
        else "No boundary is given: the study area is where any crime was recorded.",
    )  # fmt: skip
    return tuple(note for note in told if note)


def _of_months(held: Held, window: Window, months: tuple[Month, ...]) -> tuple[str, str]:
    """Months of the window that are not held, and those supplied in part."""
    missing = [month.in_words for month in window if month not in months]
    short = f"{', '.join(missing)} {'is' if len(missing) == 1 else 'are'} not held"
    part = [month.in_words for month in held.part_supplied if month in window]
    return (
        f"{short}: the window has {len(months)} of {len(window)} months." if missing else "",
        f"{', '.join(part)} supplied in part." if part else "",
    )
