"""Events as arrays: where, when, what kind, how precisely; and how they are read from the lake."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from typing import Any, Literal

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Codes = npt.NDArray[np.int32]
Bools = npt.NDArray[np.bool_]
Months = npt.NDArray[np.datetime64]
Tier = Literal["exact", "map point", "mixed", "none"]

NO_POINT = -1
NOT_KNOWN = -1


@dataclass(frozen=True)
class Events:
    """n events, one place of every array each; their order says nothing.

    easting, northing: metres (EPSG:27700), nan where the record has no place.
    month: datetime64[M]; of street crimes the month published, of a force's own crimes the month of recording.
    since, until: datetime64[s] between which it happened, NaT where not known; both are NaT for police.uk.
    kind: index into `kinds` (crime types, or offence codes). lsoa: index into `lsoas`, -1 where none is recorded.
    location: index into `locations` (what police.uk writes of a map point: a street, Hospital), -1 where there is none.
    exact: True where the force gave the coordinates, False for an anonymised map point of police.uk.
    point: key of the map point (see `point_keys`), -1 where there is none.
    weight: 1, or what the offence weighs where harm was asked for.
    """

    easting: Floats
    northing: Floats
    month: Months
    since: Months
    until: Months
    kind: Codes
    kinds: tuple[str, ...]
    lsoa: Codes
    lsoas: tuple[str, ...]
    location: Codes
    locations: tuple[str, ...]
    exact: Bools
    point: Ints
    weight: Floats

    def __len__(self) -> int:
        return len(self.easting)

    def __getitem__(self, which: Any) -> Events:
        """The events at a mask, a slice or places; the lists of kinds and LSOAs stay whole."""
        return replace(self, **{name: getattr(self, name)[which] for name in ARRAYS})

    @property
    def placed(self) -> Bools:
        """Which events have a place."""
        return np.isfinite(self.easting) & np.isfinite(self.northing)

    @property
    def tier(self) -> Tier:
        """How precise the places are. `mixed` must be said beside any result that holds both."""
        if not len(self):
            return "none"
        if self.exact.all():
            return "exact"
        return "mixed" if self.exact.any() else "map point"

    @property
    def timed(self) -> Bools:
        """Which events have a moment, not only a month."""
        return ~np.isnat(self.since)

    @property
    def month_number(self) -> Ints:
        """Months since January 1970: whole numbers to subtract and sort."""
        return self.month.astype("datetime64[M]").astype(np.int64)

    def of_kinds(self, *names: str) -> Events:
        """The events of these kinds; a name that does not occur adds none."""
        wanted = [place for place, name in enumerate(self.kinds) if name in names]
        return self[np.isin(self.kind, wanted)]

    def between(self, first: str, last: str) -> Events:
        """The events of the months from `first` to `last` (YYYY-MM), both counted."""
        return self[(self.month >= np.datetime64(first, "M")) & (self.month <= np.datetime64(last, "M"))]


ARRAYS = tuple(each.name for each in fields(Events) if each.name not in ("kinds", "lsoas", "locations"))


def as_events(
    easting: npt.ArrayLike,
    northing: npt.ArrayLike,
    *,
    month: npt.ArrayLike | None = None,
    since: npt.ArrayLike | None = None,
    until: npt.ArrayLike | None = None,
    kind: npt.ArrayLike | None = None,
    lsoa: npt.ArrayLike | None = None,
    location: npt.ArrayLike | None = None,
    exact: bool = True,
    point: npt.ArrayLike | None = None,
    weight: npt.ArrayLike | None = None,
) -> Events:
    """Events from plain arrays, for notebooks and tests. `kind`, `lsoa` and `location` are names ('' for no LSOA).

    Without `month` it is the month of `since`, and NaT without either.
    """
    x, y = np.asarray(easting, dtype=np.float64), np.asarray(northing, dtype=np.float64)
    size = len(x)
    begun = _moments(since, size)
    kinds, kind_codes = coded(np.full(size, "") if kind is None else np.asarray(kind))
    lsoas, lsoa_codes = _named(lsoa, size)
    locations, location_codes = _named(location, size)
    return Events(
        x,
        y,
        (begun if month is None else np.asarray(month)).astype("datetime64[M]"),
        begun,
        begun if until is None else _moments(until, size),
        kind_codes,
        kinds,
        lsoa_codes,
        lsoas,
        location_codes,
        locations,
        np.full(size, exact),
        np.full(size, NO_POINT) if point is None else np.asarray(point, dtype=np.int64),
        np.ones(size) if weight is None else np.asarray(weight, dtype=np.float64),
    )


def coded(names: npt.NDArray[Any]) -> tuple[tuple[str, ...], Codes]:
    """Different names in order, and the place of each name among them."""
    different, places = np.unique(names.astype(str), return_inverse=True)
    return tuple(different.tolist()), places.astype(np.int32)


def point_keys(longitude: npt.ArrayLike, latitude: npt.ArrayLike) -> Ints:
    """One whole number a map point, from its coordinates at 6 decimals; -1 where there are none."""
    x, y = np.asarray(longitude, dtype=np.float64), np.asarray(latitude, dtype=np.float64)
    known = np.isfinite(x) & np.isfinite(y)
    east = np.rint(np.where(known, x + 180, 0) * 1e6).astype(np.int64)
    north = np.rint(np.where(known, y + 90, 0) * 1e6).astype(np.int64)
    return np.where(known, east * 1_000_000_000 + north, NO_POINT)


def _named(names: npt.ArrayLike | None, size: int) -> tuple[tuple[str, ...], Codes]:
    different, codes = coded(np.full(size, "") if names is None else np.asarray(names))
    empty = different.index("") if "" in different else -2
    return different, np.where(codes == empty, NOT_KNOWN, codes).astype(np.int32)


def _moments(values: npt.ArrayLike | None, size: int) -> Months:
    given = np.full(size, "NaT") if values is None else np.asarray(values)
    return given.astype("datetime64[s]")
