"""The street file of a month: every crime but its own detail, and anti-social behaviour."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from sextant.synthetic.crimes import Crimes
from sextant.synthetic.definition import Definition
from sextant.synthetic.lines import Output, hexadecimal, pick
from sextant.synthetic.map_points import MapPoints
from sextant.synthetic.outcomes import LAST
from sextant.synthetic.territory import Territory

Ints = npt.NDArray[np.int64]
HEADING = (
    "Crime ID,Month,Reported by,Falls within,Longitude,Latitude,Location,LSOA code,LSOA name,Crime type,"
    "Last outcome category,Context"
)


def write_street(
    truth: Definition,
    land: Territory,
    points: MapPoints,
    name: str,
    crimes: Crimes,
    places: Ints,
    last: Ints,
    nuisance: Ints,
    chance: np.random.Generator,
    output: Output,
) -> None:
    """Write crimes at `places` with their `last` outcomes, and anti-social behaviour at the places `nuisance`.

    Rows stand by neighbourhood, and in no order within one.
    """
    kinds, rest = len(LAST), len(truth.categories) * len(LAST)
    category = np.array(truth.category_of)[crimes.offence]
    tail = np.concatenate([category * kinds + last, np.full(nuisance.size, rest)])
    place = np.concatenate([places, nuisance])
    ids = pa.concat_arrays([hexadecimal(crimes.ids), pa.repeat("", nuisance.size)])
    order = chance.permutation(place.size)
    order = order[np.argsort(_neighbourhood(land, place[order]), kind="stable")]
    output.lines(
        [
            pick(ids, order),
            f",{crimes.month},{name},{name},",
            pick(points.texts(crimes.month), place[order]),
            pick(_tails(truth), tail[order]),
        ]
    )


def _neighbourhood(land: Territory, place: Ints) -> Ints:
    """Where a row stands in the file; those without place or neighbourhood come first."""
    size = land.east.size
    return np.where(place < size, land.neighbourhood[np.minimum(place, size - 1)], -1)


def _tails(truth: Definition) -> pa.Array:
    """`,type,last outcome,` for each category and last outcome, then that of anti-social behaviour."""
    tails = [f",{category.name},{last}," for category in truth.categories for last in LAST]
    return pa.array([*tails, f",{truth.offences[-1].category},,"])
