"""Groups that lie together, share their like, or stand at the edge of the pool: judged more warily, and no more so."""

from __future__ import annotations

import json

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sextant.errors import Refusal
from sextant.evidence.verdicts import Verdict, VerdictCode
from sextant.places.evaluation_beside import of_all_areas
from sextant.places.evaluation_matched import matched_change
from sextant.places.evaluation_ranks import Ranked, least_clear, ranked
from sextant.places.evaluation_spread import _beyond_level, correlation_by_distance, spread_of_group
from sextant.places.evaluation_wdd import BeforeAfter, no_clearer_than, weighted_displacement_difference
from sextant.places.matching import Matched, match_on_baseline

LOWER, UNCLEAR = VerdictCode.LOWER, VerdictCode.NO_CLEAR_CHANGE
SIDE = 20
SQUARES = np.stack(np.meshgrid(np.arange(SIDE), np.arange(SIDE)), axis=-1).reshape(-1, 2) * 200.0


def shared_luck(seed: int, width: int = 5, sway: float = 0.5) -> tuple[np.ndarray, np.ndarray]:
    """Counts before and after on 400 squares, where blocks of `width` squares rise and fall together."""
    chance = np.random.default_rng(seed)
    blocks = (SQUARES // (200 * width)).astype(int) @ np.array([SIDE // width, 1])
    luck = np.exp(chance.normal(0, sway, blocks.max() + 1))[blocks]
    rates = chance.gamma(8, 5, len(SQUARES))
    return chance.poisson(rates).astype(float), chance.poisson(rates * luck).astype(float)


def block(at: int, before: np.ndarray) -> np.ndarray:
    """Ten squares that lie together, none at the ends of the list of baselines."""
    apart = ((SQUARES - SQUARES[at]) ** 2).sum(axis=1).astype(float)
    apart[(before < np.quantile(before, 0.1)) | (before > np.quantile(before, 0.85))] = np.inf
    return np.argsort(apart, kind="stable")[:10]


# ── ranks ──


def test_ranks_spread_by_one_are_the_ranks() -> None:
    found = ranked(-3.0, np.arange(39.0))
    assert (found.p_value, found.middle) == (2 / 40, -22.0)
    assert (found.low, found.high) == (-41.0, -3.0)


@given(st.floats(-5, 5), st.floats(1, 4), st.integers(0, 50))
def test_spreading_never_makes_a_change_clearer_nor_its_interval_narrower(own: float, spread: float, seed: int) -> None:
    others = np.random.default_rng(seed).normal(size=199)
    plain, wide = ranked(own, others), ranked(own, others, spread=spread)
    assert wide.p_value >= plain.p_value
    assert wide.low <= plain.low + 1e-12
    assert wide.high >= plain.high - 1e-12
    assert wide.middle == plain.middle


def test_what_holds_both_ways_is_the_hull_and_the_larger_p() -> None:
    found = least_clear([Ranked(-0.5, -0.9, -0.1, 0.01), Ranked(-0.4, -0.8, 0.1, 0.12)])
    assert found == Ranked(-0.5, -0.9, 0.1, 0.12)


# ── spread ──


def test_one_area_is_not_spread() -> None:
    before, after = shared_luck(1)
    found = match_on_baseline(before, [int(np.argsort(before)[200])])
    assert spread_of_group(before, after, found, where=SQUARES) == 1


def test_areas_that_share_all_their_comparators_carry_the_error_of_these() -> None:
    alone = Matched(np.array([0, 1]), np.arange(2, 80).reshape(2, 39), np.array([], int))
    shared = Matched(np.array([0, 1]), np.tile(np.arange(2, 41), (2, 1)), np.array([], int))
    counts = np.full(80, 20.0)
    assert spread_of_group(counts, counts, alone) == pytest.approx(np.sqrt(1 + 1 / 39))
    assert spread_of_group(counts, counts, shared) == pytest.approx(np.sqrt(1 + 2 / 39))


def test_areas_that_rise_and_fall_together_are_found_to_do_so_and_only_nearby() -> None:
    before, after = shared_luck(3)
    change = np.log(after + 0.5) - np.log(before + 0.5)
    edges, found = correlation_by_distance(SQUARES, (change - change.mean()) / change.std())
    assert edges.tolist() == [200, 400, 800, 1600]
    assert found[0] > 0.3
    assert found[0] > found[2] > found[3]


def test_neighbours_are_spread_and_areas_far_apart_hardly() -> None:
    before, after = shared_luck(3)
    together = match_on_baseline(before, block(210, before))
    apart = match_on_baseline(before, np.argsort(before)[100:300:20])
    assert spread_of_group(before, after, together, where=SQUARES) > 1.5
    assert spread_of_group(before, after, apart, where=SQUARES) < 1.3
    assert spread_of_group(before, after, together) < 1.1


def test_without_shared_luck_neighbours_are_hardly_spread() -> None:
    before, after = shared_luck(5, sway=0.0)
    found = match_on_baseline(before, block(210, before))
    assert spread_of_group(before, after, found, where=SQUARES) < 1.3


@given(st.integers(0, 30), st.floats(0.01, 100))
def test_the_spread_does_not_care_about_the_unit_of_distance(seed: int, unit: float) -> None:
    before, after = shared_luck(seed)
    found = match_on_baseline(before, np.argsort(before)[150:160])
    plain = spread_of_group(before, after, found, where=SQUARES)
    assert plain >= 1
    assert spread_of_group(before, after, found, where=SQUARES * 2.0 ** round(np.log2(unit))) == pytest.approx(plain)


def test_an_areas_change_is_set_beside_the_38_nearest_in_baseline_and_their_own_spread() -> None:
    """By plain sums: 19 on either side in order of baseline, fewer at the ends, the area itself left out."""
    before, after = shared_luck(3)
    order = np.argsort(before, kind="stable")
    change = np.log(after[order] + 0.5) - np.log(before[order] + 0.5)
    near = [list(range(max(at - 19, 0), min(at + 20, len(change)))) for at in range(len(change))]
    beyond = np.array([change[at] - np.mean([change[k] for k in near[at] if k != at]) for at in range(len(change))])
    scaled = beyond / np.sqrt([np.mean(beyond[each] ** 2) for each in near])
    expected = np.empty(len(scaled))
    expected[order] = scaled - scaled.mean()
    assert _beyond_level(before, after) == pytest.approx(expected)


def test_places_that_are_none_are_refused() -> None:
    before, after = shared_luck(1)
    found = match_on_baseline(before, [200, 201])
    with pytest.raises(Refusal, match="no list of places"):
        spread_of_group(before, after, found, where=SQUARES[:-1])
    with pytest.raises(Refusal, match="no list of places"):
        spread_of_group(before, after, found, where=np.full_like(SQUARES, np.nan))
    with pytest.raises(Refusal, match="at one place"):
        spread_of_group(before, after, found, where=np.zeros_like(SQUARES))


# ── verdicts ──


def test_untouched_neighbours_are_seldom_called_changed_and_without_their_places_often() -> None:
    told = {True: 0, False: 0}
    for seed in range(60):
        before, after = shared_luck(seed)
        for known in told:
            series, places = np.column_stack([before, after]), SQUARES if known else None
            code = matched_change(series, block(210, before), 1, where=places, draws=399).verdict.code
            told[known] += code in (LOWER, VerdictCode.HIGHER)
    assert told[True] <= 3
    assert told[False] >= 9


def test_neighbours_where_crime_halved_are_still_found() -> None:
    found = 0
    for seed in range(20):
        before, after = shared_luck(seed, sway=0.1)
        treated = block(210, before)
        after[treated] = np.random.default_rng(seed).binomial(after[treated].astype(int), 0.5)
        series = np.column_stack([before, after])
        found += matched_change(series, treated, 1, where=SQUARES, draws=399).verdict.code is LOWER
    assert found >= 18


def test_a_fall_that_may_be_the_way_back_to_the_mean_is_not_clear() -> None:
    """Areas a fifth over their like before, and level with them after: all of it may be chance."""
    chance = np.random.default_rng(2)
    before = np.concatenate([np.full(10, 242.0), chance.integers(195, 210, 80), np.full(10, 243.0)])
    after = np.concatenate([np.full(10, 200.0), chance.integers(196, 209, 80), chance.integers(196, 209, 10)])
    found = matched_change(np.column_stack([before, after]), np.arange(10), 1)
    assert found.ratio is not None and found.ratio < 0.95
    assert found.ratio_if_chance is not None and found.ratio_if_chance > found.ratio + 0.05
    assert found.verdict.code is not LOWER
    assert found.p_value is not None and found.p_value > 0.05
    assert found.high is not None and found.high >= 1


def test_the_document_holds_both_readings_and_the_spread() -> None:
    before, after = shared_luck(1)
    made = matched_change(np.column_stack([before, after]), block(210, before), 1, where=SQUARES).as_json()
    assert json.loads(json.dumps(made, allow_nan=False))["spread"] >= 1
    assert made["low"] <= min(made["ratio"], made["ratio_if_chance"])
    assert made["high"] >= max(made["ratio"], made["ratio_if_chance"])


# ── the quick test beside it ──


def test_the_quick_test_is_no_second_chance() -> None:
    quick = weighted_displacement_difference(BeforeAfter(207, 110), BeforeAfter(308, 318))
    assert quick.verdict.code is LOWER
    held = no_clearer_than(quick, Verdict(UNCLEAR))
    assert held.verdict.code is UNCLEAR
    assert held.sentence.count("There is no clear change.") == 1
    assert "clearly lower" not in held.sentence
    assert (held.change, held.p_value) == (quick.change, quick.p_value)


def test_the_quick_test_stands_where_the_headline_agrees_and_falls_where_it_says_the_contrary() -> None:
    quick = weighted_displacement_difference(BeforeAfter(207, 110), BeforeAfter(308, 318))
    assert no_clearer_than(quick, Verdict(LOWER)) == quick
    assert no_clearer_than(quick, Verdict(VerdictCode.HIGHER)).verdict.code is UNCLEAR


def test_a_quick_test_beside_what_can_not_be_judged_says_why() -> None:
    quick = weighted_displacement_difference(BeforeAfter(207, 110), BeforeAfter(308, 318))
    held = no_clearer_than(quick, Verdict(VerdictCode.NOT_COMPARABLE, "the map points were replaced"))
    assert held.verdict.code is VerdictCode.NOT_COMPARABLE
    assert "the map points were replaced" in held.sentence


def test_a_quick_test_that_is_not_clear_stays_as_it_is() -> None:
    quick = weighted_displacement_difference(BeforeAfter(20, 18), BeforeAfter(30, 31))
    assert no_clearer_than(quick, Verdict(LOWER)) == quick


def test_the_quick_test_says_that_it_counts_areas_which_the_headline_leaves_out() -> None:
    assert of_all_areas(20, 0) == ""
    assert of_all_areas(17, 3) == (" It counts all 20 areas, with the 3 without a like that the headline leaves out.")
