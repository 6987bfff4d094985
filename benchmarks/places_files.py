"""Real street-level files of police.uk as events, for the benchmarks of places and for tests that want them."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.csv as pc

from sextant.places.events import Events, as_events, point_keys
from sextant.places.projection import to_grid

VIOLENCE = ("Violence and sexual offences",)
NEIGHBOURHOOD = ("Burglary", "Robbery", "Theft from the person", "Vehicle crime")
TEXTS = ("Month", "LSOA code", "Crime type")
COLUMNS = dict.fromkeys(TEXTS, pa.string()) | dict.fromkeys(("Longitude", "Latitude"), pa.float64())
BOX = (360_000.0, 545_000.0, 445_000.0, 660_000.0)
"""Northumbria with a margin; the few points outside are strays."""


def real_events(folder: Path) -> Events:
    """All rows in the box of the street files of Northumbria under `folder`, months in order."""
    reading = pc.ConvertOptions(column_types=COLUMNS, include_columns=list(COLUMNS))
    files = sorted((folder / "policeuk-northumbria").glob("*/*-street.csv"))
    rows = pa.concat_tables([pc.read_csv(path, convert_options=reading) for path in files])
    longitude, latitude = (rows[name].to_numpy() for name in ("Longitude", "Latitude"))
    x, y = to_grid(longitude, latitude)
    inside = (x >= BOX[0]) & (x < BOX[2]) & (y >= BOX[1]) & (y < BOX[3])
    month = rows["Month"].to_numpy(zero_copy_only=False).astype("datetime64[M]")
    kind, lsoa = (rows[name].to_numpy(zero_copy_only=False) for name in ("Crime type", "LSOA code"))
    point = point_keys(longitude, latitude)
    events = as_events(x, y, month=month, kind=kind, lsoa=lsoa, exact=False, point=point)
    return events[np.flatnonzero(inside)]
