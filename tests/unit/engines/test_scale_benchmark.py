from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from benchmarks import scale_lake, scale_run

from sextant.config import Home
from sextant.engines import engine
from sextant.engines.base import Query, Tally
from sextant.lake.catalogue import Lake
from sextant.lake.selection import select


@pytest.fixture(scope="module")
def origin(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Home]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(scale_lake, "YEARS", 2)
        yield scale_lake.one_force(tmp_path_factory.mktemp("scale"), 0.01)


def by_body(home: Home, kind: str, tally: Tally = Tally()) -> dict[str, int]:
    table = scale_lake.TABLES[kind]
    found = engine().run(Query(table, (), ("body",), tally), select(Lake(home.lake), kind, table).parts())
    return {str(body): number for (body,), number in found.items()}


def test_every_force_of_the_scale_lake_is_a_thinned_copy_and_no_two_are_alike(
    origin: Home, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(scale_lake, "FORCES", 3)
    [whole] = by_body(origin, "police-uk").values()
    home = Home(tmp_path / "all")
    made = scale_lake.forces(home, origin, whole * 3 // 2)
    rows = by_body(home, "police-uk")
    assert sum(rows.values()) == made
    assert made == pytest.approx(whole * 3 / 2, rel=0.05)
    assert sorted(rows, key=rows.__getitem__) == ["made-up-01", "made-up-02", "made-up-03"]
    for kind, tally in (("crimes", Tally()), ("recorded-crime", Tally("sum", "count"))):
        each = by_body(home, kind, tally)
        assert each["made-up-01"] < each["made-up-02"] < each["made-up-03"] < sum(by_body(origin, kind, tally).values())


def test_a_force_too_small_to_be_thinned_to_the_size_asked_for_is_an_error(origin: Home, tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="raise its scale"):
        scale_lake.forces(Home(tmp_path / "all"), origin, 10**9)


def test_one_run_reports_all_figures_of_all_forces(
    origin: Home, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    import json

    monkeypatch.setattr(scale_lake, "FORCES", 2)
    home = Home(tmp_path / "all")
    scale_lake.forces(home, origin, 1000)
    reports = []
    for name in ("duck", "reference"):
        scale_run.main(str(home.root), name)
        reports.append(json.loads(capsys.readouterr().out))
    assert reports[0]["sha256"] == reports[1]["sha256"]
    assert reports[0]["forces"] == 2
    assert reports[0]["figures"] == reports[1]["figures"] > 40
    assert min(reports[0]["cpu"], reports[0]["peak_mb"]) > 0
