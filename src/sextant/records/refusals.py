"""Where refused rows would have counted: what of them could be read, taken from the columns of their block."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from functools import cache
from typing import Any

import pyarrow as pa

from sextant.periods import Month
from sextant.records.kinds import Place, Refused, Sink, TableSpec


def refused_places(
    refused: Sequence[tuple[int, Refused]], spec: TableSpec, columns: Mapping[str, pa.Array]
) -> list[Refused]:
    """The refused rows, each with its place. `columns` hold what was read of all rows, null where it could not be."""
    at = pa.array([place for place, _ in refused], pa.int64())
    bodies = _values(columns, "body", at)
    firsts = _values(columns, "first" if "first" in columns else "period", at)
    lasts = _values(columns, "last" if "last" in columns else "period", at)
    series = _values(columns, spec.coded or spec.series, at)
    place = cache(_place)  # few places, many rows
    return [
        replace(each, place=place(spec.name, body, first, last, code))
        for (_, each), body, first, last, code in zip(refused, bodies, firsts, lasts, series, strict=True)
    ]


class PlacingSink:
    """A sink for a file of one body and period: refused rows of which nothing can be read are placed there."""

    def __init__(self, sink: Sink, place: Place) -> None:
        self._sink, self._place = sink, place
        self.write, self.read, self.warn, self.progress = sink.write, sink.read, sink.warn, sink.progress

    def refuse(self, refused: Sequence[Refused]) -> None:
        self._sink.refuse([replace(each, place=self._place) if each.place == Place() else each for each in refused])


def _place(table: str, body: str | None, first: date | None, last: date | None, series: str | None) -> Place:
    if first is None or last is None:
        return Place(table, body, series=series)
    return Place(table, body, Month.of(first), Month.of(last), series)


def _values(columns: Mapping[str, pa.Array], name: str, at: pa.Array) -> list[Any]:
    if name not in columns:
        return [None] * len(at)
    values: list[Any] = columns[name].take(at).to_pylist()
    return values
