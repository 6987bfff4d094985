"""Places: where, when and why there; patrols and whether they worked. Pure functions on arrays, no Django.

Modules whose names end in `_kernel` import numba and are imported when they are needed, not here.
"""

from sextant.places.events import Events, as_events, point_keys
from sextant.places.projection import from_grid, to_grid
from sextant.places.reading import Held, events_of, with_harm

__all__ = [
    "Events",
    "Held",
    "as_events",
    "events_of",
    "from_grid",
    "point_keys",
    "to_grid",
    "with_harm",
]
