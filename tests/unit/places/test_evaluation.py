"""Designs that judge patrols: known answers, unchanged worlds, and what they refuse."""

from __future__ import annotations

import json
import re
from datetime import date, timedelta
from math import sqrt
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sextant.errors import Refusal
from sextant.evidence.verdicts import Verdict, VerdictCode
from sextant.places.detectable import smallest_difference, smallest_ratio
from sextant.places.evaluation_costs import Grant, pounds_per_crime
from sextant.places.evaluation_effects import arm_effect
from sextant.places.evaluation_expected import expected_next
from sextant.places.evaluation_matched import matched_change
from sextant.places.evaluation_trial import intention_to_treat
from sextant.places.evaluation_wdd import BeforeAfter, displacement_quotient, weighted_displacement_difference
from sextant.places.matching import match_on_baseline
from sextant.places.trial import Arm, PlaceDay, blocks_of, digest, is_as_frozen, randomise_place_days, with_minutes

GOLDEN = json.loads((Path(__file__).resolve().parents[2] / "peers" / "places_c_statsmodels.json").read_text("utf-8"))
START = date(2026, 3, 2)
PLACES = [f"place-{k}" for k in range(12)]


def drawn(effect: float, seed: int, days: int = 56) -> tuple[list[PlaceDay], dict[tuple[str, date], float]]:
    """A trial whose patrolled days have `effect` times the rate; places and days differ."""
    trial = randomise_place_days(PLACES, START, days, share=0.5, seed=seed)
    chance = np.random.default_rng(seed)
    rates = dict(zip(PLACES, chance.gamma(3, 0.3, len(PLACES)), strict=True))
    busy = {START + timedelta(days=k): float(chance.gamma(8, 1 / 8)) for k in range(days)}
    events = {
        (each.place, each.day): float(count)
        for each in trial.place_days
        if (count := chance.poisson(rates[each.place] * busy[each.day] * (effect if each.arm is Arm.PATROL else 1)))
    }
    return list(trial.place_days), events


# ── weighted displacement difference ──


def test_the_published_example_of_the_displacement_difference_comes_out() -> None:
    found = weighted_displacement_difference(
        BeforeAfter(207, 110), BeforeAfter(308, 318), BeforeAfter(178, 157), BeforeAfter(150, 140)
    )
    assert (found.change, found.local, found.displaced) == (-118.0, -107.0, -11.0)
    assert found.error == pytest.approx(sqrt(1568))
    assert found.z == pytest.approx(-2.98, abs=0.005)
    assert found.verdict.code is VerdictCode.LOWER
    assert "from 207 to 110" in found.sentence
    assert "−118" in found.sentence


def test_the_interval_reaches_as_far_to_either_side_and_is_told_with_the_surroundings() -> None:
    found = weighted_displacement_difference(
        BeforeAfter(207, 110), BeforeAfter(308, 318), BeforeAfter(178, 157), BeforeAfter(150, 140)
    )
    reach = 1.959963985 * sqrt(1568)
    assert (found.low, found.high) == pytest.approx((-118 - reach, -118 + reach))
    assert "a difference of −118 (95% interval −195.6 to −40.4)" in found.sentence
    assert "their surroundings counted" in found.sentence
    alone = weighted_displacement_difference(BeforeAfter(207, 110), BeforeAfter(308, 318))
    assert "surroundings" not in alone.sentence
    told = alone.as_json()
    assert (told["change"], told["low"], told["high"]) == (alone.change, alone.low, alone.high)
    assert (told["verdict"], told["displaced"]) == ("lower", 0.0)


def test_overdispersion_widens_the_error_by_its_root() -> None:
    plain = weighted_displacement_difference(BeforeAfter(207, 110), BeforeAfter(308, 318))
    wide = weighted_displacement_difference(BeforeAfter(207, 110), BeforeAfter(308, 318), phi=4)
    assert wide.error == pytest.approx(2 * plain.error)
    assert wide.verdict.code is VerdictCode.NO_CLEAR_CHANGE


def test_unequal_times_enter_as_rates_with_their_own_variance() -> None:
    found = weighted_displacement_difference(BeforeAfter(120, 40, 12, 6), BeforeAfter(240, 120, 12, 6))
    assert found.change == pytest.approx((40 / 6 - 10) - (20 - 20))
    assert found.error == pytest.approx(sqrt(120 / 144 + 40 / 36 + 240 / 144 + 120 / 36))


def test_too_few_crimes_to_ever_show_a_fall_are_called_so() -> None:
    found = weighted_displacement_difference(BeforeAfter(5, 1), BeforeAfter(5, 6))
    assert found.verdict.code is VerdictCode.TOO_FEW
    assert "even no crime at all" in found.sentence


def test_no_crime_anywhere_has_no_z_and_no_verdict() -> None:
    found = weighted_displacement_difference(BeforeAfter(0, 0), BeforeAfter(0, 0))
    assert (found.z, found.p_value, found.verdict.code) == (None, None, VerdictCode.TOO_FEW)
    json.dumps(found.as_json(), allow_nan=False)


@pytest.mark.parametrize(
    ("arguments", "options"),
    [
        ((BeforeAfter(1, 1), BeforeAfter(1, 1), BeforeAfter(1, 1)), {}),
        ((BeforeAfter(-1, 1), BeforeAfter(1, 1)), {}),
        ((BeforeAfter(1, 1, 0, 1), BeforeAfter(1, 1)), {}),
        ((BeforeAfter(float("nan"), 1), BeforeAfter(1, 1)), {}),
        ((BeforeAfter(1, 1), BeforeAfter(1, 1)), {"phi": 0.5}),
    ],
)
def test_counts_that_are_none_are_refused(arguments: tuple[BeforeAfter, ...], options: dict[str, float]) -> None:
    with pytest.raises(Refusal):
        weighted_displacement_difference(*arguments, **options)


@given(st.lists(st.integers(0, 10_000), min_size=4, max_size=4), st.floats(0.1, 10))
def test_the_difference_does_not_care_about_the_unit_of_exposure(counts: list[int], unit: float) -> None:
    t0, t1, c0, c1 = counts
    plain = weighted_displacement_difference(BeforeAfter(t0, t1), BeforeAfter(c0, c1))
    other = weighted_displacement_difference(BeforeAfter(t0, t1, unit, unit), BeforeAfter(c0, c1, unit, unit))
    assert other.change == pytest.approx(plain.change / unit)
    assert other.p_value == pytest.approx(plain.p_value)


def test_the_displacement_quotient_is_none_where_its_denominator_is() -> None:
    assert displacement_quotient(BeforeAfter(10, 10), BeforeAfter(5, 8), BeforeAfter(20, 20)) is None
    assert displacement_quotient(BeforeAfter(10, 5), BeforeAfter(5, 8), BeforeAfter(0, 20)) is None
    moved = displacement_quotient(BeforeAfter(100, 50), BeforeAfter(50, 60), BeforeAfter(200, 200))
    assert moved == pytest.approx((60 / 200 - 50 / 200) / (50 / 200 - 100 / 200))


# ── before the start ──


def test_the_smallest_ratio_follows_the_formula_of_the_sheet() -> None:
    found = smallest_ratio(200, 300, phi=1.5)
    assert found.ratio_fall == pytest.approx(np.exp(-2.8016 * sqrt(1.5 * (1 / 200 + 1 / 300))), rel=1e-4)
    assert found.ratio_fall * found.ratio_rise == pytest.approx(1)
    assert "27% or more" in found.sentence


def test_the_smallest_difference_is_two_point_eight_roots_of_all_counts() -> None:
    assert smallest_difference([100, 100, 100, 100]) == pytest.approx(2.8016 * 20, rel=1e-4)


@pytest.mark.parametrize("call", [(0, 10, {}), (10, 10, {"power": 1.0}), (10, 10, {"phi": 0.2}), (-1, 10, {})])
def test_a_trial_that_expects_nothing_has_no_smallest_effect(call: tuple[float, float, dict[str, float]]) -> None:
    treated, control, options = call
    with pytest.raises(Refusal):
        smallest_ratio(treated, control, **options)


# ── the trial's list ──


def test_every_block_of_a_place_and_week_has_the_same_number_of_patrolled_days() -> None:
    trial = randomise_place_days(PLACES, START, 28, share=0.4, seed=7)
    blocks = blocks_of(trial.place_days)
    treated = np.array([each.arm is Arm.PATROL for each in trial.place_days])
    assert len(trial.place_days) == 28 * len(PLACES)
    assert set(np.bincount(blocks, treated)) == {3.0}
    assert {each.minutes for each in trial.place_days if each.arm is Arm.CONTROL} == {0.0}


def test_the_same_seed_draws_the_same_list_and_another_one_another() -> None:
    one, again = (randomise_place_days(PLACES, START, 14, share=0.5, seed=7) for _ in range(2))
    other = randomise_place_days(PLACES, START, 14, share=0.5, seed=8)
    assert one == again
    assert one.sha256 != other.sha256


def test_a_place_added_leaves_the_draw_of_the_others_alone() -> None:
    short = randomise_place_days(PLACES[:3], START, 14, share=0.5, seed=7).place_days
    long = randomise_place_days(PLACES, START, 14, share=0.5, seed=7).place_days
    assert set(short) <= set(long)


def test_changed_minutes_keep_the_hash_and_a_changed_arm_breaks_it() -> None:
    trial = randomise_place_days(PLACES, START, 7, share=0.5, seed=7)
    first = next(each for each in trial.place_days if each.arm is Arm.PATROL)
    assert is_as_frozen(with_minutes(trial, {(first.place, first.day): 45.0}))
    swapped = tuple(PlaceDay(e.place, e.day, Arm.CONTROL) if e == first else e for e in trial.place_days)
    assert digest(swapped, trial.share, trial.seed) != trial.sha256


@pytest.mark.parametrize(
    ("places", "days", "share"), [([], 7, 0.5), (["a"], 0, 0.5), (["a"], 7, 1.0), (["a", "a"], 7, 0.5)]
)
def test_a_trial_without_places_days_or_two_arms_is_refused(places: list[str], days: int, share: float) -> None:
    with pytest.raises(Refusal):
        randomise_place_days(places, START, days, share=share, seed=1)


@pytest.mark.parametrize(("share", "patrolled"), [(0.01, 1), (0.36, 3), (0.5, 4), (0.99, 6)])
def test_each_week_of_a_place_has_its_share_of_patrolled_days_and_always_both_arms(
    share: float, patrolled: int
) -> None:
    """Of seven days, to the nearest day; however small or large the share, one of them stays on either side."""
    days = randomise_place_days(["a", "b"], START, 14, share=share, seed=3).place_days
    weeks = {(each.place, (each.day - START).days // 7) for each in days}
    counts = [
        sum(each.arm is Arm.PATROL for each in days if (each.place, (each.day - START).days // 7) == week)
        for week in weeks
    ]
    assert counts == [patrolled] * 4


# ── intention to treat ──


@pytest.mark.parametrize("case", GOLDEN["cases"], ids=["6 places", "12 places", "20 places", "4 places"])
def test_the_effect_and_its_clustered_error_agree_with_statsmodels(case: dict[str, list[int]]) -> None:
    answer = case["answer"]
    found = arm_effect(case["counts"], case["treated"], case["place"], case["day"])
    assert found is not None
    assert found.log_ratio == pytest.approx(answer["log_ratio"], abs=1e-7)  # type: ignore[call-overload]
    assert found.error == pytest.approx(answer["error"], rel=1e-6)  # type: ignore[call-overload]
    assert found.phi == pytest.approx(max(answer["phi"], 1), rel=1e-6)  # type: ignore[call-overload]


def test_an_effect_that_coincides_with_places_can_not_be_told() -> None:
    place, day = np.indices((4, 10)).reshape(2, -1)
    assert arm_effect(np.ones(40), place < 2, place, day) is None
    assert arm_effect(np.zeros(40), day % 2, place, day) is None


def test_a_large_effect_is_found_and_its_interval_holds_the_truth() -> None:
    days, events = drawn(0.5, seed=4)
    found = intention_to_treat(days, events, draws=499)
    assert found.verdict.code is VerdictCode.LOWER
    assert found.low is not None and found.high is not None and found.low < 0.5 < found.high
    assert found.avoided is not None and found.avoided[1] > 0
    assert "assigned to patrol" in found.sentence
    assert "Days were assigned by lot" in found.sentence


def test_days_count_as_assigned_whatever_was_delivered() -> None:
    days, events = drawn(0.5, seed=4)
    nothing_came = [PlaceDay(each.place, each.day, each.arm, 0.0) for each in days]
    assert intention_to_treat(days, events, draws=99) == intention_to_treat(nothing_came, events, draws=99)


def test_an_unchanged_world_is_seldom_called_changed() -> None:
    verdicts = [intention_to_treat(*drawn(1.0, seed), draws=199).verdict.code for seed in range(60)]
    assert sum(code is VerdictCode.LOWER for code in verdicts) <= 4
    assert sum(code is VerdictCode.HIGHER for code in verdicts) <= 4


def test_the_same_seed_gives_the_same_p_and_the_order_of_the_list_none() -> None:
    days, events = drawn(0.9, seed=2)
    one = intention_to_treat(days, events, draws=299)
    other = intention_to_treat(days, events, draws=299)
    assert one == other
    assert intention_to_treat(days[::-1], events, draws=299).ratio == one.ratio


def test_no_crime_at_all_is_too_few_and_prints_no_nan() -> None:
    days, _ = drawn(1.0, seed=1)
    found = intention_to_treat(days, {}, draws=49)
    assert found.verdict.code is VerdictCode.TOO_FEW
    assert (found.ratio, found.low, found.seen) == (None, None, None)
    json.dumps(found.as_json(), allow_nan=False)


def test_a_trial_of_two_places_gets_no_verdict() -> None:
    trial = randomise_place_days(["a", "b"], START, 28, share=0.5, seed=1)
    events = {(each.place, each.day): 2.0 for each in trial.place_days}
    assert intention_to_treat(trial.place_days, events, draws=49).verdict.code is VerdictCode.NOT_COMPARABLE


def test_events_outside_the_trial_and_lists_with_one_arm_are_refused() -> None:
    days, events = drawn(1.0, seed=1)
    with pytest.raises(Refusal, match="elsewhere"):
        intention_to_treat(days, {**events, ("elsewhere", START): 1.0})
    with pytest.raises(Refusal, match="both arms"):
        intention_to_treat([each for each in days if each.arm is Arm.PATROL], {})
    with pytest.raises(Refusal, match="twice"):
        intention_to_treat([*days, days[0]], {})


# ── matched areas ──


def unchanged(seed: int, areas: int = 300, periods: int = 18) -> np.ndarray:
    chance = np.random.default_rng(seed)
    return chance.poisson(chance.gamma(3, 1.2, (areas, 1)), (areas, periods))


def test_comparators_are_the_nearest_in_baseline_and_never_the_treated() -> None:
    before = np.arange(20, 220)
    found = match_on_baseline(before, [100, 101])
    assert found.treated.tolist() == [100, 101]
    assert found.comparators.shape == (2, 39)
    assert not {100, 101} & set(found.comparators.ravel().tolist())
    assert np.abs(before[found.comparators[0]] - before[100]).max() <= 22


def test_comparators_come_from_the_pool_alone_and_one_that_is_too_small_is_refused() -> None:
    """The rings round the treated are no untouched areas."""
    before = np.arange(20, 220)
    pool = np.setdiff1d(np.arange(200), np.arange(90, 112))
    found = match_on_baseline(before, [100, 101], pool=pool)
    assert set(found.comparators.ravel().tolist()) <= set(pool.tolist())
    assert found.treated.tolist() == [100, 101]
    with pytest.raises(Refusal, match="only 38 untouched areas"):
        match_on_baseline(before, [100], pool=np.arange(60, 98))


@pytest.mark.parametrize(
    ("others", "judged"),
    [
        ([150] * 39, True),  # all within half as much again
        ([155] * 39, False),
        ([101] * 10 + [95] * 29, True),  # a quarter of them as high
        ([101] * 9 + [95] * 30, False),
    ],
)
def test_an_area_is_judged_only_beside_areas_that_are_near_and_a_quarter_of_them_as_high(
    others: list[int], judged: bool
) -> None:
    found = match_on_baseline([100, *others], [0])
    assert (found.treated.tolist(), found.without.tolist()) == (([0], []) if judged else ([], [0]))


def test_an_area_with_fewer_than_12_crimes_before_is_not_judged() -> None:
    assert match_on_baseline([11, *[12] * 39], [0]).without.tolist() == [0]
    assert match_on_baseline([12, *[12] * 39], [0]).treated.tolist() == [0]


@pytest.mark.parametrize("treated", [[-1], [200], [], [5, -3]])
def test_areas_that_are_none_are_not_judged(treated: list[int]) -> None:
    with pytest.raises(Refusal, match="none of the areas counted"):
        match_on_baseline(np.arange(20, 220), treated)


def test_the_top_of_the_list_has_no_like_and_is_not_judged() -> None:
    counts = unchanged(1)
    counts[:3] = counts[:3] + 40
    found = matched_change(counts, [0, 1, 2], 12)
    assert found.verdict.code is VerdictCode.NOT_COMPARABLE
    assert (found.ratio, found.p_value, found.avoided) == (None, None, None)
    assert "no untouched area" in found.sentence
    json.dumps(found.as_json(), allow_nan=False)


def test_a_place_without_its_like_is_left_out_and_the_sentence_says_so() -> None:
    counts = unchanged(1)
    middle = np.argsort(counts[:, :12].sum(axis=1))[100:104]
    counts[middle[0]] += 60
    found = matched_change(counts, middle, 12)
    assert found.matched.without.tolist() == [middle[0]]
    assert "1 more is left out" in found.sentence


@pytest.mark.parametrize(
    ("start", "periods", "said"),
    [(12, 17, r"from \S+ in 12 months to \S+ in 5:"), (1, 3, r"from \S+ in 1 month to \S+ in 2:")],
)
def test_counts_are_told_with_the_length_of_time_each_is_of(start: int, periods: int, said: str) -> None:
    counts = unchanged(1, periods=periods) * 5  # so that one month is baseline enough
    middle = int(np.argsort(counts[:, :start].sum(axis=1))[150])
    found = matched_change(counts, [middle], start, unit="month")
    assert re.search(said, found.sentence), found.sentence
    told = found.as_json()
    assert (told["periods_before"], told["periods_after"]) == (start, periods - start)


def test_the_displacement_difference_tells_lengths_where_they_have_a_unit() -> None:
    treated, control = BeforeAfter(885, 338, 11, 5), BeforeAfter(900, 400, 11, 5)
    told = weighted_displacement_difference(treated, control, unit="month").sentence
    assert "went from 885 in 11 months to 338 in 5." in told
    assert "went from 885 to 338." in weighted_displacement_difference(treated, control).sentence


@pytest.mark.parametrize("start", [-1, 0, 18, 19])
def test_a_start_that_leaves_no_period_on_one_side_is_refused(start: int) -> None:
    with pytest.raises(Refusal, match="leaves no period on one side"):
        matched_change(unchanged(1), [0], start)


def test_what_is_expected_of_the_treated_follows_the_trend_of_the_untouched_alone() -> None:
    """All had 100; the untouched fell to 50, the treated to 90: 50 was to be expected of them too."""
    counts = np.tile([100.0, 50.0], (60, 1))
    counts[0, 1] = 90.0
    found = matched_change(counts, [0], 1)
    assert (found.expected, found.others_before, found.others_after) == pytest.approx((50.0, 100.0, 50.0))


def test_a_fall_by_more_than_half_in_ten_areas_is_found() -> None:
    counts = unchanged(6, periods=24)
    treated = np.argsort(counts[:, :12].sum(axis=1))[140:150]
    counts[treated, 12:] = np.random.default_rng(1).binomial(counts[treated, 12:], 0.4)
    found = matched_change(counts, treated, 12)
    assert found.verdict.code is VerdictCode.LOWER
    assert found.ratio is not None and 0.25 < found.ratio < 0.6
    assert found.avoided is not None and found.avoided[1] > 0


def test_an_unchanged_world_seldom_works_by_matching() -> None:
    worked = 0
    for seed in range(60):
        counts = unchanged(seed)
        treated = np.random.default_rng(seed).choice(np.argsort(counts[:, :12].sum(axis=1))[50:250], 5, replace=False)
        worked += matched_change(counts, treated, 12, draws=399).verdict.code is VerdictCode.LOWER
    assert worked <= 4


def test_areas_that_moved_apart_before_the_start_are_not_judged() -> None:
    counts = unchanged(3, periods=24)
    treated = np.argsort(counts[:, :12].sum(axis=1))[150:160]
    late, early = np.arange(6, 12), np.arange(6)
    counts[np.ix_(treated, early)] *= 2
    counts[np.ix_(treated, late)] = 1
    found = matched_change(counts, treated, 12)
    assert found.p_before is not None and found.p_before <= 0.05
    assert found.verdict.code is VerdictCode.NOT_COMPARABLE
    assert "moving apart" in found.sentence


def test_interval_and_p_of_one_area_agree() -> None:
    for seed in range(20):
        counts = unchanged(seed)
        area = int(np.argsort(counts[:, :12].sum(axis=1))[150])
        found = matched_change(counts, [area], 12)
        assert found.p_value is not None and found.low is not None and found.high is not None
        assert (found.p_value <= 0.05) == (found.low > 1 or found.high < 1)


def test_with_fewer_than_39_like_areas_nothing_is_judged() -> None:
    with pytest.raises(Refusal, match="39"):
        matched_change(unchanged(1, areas=30), [3], 12)
    with pytest.raises(Refusal, match="39 or more"):
        matched_change(unchanged(1), [3], 12, comparators=20)


@pytest.mark.parametrize("start", [0, 18, -1])
def test_a_start_without_a_before_or_an_after_is_refused(start: int) -> None:
    with pytest.raises(Refusal, match="start"):
        matched_change(unchanged(1), [3], start)


def test_missing_months_are_never_counted_as_nothing() -> None:
    counts = unchanged(1).astype(float)
    counts[3, 4] = np.nan
    with pytest.raises(Refusal, match="missing month"):
        matched_change(counts, [3], 12)


# ── regression to the mean ──


def test_a_high_count_is_expected_to_fall_and_a_low_one_to_rise() -> None:
    chance = np.random.default_rng(3)
    rates = chance.gamma(2, 2, 4_000)
    before, after = chance.poisson(rates), chance.poisson(rates)
    found = expected_next(before)
    top = np.argsort(-before)[:100]
    assert after[top].sum() == pytest.approx(found.expected[top].sum(), rel=0.06)
    fall = found.fall_without_action(before, top)
    assert fall is not None and fall == pytest.approx(1 - after[top].sum() / before[top].sum(), abs=0.06)


def test_counts_that_differ_by_chance_alone_are_all_expected_at_the_mean() -> None:
    found = expected_next([3, 4, 3, 4, 3, 4])
    assert found.share_kept == 0
    assert np.allclose(found.expected, 3.5)


@given(st.lists(st.integers(0, 500), min_size=2, max_size=50))
def test_expected_counts_add_up_to_what_was_counted(counts: list[int]) -> None:
    found = expected_next(counts)
    assert found.expected.sum() == pytest.approx(sum(counts))
    assert found.expected.min() >= -1e-9


def test_one_area_has_no_mean_to_fall_back_to() -> None:
    with pytest.raises(Refusal):
        expected_next([4])


# ── pounds ──


def test_crimes_are_priced_only_where_the_fall_is_clear() -> None:
    grant = Grant(award=906_000, spend=450_000, source="the grant letter")
    clear = pounds_per_crime(grant, Verdict(VerdictCode.LOWER), (100, 50, 150), officer_hours=1_200)
    assert (clear.per_crime, clear.per_crime_low, clear.per_crime_high) == (4_500, 3_000, 9_000)
    unclear = pounds_per_crime(grant, Verdict(VerdictCode.NO_CLEAR_CHANGE), (100, 50, 150))
    assert (unclear.per_crime, unclear.reason) == (None, "no clear fall was found, so no crimes can be priced")
    assert unclear.grant.award == 906_000
    assert clear.as_json() == {
        "award": 906_000,
        "spend": grant.spend,
        "source": grant.source,
        "officer_hours": 1_200,
        "per_crime": 4_500,
        "per_crime_low": 3_000,
        "per_crime_high": 9_000,
        "reason": None,
    }
    told = unclear.as_json()
    assert (told["per_crime"], told["per_crime_high"], told["reason"]) == (None, None, unclear.reason)


def test_without_a_spend_or_with_an_interval_at_nought_there_is_no_price() -> None:
    lower = Verdict(VerdictCode.LOWER)
    assert pounds_per_crime(Grant(), lower, (100, 50, 150)).reason == "no spend is given"
    assert pounds_per_crime(Grant(spend=5, source="x"), lower, (100, 0, 150)).per_crime is None


def test_money_needs_its_source() -> None:
    with pytest.raises(Refusal, match="source"):
        pounds_per_crime(Grant(spend=5), Verdict(VerdictCode.LOWER), None)
    with pytest.raises(Refusal, match="below 0"):
        pounds_per_crime(Grant(spend=-5, source="x"), Verdict(VerdictCode.LOWER), None)
