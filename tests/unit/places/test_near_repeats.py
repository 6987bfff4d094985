"""Near repeats: counted as a plain double loop counts them, judged as all permutations judge them."""

from itertools import permutations
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sextant.errors import Refusal
from sextant.places.events import as_events
from sextant.places.near_repeats import SAME_MONTH, SHARED_POINT, NearRepeats, near_repeats, near_repeats_of
from sextant.places.undefined import NotDefined

EVENTS = st.lists(
    st.tuples(st.integers(0, 30), st.integers(0, 30), st.integers(0, 20)), min_size=3, max_size=40
).filter(lambda rows: len({t for *_, t in rows}) > 1 and len({(x, y) for x, y, _ in rows}) > 1)


def table(rows: list[tuple[int, int, int]], **asked: Any) -> NearRepeats:
    x, y, t = np.array(rows).T
    found = near_repeats(x * 10.0, y * 10.0, t, **{"distances": [50, 120, 200], "lags": [1, 3, 8], **asked})
    assert isinstance(found, NearRepeats)
    return found


def by_hand(rows: list[tuple[int, int, int]]) -> dict[tuple[str, str], int]:
    """Every pair looked at, band by band."""
    found: dict[tuple[str, str], int] = {}
    for cell in table(rows, permutations=0).cells:
        space, lag, count = cell.distance, cell.lag, 0
        for i, (x, y, t) in enumerate(rows):
            for x2, y2, t2 in rows[i + 1 :]:
                metres = 10 * ((x - x2) ** 2 + (y - y2) ** 2) ** 0.5
                inside = metres == 0 if space.high == 0 else metres > 0 and space.low <= metres < space.high
                count += inside and lag.low <= abs(t - t2) < lag.high
        found[str(space), str(lag)] = count
    return found


@settings(max_examples=40)
@given(EVENTS)
def test_pairs_are_those_that_a_look_at_every_pair_finds(rows: list[tuple[int, int, int]]) -> None:
    assert {(str(c.distance), str(c.lag)): c.observed for c in table(rows, permutations=0).cells} == by_hand(rows)


@settings(max_examples=20)
@given(EVENTS, st.randoms(use_true_random=False))
def test_neither_the_order_of_the_rows_nor_the_threads_change_anything(
    rows: list[tuple[int, int, int]], shuffled: Any
) -> None:
    first = table(rows, permutations=99, threads=1)
    mixed = list(rows)
    shuffled.shuffle(mixed)
    assert table(mixed, permutations=99, threads=2) == first


@pytest.mark.parametrize("size", [3, 4, 5, 6])
def test_expectation_and_variance_are_those_of_all_permutations(size: int) -> None:
    rng = np.random.default_rng(size)
    places, times = rng.integers(0, 12, (size, 2)), [0, 0, 2, 5, 5, 9][:size]
    rows = [(int(x), int(y), t) for (x, y), t in zip(places, times, strict=True)]
    whole = table(rows, permutations=0)
    every = np.array(
        [
            [
                cell.observed
                for cell in table([(x, y, t) for (x, y, _), t in zip(rows, order, strict=True)], permutations=0).cells
            ]
            for order in permutations(times)
        ]
    )
    assert [cell.expected for cell in whole.cells] == pytest.approx(every.mean(axis=0).tolist())
    assert [cell.variance for cell in whole.cells] == pytest.approx(every.var(axis=0).tolist(), abs=1e-12)


def test_p_is_the_share_of_all_permutations_with_as_many_pairs() -> None:
    rows = [(0, 0, 0), (3, 0, 0), (40, 40, 4), (43, 40, 4), (90, 0, 9), (0, 90, 15)]
    asked: dict[str, Any] = {"distances": [50], "lags": [2], "same_place_apart": False}
    observed = table(rows, permutations=0, **asked).cells[0].observed
    places, times = [row[:2] for row in rows], [row[2] for row in rows]
    every = [
        table([(*at, t) for at, t in zip(places, order, strict=True)], permutations=0, **asked).cells[0].observed
        for order in permutations(times)
    ]
    p = table(rows, permutations=4999, **asked).cells[0].p
    assert p == pytest.approx(np.mean(np.array(every) >= observed), abs=0.01)


def test_a_planted_burst_is_found_and_scattered_events_are_not() -> None:
    rng = np.random.default_rng(2)
    x, y, t = rng.uniform(0, 5000, 400), rng.uniform(0, 5000, 400), rng.integers(0, 365, 400)
    scattered = near_repeats(x, y, t, distances=[100], lags=[8], permutations=199)
    bursts = near_repeats(
        np.concatenate([x, x[:40] + 20]), np.concatenate([y, y[:40]]), np.concatenate([t, t[:40] + 2]),
        distances=[100], lags=[8], permutations=199,
    )  # fmt: skip
    assert isinstance(scattered, NearRepeats) and isinstance(bursts, NearRepeats)
    assert bursts.near[0].p == 1 / 200 and (bursts.near[0].ratio or 0) > 2
    assert (scattered.near[0].p or 0) > 0.05


def test_p_is_seldom_small_where_nothing_is_near_in_time() -> None:
    small = 0
    for seed in range(60):
        rng = np.random.default_rng(seed)
        found = near_repeats(
            rng.uniform(0, 1000, 60), rng.uniform(0, 1000, 60), rng.integers(0, 40, 60),
            distances=[150], lags=[5], permutations=99, seed=seed,
        )  # fmt: skip
        assert isinstance(found, NearRepeats)
        small += (found.near[0].p or 0) <= 0.1
    assert small <= 13  # of 60, at 0.1: 13 or more have a chance under 1 in 100


def test_bands_hold_their_lower_edge_and_not_their_upper_one() -> None:
    found = table([(0, 0, 0), (5, 0, 1), (12, 0, 4)], permutations=0)
    assert {(str(c.distance), str(c.lag)) for c in found.cells if c.observed} == {
        ("50 to under 120 m", "1 to under 3 days"),
        ("50 to under 120 m", "3 to under 8 days"),
        ("120 to under 200 m", "3 to under 8 days"),
    }


def test_pairs_at_one_place_have_a_panel_of_their_own() -> None:
    rows = [(0, 0, 0), (0, 0, 1), (1, 0, 5), (90, 90, 3)]
    apart, together = table(rows, permutations=0), table(rows, permutations=0, same_place_apart=False)
    assert sum(cell.observed for cell in apart.repeat_locations) == 1
    assert together.repeat_locations == ()
    assert (str(apart.near[0].distance)[:7], str(together.near[0].distance)[:7]) == ("over 0 ", "0 to un")
    assert sum(c.observed for c in together.cells) == sum(c.observed for c in apart.cells)


def test_the_same_month_is_counted_and_not_interpreted() -> None:
    months = near_repeats([0, 10, 500, 900], [0, 0, 0, 0], [3, 3, 4, 9], unit="month", permutations=99)
    assert isinstance(months, NearRepeats)
    first = months.near[0]
    assert (first.observed, first.p, first.not_interpreted) == (1, None, SAME_MONTH)
    assert str(first.lag) == "0 to under 1 month"
    assert all(cell.p is not None for cell in months.cells if cell.lag.low > 0)


def test_a_map_point_is_no_repeated_address() -> None:
    found = near_repeats([0, 0, 500], [0, 0, 0], [3, 9, 40], map_points=True, permutations=9)
    assert isinstance(found, NearRepeats)
    assert {cell.not_interpreted for cell in found.repeat_locations} == {SHARED_POINT}
    assert {cell.p for cell in found.repeat_locations} == {None}
    assert found.notes


def test_a_preview_makes_no_permutation_and_gives_no_p() -> None:
    found = table([(0, 0, 0), (1, 0, 1), (30, 30, 9), (2, 2, 4)], permutations=0)
    assert {cell.p for cell in found.cells} == {None}
    assert any(cell.z is not None for cell in found.cells)


def test_times_over_more_than_two_bytes_are_counted_alike() -> None:
    rng = np.random.default_rng(5)
    x, y, t = rng.uniform(0, 900, 80), rng.uniform(0, 900, 80), rng.integers(0, 300, 80)
    near, far = (
        near_repeats(x, y, t * scale, distances=[100, 300], lags=[10 * scale, 40 * scale], permutations=99)
        for scale in (1, 1000)
    )
    assert isinstance(near, NearRepeats) and isinstance(far, NearRepeats)
    assert [(c.observed, c.p) for c in near.cells] == [(c.observed, c.p) for c in far.cells]


def test_more_than_four_lags_and_a_lag_beyond_all_times_are_counted() -> None:
    found = table([(0, 0, 0), (1, 0, 2), (2, 0, 9)], lags=[1, 2, 3, 5, 8, 13, 100_000], permutations=9)
    assert sum(cell.observed for cell in found.cells) == 3


def test_a_stray_point_far_away_costs_nothing() -> None:
    rows = [(0, 0, 0), (1, 0, 1), (3, 3, 2)]
    near = table(rows, permutations=0)
    with_stray = table([*rows, (10**7, 10**7, 1)], permutations=0)
    assert [c.observed for c in near.cells] == [c.observed for c in with_stray.cells]


@pytest.mark.parametrize(
    ("x", "t", "reason"),
    [
        ([], [], "0 events"),
        ([1.0], [2], "1 events"),
        ([1.0, 9.0], [4, 4], "same time"),
        ([3.0, 3.0], [1, 4], "one place"),
    ],
)
def test_too_little_to_compare_is_not_defined(x: list[float], t: list[int], reason: str) -> None:
    found = near_repeats(x, x, np.array(t, dtype=int))
    assert isinstance(found, NotDefined) and reason in found.reason


@pytest.mark.parametrize(
    ("changed", "fault"),
    [
        ({"distances": [100, 50]}, "no rising upper edges"),
        ({"distances": []}, "no rising upper edges"),
        ({"distances": [100, np.inf]}, "no rising upper edges above 0; give metres such as 100, 200, 400"),
        ({"lags": [0, 5]}, "no rising upper edges above 0; give days such as 1, 2, 4"),
        ({"lags": [0], "unit": "month"}, "give months such as"),
        ({"lags": [1.5]}, "no whole numbers"),
    ],
)
def test_edges_that_make_no_bands_are_refused(changed: dict[str, Any], fault: str) -> None:
    with pytest.raises(Refusal, match=fault):
        near_repeats([0, 1], [0, 1], [0, 1], **changed)


def test_events_without_place_with_half_days_or_of_other_number_are_refused() -> None:
    with pytest.raises(Refusal, match="without a place"):
        near_repeats([0, np.nan], [0, 1], [0, 1])
    with pytest.raises(Refusal, match="no whole numbers"):
        near_repeats([0, 1], [0, 1], [0.5, 1])
    with pytest.raises(Refusal, match="2 eastings, 2 northings, 1 times"):
        near_repeats([0, 1], [0, 1], [0])


def test_events_of_a_known_day_are_compared_by_day_and_the_others_left_out_and_counted() -> None:
    since = np.array(["2022-01-01T10", "2022-01-03T08", "2022-02-01T00", "NaT"], dtype="datetime64[s]")
    until = np.array(["2022-01-01T11", "2022-01-03T09", "2022-02-09T00", "NaT"], dtype="datetime64[s]")
    events = as_events([0, 10, 20, np.nan], [0, 0, 0, np.nan], since=since, until=until)
    found = near_repeats_of(events, permutations=0)
    assert isinstance(found, NearRepeats)
    assert (found.events, found.left_out, found.cells[0].lag.unit) == (2, 2, "day")
    assert sum(cell.observed for cell in found.cells) == 1


def test_events_with_months_alone_are_compared_by_month() -> None:
    months = np.array(["2022-01", "2022-01", "2022-03"], dtype="datetime64[M]")
    found = near_repeats_of(as_events([0, 10, 20], [0, 0, 0], month=months, exact=False), permutations=9)
    assert isinstance(found, NearRepeats)
    assert {cell.lag.unit for cell in found.cells} == {"month"}
    assert found.notes


def test_constant_events_stay_not_defined() -> None:
    months = np.array(["2022-01"] * 3, dtype="datetime64[M]")
    assert isinstance(near_repeats_of(as_events([0, 1, 2], [0, 0, 0], month=months)), NotDefined)
