"""The placebo benchmark chooses, strikes out, counts and judges as it says it does."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from benchmarks import places_knox, places_peers, places_placebo
from benchmarks.__main__ import ALL
from benchmarks.places_placebo import MATCHED, NAIVE, QUICK, Told, goal
from benchmarks.places_placebo_areas import ANY, BUSIEST, HELD_OUT, SEEN, TOGETHER, Areas, chosen, real_areas
from benchmarks.places_placebo_lots import by_lot, made_up

from sextant.evidence.verdicts import VerdictCode
from sextant.places.near_repeats import NearRepeat

LOWER, HIGHER, UNCLEAR = VerdictCode.LOWER, VerdictCode.HIGHER, VerdictCode.NO_CLEAR_CHANGE
ONE = Told(MATCHED, "any area, 1", False, ("violence", 12), UNCLEAR)


def made(areas: int = 200, months: int = 25) -> Areas:
    chance = np.random.default_rng(1)
    counts = chance.poisson(chance.gamma(3, 1.5, (areas, 1)), (areas, months)).astype(float)
    return Areas("LSOA", "violence", False, counts, chance.uniform(0, 5_000, (areas, 2)))


# ── choosing ──


@pytest.mark.parametrize("choice", [ANY, BUSIEST, TOGETHER])
def test_areas_are_chosen_once_each_and_only_with_a_baseline_that_can_be_judged(choice: str) -> None:
    baseline, where = np.arange(100.0), np.random.default_rng(1).uniform(0, 1, (100, 2))
    for seed in range(10):
        found = chosen(np.random.default_rng(seed), baseline, where, choice, 5)
        assert len(set(found.tolist())) == 5
        assert baseline[found].min() >= 12


def test_the_busiest_are_of_the_busiest_twentieth_and_neighbours_lie_together_in_the_busiest_fifth() -> None:
    chance, baseline = np.random.default_rng(1), np.arange(12.0, 412.0)
    where = chance.uniform(0, 1, (400, 2))
    assert chosen(chance, baseline, where, BUSIEST, 5).min() >= 380
    together = chosen(chance, baseline, where, TOGETHER, 5)
    assert together.min() >= 320
    assert where[together].std(axis=0).max() < where[320:].std(axis=0).min()


def test_no_set_of_crimes_held_out_was_seen() -> None:
    seen, held_out = ({kind for kinds in sets.values() for kind in kinds} for sets in (SEEN, HELD_OUT))
    assert not seen & held_out


def test_real_areas_have_their_crimes_and_a_place(real_data: Path) -> None:
    found = {(each.unit, each.crimes): each for each in real_areas(real_data)}
    assert len(found) == 18
    violence = found["LSOA", "violence"]
    assert 900 < len(violence.series) < 1_100
    assert violence.series.shape[1] == 25  # 2022-01 is absent
    streets = found["street", "violence"]
    assert 10_000 < len(streets.series) < 17_800
    assert streets.series.sum() == found["200 m", "violence"].series.sum()
    assert all(np.isfinite(each.where).all() and each.series.any(axis=1).all() for each in found.values())
    assert [each.held_out for each in found.values()].count(True) == 9


# ── drawing ──


def test_crimes_are_struck_out_of_the_treated_after_the_start_and_nowhere_else() -> None:
    window = np.full((6, 4), 100.0)
    left = places_placebo._struck_out(window, np.array([1, 4]), 2, 0.5, seed=1)
    assert left[[1, 4], 2:].sum() == pytest.approx(200, abs=50)
    left[np.ix_([1, 4], [2, 3])] = 100
    assert (left == window).all()
    assert places_placebo._struck_out(window, np.array([1]), 2, 0.0, seed=1) is window


def test_each_draw_asks_every_design_and_some_with_a_fall() -> None:
    told = list(places_placebo._placebos(made(), ANY, 5, 8, 1))
    plain = [each for each in told if not each.fall]
    assert sum(each.design == MATCHED for each in plain) == 8
    assert sum(each.design == NAIVE for each in plain) == 8
    assert {each.fall for each in told} == {0.0, 0.3, 0.5}
    assert sum(each.fall == 0.5 for each in told) == 2


def test_the_quick_test_beside_never_says_more_than_the_headline() -> None:
    told = [each for each in places_placebo._placebos(made(), ANY, 5, 40, 2) if not each.fall]
    headline = [each.code for each in told if each.design == MATCHED and each.code is not VerdictCode.NOT_COMPARABLE]
    quick = [each.code for each in told if each.design == QUICK and each.code is not VerdictCode.NOT_COMPARABLE]
    assert len(quick) == len(headline) > 5
    assert quick.count(LOWER) <= headline.count(LOWER)


def test_lots_on_real_and_made_up_days_answer_once_a_draw() -> None:
    assert len(list(by_lot(made(), 3, 1))) == 3
    assert [each[1] for each in made_up(1, 1)] == [
        "made-up, 6 places, 56 days",
        "made-up, 20 places, 90 days",
    ]


# ── counting ──


def test_shares_are_of_what_was_judged_and_falls_stand_apart() -> None:
    told = [ONE] * 6 + [replace(ONE, code=LOWER)] * 2 + [replace(ONE, code=HIGHER)] * 2
    told += [replace(ONE, code=VerdictCode.NOT_COMPARABLE)] * 5
    told += [replace(ONE, code=LOWER, fall=0.5)] * 3 + [replace(ONE, fall=0.5)]
    row = places_placebo._row(told)
    assert (row.draws, row.judged, row.worked, row.rose) == (15, 10, 0.2, 0.2)
    assert row.found == (None, 0.75)


def test_an_error_is_never_nothing_and_grows_where_draws_share_their_luck() -> None:
    none = places_placebo._row([ONE] * 200)
    assert none.error is not None and 0.005 < none.error < 0.01
    spread = [replace(ONE, cluster=("violence", k % 20), code=LOWER if k < 20 else UNCLEAR) for k in range(200)]
    heaped = [replace(ONE, cluster=("violence", k // 10), code=LOWER if k < 20 else UNCLEAR) for k in range(200)]
    errors = [places_placebo._row(each).error for each in (spread, heaped)]
    assert errors[0] is not None and errors[1] is not None and errors[1] > 2 * errors[0]


def test_the_goal_is_the_share_itself_without_a_margin() -> None:
    row = replace(places_placebo._row([ONE] * 10), error=0.005)
    assert goal(replace(row, worked=0.05)) == "met"
    assert goal(replace(row, worked=0.051)) == "NOT MET"
    assert goal(replace(row, worked=0.02, error=0.008)) == "met (± over 0.7%)"
    assert goal(replace(row, design=NAIVE, worked=0.5)) == "–"
    assert goal(replace(row, worked=None, error=None)) == "–"


def test_without_the_public_files_the_lots_are_still_judged(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(places_placebo, "DATA", tmp_path)
    rows = places_placebo.run(1)
    assert {row.design for row in rows} == {"by lot, as assigned"}
    assert "are not here" in capsys.readouterr().out
    places_placebo._summary(rows)
    assert "Goal: 5% at most" in capsys.readouterr().out


def test_every_benchmark_of_places_is_run_by_default() -> None:
    files = {path.stem for path in Path(places_placebo.__file__).parent.glob("places_*.py")}
    runnable = {name for name in files if "\ndef main()" in _text(name)}
    assert runnable <= set(ALL)
    assert "places_placebo" in runnable


def _text(name: str) -> str:
    return (Path(places_placebo.__file__).parent / f"{name}.py").read_text("utf-8")


# ── near repeats beside the peers ──


def test_fewer_events_lie_as_close_and_the_line_says_whether_a_peer_counts_the_same(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(places_peers.shutil, "which", lambda name: None)
    _, found, peers = places_knox.fewer(400, 9)
    cell = found.cells[0]
    assert isinstance(cell, NearRepeat)
    assert len(found.cells) == 1
    assert len(peers) == 2
    peer = places_peers.Peer("other", (2.0,), np.array([cell.observed, cell.expected]))
    places_knox._beside(peer, 0.5, cell)
    places_knox._beside(replace(peer, found=np.array([cell.observed + 1, cell.expected])), 0.5, cell)
    places_knox._beside(peers[1], 0.5, cell)
    lines = capsys.readouterr().out.splitlines()
    assert "agrees" in lines[0] and "DIFFERS" in lines[1] and "skipped: R is not installed here" in lines[2]
