"""A home with recorded crime of a dozen forces and one force's own extract, small enough to make in seconds."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from sextant.config import Home
from tests.unit.lake.files import loaded
from tests.unit.measures.lakes import home_with, quarters
from tests.unit.measures.test_figures_from_own_crimes import HEAD, MAPPING

OTHERS = (
    "Durham", "Cleveland", "Cumbria", "Kent", "Surrey", "Sussex", "Norfolk", "Suffolk", "Dorset", "Cheshire", "Essex",
)  # fmt: skip
BURGLARIES, HOMICIDES = "28E", "1"
CYCLE = (7, -4, 11, -9, 3, -8, 5, -2)


def full_home(folder: Path) -> Home:
    """Northumbria's burglaries stay where they were, its homicides are few; its own records hold no homicide."""
    forces = [quarters(lambda k: 500 + CYCLE[k % 8], BURGLARIES), quarters(lambda k: 4 + k % 2, HOMICIDES)]
    forces += [quarters(_wave(300 + 40 * n, n), BURGLARIES, name) for n, name in enumerate(OTHERS)]
    home = home_with(folder, *forces)
    return with_own_records(home, folder)


def with_own_records(home: Home, folder: Path) -> Home:
    """48 months of the force's own records to December 2021, a confirmed discharge in the north every other month."""
    months = [f"{2018 + k // 12}-{k % 12 + 1:02d}-15" for k in range(48)]
    lines = [f"F{k},46,{month},,North,N,N,N" for k, month in enumerate(months)]
    lines += [
        f"G{k},8N,{month},,{('North', 'South')[k % 4 == 0]},N,N,Y" for k, month in enumerate(months) if k % 2 == 0
    ]
    (folder / "crimes.csv").write_text("\n".join([HEAD, *lines]) + "\n")
    (folder / "map.toml").write_text(MAPPING)
    loaded(home, "crimes", folder / "crimes.csv", mapping=folder / "map.toml", dated="2022-01-31")
    return home


def _wave(level: int, start: int) -> Callable[[int], int]:
    return lambda k: level + CYCLE[(k + start) % 8]
