"""How good the places are: how many events lack one, lie outside, sit on a snap point or on a default point."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from sextant.places.boundary import Boundary
from sextant.places.events import NO_POINT, Events, Tier
from sextant.places.quality_defaults import DefaultPoint, ListedPoint, default_points

Bools = npt.NDArray[np.bool_]
ROUND = 100.0


@dataclass(frozen=True)
class Part:
    """So many of the events, and of how many."""

    events: int
    of: int

    @property
    def share(self) -> float | None:
        """None where there is nothing to share."""
        return self.events / self.of if self.of else None


@dataclass(frozen=True)
class Quality:
    """The quality panel. `outside` is None without a boundary.

    snapped: on a map point of police.uk, or on coordinates that are whole hundreds of metres both ways (a centroid, not
    a place; one in ten thousand true ones). repeated: at the very place of another event. untimed: without a moment.
    """

    events: int
    tier: Tier
    without_place: Part
    outside: Part | None
    snapped: Part
    repeated: Part
    untimed: Part
    on_default_points: Part
    default_points: tuple[DefaultPoint, ...]
    boundary: str | None

    def as_json(self) -> dict[str, object]:
        """Counts and shares for the panel; places of default points are not in it."""
        parts = ("without_place", "outside", "snapped", "repeated", "untimed", "on_default_points")
        found: dict[str, object] = {"events": self.events, "tier": self.tier, "boundary": self.boundary}
        for name in parts:
            part: Part | None = getattr(self, name)
            found[name] = part and {"events": part.events, "of": part.of, "share": part.share}
        found["default_points"] = [{"name": p.name, "why": p.why, "events": p.events} for p in self.default_points]
        return found


def quality(
    events: Events, boundary: Boundary | None = None, *, listed: Sequence[ListedPoint] = (), within: float = 1.0
) -> Quality:
    """The panel for events. `listed`: default points that the force names; `within`: how near (m) counts as on them."""
    placed = events.placed
    some = events[placed]
    total, with_place = len(events), len(some)
    outside = None
    if boundary is not None:
        outside = Part(int((~boundary.holds(some.easting, some.northing)).sum()), with_place)
    snapped = (some.point != NO_POINT) | _round(some)
    defaults, on_default = default_points(some, listed, within)
    return Quality(
        total,
        events.tier,
        Part(total - with_place, total),
        outside,
        Part(int(snapped.sum()), with_place),
        Part(int(_repeated(some).sum()), with_place),
        Part(int((~events.timed).sum()), total),
        Part(int(on_default.sum()), with_place),
        defaults,
        boundary.name if boundary else None,
    )


def _round(events: Events) -> Bools:
    return np.asarray((events.easting % ROUND == 0) & (events.northing % ROUND == 0))


def _repeated(events: Events) -> Bools:
    places = events.easting + 1j * events.northing
    _, back, numbers = np.unique(places, return_inverse=True, return_counts=True)
    return np.asarray(numbers[back] > 1)
