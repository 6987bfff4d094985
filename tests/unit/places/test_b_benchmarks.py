"""The benchmarks of near repeats, scans and the back-test do on a little what they do on much."""

from pathlib import Path

import numpy as np
import pytest
from benchmarks import places_forecast, places_knox, places_scan
from benchmarks.places_peers import made_up

from sextant.places import BackTest, NearRepeats, Scan, back_test, near_repeats


def test_the_one_band_of_the_peers_holds_every_pair_up_to_and_with_its_limits() -> None:
    events = places_scan.with_months(made_up(300, 60))
    found = places_knox.one_band(events).cells
    x, y, t = events.easting, events.northing, events.month_number
    near = np.hypot(x[:, None] - x, y[:, None] - y) <= places_knox.METRES
    together = near & (np.abs(t[:, None] - t) <= places_knox.MONTHS)
    assert [cell.observed for cell in found] == [(together.sum() - len(events)) // 2]


def test_scattered_events_have_about_the_pairs_asked() -> None:
    x, y, t = places_knox.scattered(2_000, 40_000)
    found = near_repeats(x, y, t, distances=[1_000], lags=[400], permutations=0)
    assert isinstance(found, NearRepeats)
    assert sum(cell.observed for cell in found.cells) == pytest.approx(40_000, rel=0.15)


def test_the_scan_takes_events_without_months_too() -> None:
    events = places_scan.with_months(made_up(200, 40))
    assert isinstance(places_scan.scanned(events[events.easting > 0], threads=1), Scan)
    assert places_scan.with_months(events) is events


def test_without_the_public_files_the_back_test_is_skipped_with_the_reason(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("SEXTANT_DATA", str(tmp_path))
    places_forecast.main()
    assert capsys.readouterr().out.startswith("skipped: the public street files are not here")
    events, what = places_knox.burglaries()
    assert what.startswith("made-up") and not np.isnat(events.month).any()


def test_the_table_of_rankings_is_printed(capsys: pytest.CaptureFixture[str]) -> None:
    from tests.unit.places.test_forecast import GRID, TOWN

    found = back_test(TOWN, GRID, kinds=["Burglary"], first="2021-03", last="2021-05")
    assert isinstance(found, BackTest)
    places_forecast._table(found)
    assert "local-eb" in capsys.readouterr().out
