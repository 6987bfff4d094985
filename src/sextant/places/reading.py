"""Events from the lake: what is held of a force in a window, which months are missing, and from which editions."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
import numpy.typing as npt

from sextant.bodies import Bodies, Body
from sextant.config import Home
from sextant.engines.base import Part
from sextant.errors import Refusal
from sextant.lake.catalogue import Lake
from sextant.lake.consultations import consult
from sextant.lake.selection import Selection, select
from sextant.periods import Month, Window
from sextant.places.events import NO_POINT, NOT_KNOWN, Events, point_keys
from sextant.places.projection import to_grid
from sextant.severity.weights import Weights

if TYPE_CHECKING:
    import pyarrow as pa

Table = Literal["street", "crimes"]
KINDS = {"street": "police-uk", "crimes": "crimes"}
KIND_COLUMN = {"street": "crime_type", "crimes": "offence_code"}
COLUMNS = {
    "street": ("body", "period", "crime_type", "lsoa_code", "location", "longitude", "latitude"),
    "crimes": ("body", "period", "offence_code", "lsoa_code", "easting", "northing", "committed_from", "committed_to"),
}


@dataclass(frozen=True)
class Held:
    """The events of a window and what a map of them must say.

    `months` are held; `missing` are not, so that a window of 12 months may hold 11; `part_supplied` are held in part.
    `persons`: the rows are about people.
    """

    events: Events
    body: Body
    window: Window
    table: Table
    months: tuple[Month, ...]
    missing: tuple[Month, ...]
    part_supplied: tuple[Month, ...]
    editions: tuple[str, ...]
    persons: bool

    @property
    def completeness(self) -> str:
        return f"{len(self.months)} of {len(self.window)} months"


def events_of(
    home: Home,
    *,
    force: str,
    start: str,
    to: str,
    kinds: Collection[str] | None = None,
    table: Table = "street",
    why: str = "",
    editions: Sequence[str] = (),
    as_of: date | None = None,
    named: Window | None = None,
) -> Held:
    """The events of a force in the months from `start` to `to` (YYYY-MM), both counted.

    `kinds`: crime types of police.uk, or offence codes of a force's own crimes; None is all of them. `table` is
    `street` (map points, months) or `crimes` (true coordinates and moments). Own crimes are rows about people: `why`
    is needed and the look is logged. Rows without a place are kept, for the quality panel. Raises Refusal for an
    unknown force, month, edition or table, without `why`, and where no month of the window is held. `named`: the window
    that a person asked for, where more months are read than that; the refusal speaks of it.
    """
    if table not in KINDS:
        raise Refusal(f"table '{table}'", "has no places", "use street or crimes")
    body = Bodies.load(home.lists).named(force)
    window = Window(Month.parse(start, "--from"), Month.parse(to, "--to"))
    selection = select(Lake(home.lake), KINDS[table], table, as_of=as_of, pinned=editions)
    months = tuple(month for month in window if month in selection.present(body.slug))
    if not months:
        told = (named or window).in_words
        raise Refusal(body.name, f"has no {table} rows for the {told}", f"load {KINDS[table]} records")
    used = selection.editions_of(body.slug, months)
    persons = any(edition.persons for edition in used)
    if persons:
        details = {"force": body.slug, "window": str(window), "kinds": sorted(kinds or ())}
        consult(home.root, why=why, what=f"places of {table}", details=details)
    found = _events(_rows(selection.parts(), body, window, kinds, table), table)
    missing = tuple(month for month in window if month not in months)
    part = _part_supplied(selection, body, window)
    return Held(found, body, window, table, months, missing, part, tuple(each.id for each in used), persons)


def with_harm(events: Events, weights: Weights) -> tuple[Events, Mapping[str, int]]:
    """The events weighed by offence, and how many of each code have no weight; those are left out.

    Only offence codes have weights: inside one crime type of police.uk they run from 7.5 to 7,973. Raises Refusal for
    events without any code that has a weight.
    """
    known = [weights.of(name) for name in events.kinds]
    values = np.array([np.nan if each is None else each.value for each in known])
    if len(events) and not np.isfinite(values[events.kind]).any():
        raise Refusal(
            "harm", "can't be weighed: no event has an offence code with a weight", "use a force's own crimes"
        )
    each = values[events.kind] if len(events) else np.empty(0)
    counts = np.bincount(events.kind[np.isnan(each)], minlength=len(events.kinds))
    lacking = {name: int(count) for name, count in zip(events.kinds, counts, strict=True) if count}
    weighed = np.isfinite(each)
    return replace(events[weighed], weight=each[weighed]), lacking


def _rows(parts: Sequence[Part], body: Body, window: Window, kinds: Collection[str] | None, table: Table) -> pa.Table:
    import pyarrow as pa

    return pa.concat_tables([_of_part(part, body, window, kinds, table) for part in parts])


def _of_part(part: Part, body: Body, window: Window, kinds: Collection[str] | None, table: Table) -> pa.Table:
    import pyarrow as pa
    import pyarrow.compute as pc
    import pyarrow.parquet as pq

    day = pc.field("period")
    wanted = (pc.field("body") == body.slug) & (day >= window.start.first_day) & (day <= window.end.last_day)
    if part.keep is not None:
        wanted &= day.isin(pa.array([each for slug, each in part.keep if slug == body.slug], pa.date32()))
    if kinds is not None:
        wanted &= pc.field(KIND_COLUMN[table]).isin(pa.array(list(kinds), pa.string()))
    return pq.read_table(part.path, columns=list(COLUMNS[table]), filters=wanted)


def _events(rows: pa.Table, table: Table) -> Events:
    kind, kinds = _names(rows, KIND_COLUMN[table])
    lsoa, lsoas = _names(rows, "lsoa_code")
    size = rows.num_rows
    nowhere = np.full(size, NOT_KNOWN, dtype=np.int32), ()
    location, locations = nowhere if table == "crimes" else _names(rows, "location")
    timed = table == "crimes"
    easting, northing, point = _exact_places(rows) if timed else _map_points(rows)
    since = _moments(rows, "committed_from") if timed else np.full(size, "NaT", dtype="datetime64[s]")
    until = _moments(rows, "committed_to") if timed else since
    month = rows["period"].to_numpy().astype("datetime64[M]")
    exact = np.full(size, timed)
    return Events(
        easting,
        northing,
        month,
        since,
        until,
        kind,
        kinds,
        lsoa,
        lsoas,
        location,
        locations,
        exact,
        point,
        np.ones(size),
    )


def _exact_places(rows: pa.Table) -> tuple[npt.NDArray[Any], npt.NDArray[Any], npt.NDArray[Any]]:
    return rows["easting"].to_numpy(), rows["northing"].to_numpy(), np.full(rows.num_rows, NO_POINT)


def _map_points(rows: pa.Table) -> tuple[npt.NDArray[Any], npt.NDArray[Any], npt.NDArray[Any]]:
    """Each map point is projected once: there are far fewer of them than events."""
    longitude, latitude = rows["longitude"].to_numpy(), rows["latitude"].to_numpy()
    keys = point_keys(longitude, latitude)
    _, first, places = np.unique(keys, return_index=True, return_inverse=True)
    easting, northing = to_grid(longitude[first], latitude[first])
    return easting[places], northing[places], keys


def _names(rows: pa.Table, column: str) -> tuple[npt.NDArray[np.int32], tuple[str, ...]]:
    """Each row's place among the different names, which are in alphabetical order; -1 where there is none."""
    import pyarrow.compute as pc

    names = rows[column].combine_chunks()
    different = pc.unique(names.drop_null()).sort()
    places = pc.fill_null(pc.index_in(names, different), NOT_KNOWN)
    return places.to_numpy(zero_copy_only=False).astype(np.int32), tuple(different.to_pylist())


def _moments(rows: pa.Table, column: str) -> npt.NDArray[np.datetime64]:
    return rows[column].to_numpy().astype("datetime64[s]")  # type: ignore[no-any-return]


def _part_supplied(selection: Selection, body: Body, window: Window) -> tuple[Month, ...]:
    from sextant.lake.completeness import partial_months

    found = {month for months in partial_months(selection).get(body.slug, {}).values() for month in months}
    return tuple(sorted(month for month in found if month in window))
