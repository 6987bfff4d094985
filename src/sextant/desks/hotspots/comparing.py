"""Two sets side by side: which places are new, gone, or stayed, by where they lie."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sextant.desks.hotspots.models import Hotspot, HotspotSet

HALF = 0.5  # of the smaller place: cells of two grids seldom lie on each other


@dataclass(frozen=True)
class Stayed:
    """A place of both sets; the ranks and counts stand in each."""

    before: Hotspot
    now: Hotspot


@dataclass(frozen=True)
class Compared:
    """Places of the later set that are new, of the earlier that are gone, and those that stayed."""

    stayed: tuple[Stayed, ...]
    new: tuple[Hotspot, ...]
    gone: tuple[Hotspot, ...]


def compare(before: Sequence[Hotspot], now: Sequence[Hotspot]) -> Compared:
    """A place stayed where at least half of the smaller of the two lies in the other; each is matched once, the
    higher ranked first."""
    pairs = _overlaps(before, now)
    taken: set[int] = set()
    stayed: list[Stayed] = []
    for k, place in enumerate(now):
        match = next((each for each in pairs.get(k, ()) if each not in taken), None)
        if match is not None:
            taken.add(match)
            stayed.append(Stayed(before[match], place))
    matched = {each.now.pk for each in stayed}
    new = tuple(each for each in now if each.pk not in matched)
    return Compared(tuple(stayed), new, tuple(each for k, each in enumerate(before) if k not in taken))


def not_alike(before: HotspotSet, now: HotspotSet) -> list[str]:
    """What makes the two sets hard to compare."""
    told = [
        (before.kinds != now.kinds, "The two are of different crimes."),
        (before.months != now.months, "The windows are of different length: counts can't be set side by side."),
        (_times(before) != _times(now), "The two are of different hours of the day or days of the week."),
        (before.unit != now.unit, "The places are of different size."),
        (before.method != now.method, "The places are ranked by different rules."),
        (before.tier != now.tier, "One rests on anonymised map points, the other does not."),
        (
            before.era_warning != now.era_warning,
            "A change of the map points lies in one window: places may look new or gone for that alone.",
        ),
    ]
    return [words for lies, words in told if lies]


def _times(found: HotspotSet) -> tuple[str, set[str]]:
    return found.ask.get("hours", ""), set(found.ask.get("weekdays", ()))


def _overlaps(before: Sequence[Hotspot], now: Sequence[Hotspot]) -> dict[int, list[int]]:
    """For each place of `now`, those of `before` that it shares half with, the widest overlap first."""
    import shapely

    if not before or not now:
        return {}
    old, new = (shapely.from_wkt([each.shape for each in places]) for places in (before, now))
    found: dict[int, list[tuple[float, int]]] = {}
    for k, m in zip(*shapely.STRtree(old).query(new, predicate="intersects"), strict=True):
        shared = shapely.intersection(new[k], old[m]).area / min(new[k].area, old[m].area)
        if shared >= HALF:
            found.setdefault(int(k), []).append((-shared, int(m)))
    return {k: [m for _, m in sorted(each)] for k, each in found.items()}
