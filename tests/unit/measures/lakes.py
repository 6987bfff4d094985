"""Lakes of made-up numbers for the measures: a handful of quarters and months with known answers."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from sextant.config import Home
from sextant.measures import FigureSet, figure_set
from tests.unit.lake.files import loaded, recorded, street

YEARS = ("2014/15", "2015/16", "2016/17", "2017/18", "2018/19", "2019/20", "2020/21", "2021/22")


def quarters(
    number: Callable[[int], int], code: str, force: str = "Northumbria"
) -> list[tuple[str, int, str, str, int]]:
    """Eight financial years of one code; `number` of the quarter's place, 0 for April to June 2016."""
    places = [(year, quarter) for year in YEARS for quarter in (1, 2, 3, 4)]
    return [(year, quarter, force, code, number(k)) for k, (year, quarter) in enumerate(places, -8)]


def home_with(tmp_path: Path, *series: Sequence[tuple[str, int, str, str, int]], dated: str = "2022-04-28") -> Home:
    home = Home(tmp_path / "home")
    rows = [row for each in series for row in each]
    loaded(home, "recorded-crime", recorded(tmp_path / f"recorded-{dated}.csv", rows), dated=dated)
    return home


def with_street(home: Home, tmp_path: Path, months: Mapping[str, Mapping[str, int]]) -> Home:
    for month, counts in months.items():
        street(tmp_path / "street", month, counts)
    loaded(home, "police-uk", tmp_path / "street")
    return home


def asked(home: Home, to: str = "2021-12", baseline: str = "2019-06", **more: object) -> FigureSet:
    return figure_set(home, force="northumbria", to=to, baseline=baseline, **more)  # type: ignore[arg-type]
