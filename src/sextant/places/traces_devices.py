"""Positions of several files by device: files that overlap hold the same positions, and each counts once."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

Point = tuple[datetime, tuple[float, float], bool]
"""When (UTC), where, and whether that is metres of the grid or longitude and latitude."""


@dataclass(frozen=True)
class Position:
    """One row as it was read; `officers` None where the row doesn't say. `nameless`: the file names no unit."""

    unit: str
    point: Point
    officers: float | None
    nameless: bool = False


@dataclass(frozen=True)
class Device:
    """The positions of one device. Its name tells whether it was on the plan, and is then dropped."""

    unit: str
    points: dict[Point, float | None]


def devices_of(files: Iterable[Iterable[Position]]) -> tuple[list[Device], int]:
    """The devices, and how many positions stood there more than once.

    Two files tell of one device where its name is the same *and* they share a position; a name alone says little, since
    two devices may both write "track 1". Tracks without a name are one device where they share a position.
    """
    found: dict[str, list[Device]] = {}
    read = 0
    for positions in files:
        for name, device, rows in _by_unit(positions):
            apart = [each for each in found.get(name, []) if each.points.keys().isdisjoint(device.points)]
            same = [each for each in found.get(name, []) if not each.points.keys().isdisjoint(device.points)]
            found[name] = [*apart, _merged([*same, device])]
            read += rows
    devices = [each for name in sorted(found) for each in found[name]]
    return devices, read - sum(len(each.points) for each in devices)


def _by_unit(positions: Iterable[Position]) -> list[tuple[str, Device, int]]:
    """The devices of one file by the name that another file may know them by, and the rows of each."""
    rows: dict[tuple[str, str], list[Position]] = {}
    for each in positions:
        rows.setdefault(("" if each.nameless else each.unit, each.unit), []).append(each)
    return [(name, Device(unit, _points(held)), len(held)) for (name, unit), held in rows.items()]


def _points(positions: Iterable[Position]) -> dict[Point, float | None]:
    points: dict[Point, float | None] = {}
    for each in positions:
        points[each.point] = _most(points.get(each.point), each.officers)
    return points


def _merged(devices: list[Device]) -> Device:
    points: dict[Point, float | None] = {}
    for device in devices:
        for point, officers in device.points.items():
            points[point] = _most(points.get(point), officers)
    return Device(devices[0].unit, points)


def _most(one: float | None, other: float | None) -> float | None:
    told = [each for each in (one, other) if each is not None]
    return max(told, default=None)
