"""The scans beside a plain search through every circle, and beside all permutations."""

from itertools import permutations
from math import log
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sextant.errors import Refusal
from sextant.places.events import as_events
from sextant.places.scan import Scan, poisson_scan, prospective_scan, prospective_scan_of
from sextant.places.undefined import NotDefined

LATTICE = [(float(x), float(y)) for x in range(5) for y in range(4)]


def ratio(cases: float, expected: float, total: float) -> float:
    if cases <= expected:
        return 0.0
    rest = (total - cases) * log((total - cases) / (total - expected)) if cases < total else 0.0
    return cases * log(cases / expected) + rest


def every_circle(places: list[tuple[float, float]]) -> set[frozenset[int]]:
    """All circles on a place: whole rings, so that what is equally far enters together."""
    found = set()
    for x, y in places:
        far = [(x - x2) ** 2 + (y - y2) ** 2 for x2, y2 in places]
        found |= {frozenset(k for k, each in enumerate(far) if each <= reach) for reach in far}
    return found


def likeliest(cases: list[int], population: list[float], share: float) -> float:
    total, people = sum(cases), sum(population)
    return max(
        ratio(sum(cases[k] for k in zone), total * sum(population[k] for k in zone) / people, total)
        for zone in every_circle(LATTICE)
        if sum(population[k] for k in zone) <= share * people + 1e-9
    )


def spatial(cases: Any, population: Any, **asked: Any) -> Scan:
    x, y = np.array(LATTICE).T
    found = poisson_scan(x, y, cases, population, **{"simulations": 99, **asked})
    assert isinstance(found, Scan)
    return found


@settings(max_examples=40)
@given(st.lists(st.integers(0, 9), min_size=20, max_size=20).filter(any), st.sampled_from([0.2, 0.5, 1.0]))
def test_the_likeliest_circle_is_that_of_a_search_through_all_of_them(cases: list[int], share: float) -> None:
    population = [10.0 + k % 3 for k in range(20)]
    found = spatial(cases, population, largest_share=share, simulations=0)
    best = found.clusters[0].log_likelihood_ratio if found.clusters else 0.0
    assert best == pytest.approx(likeliest(cases, population, share), abs=1e-9)


def test_units_equally_far_away_enter_together() -> None:
    cases = [0] * 20
    for place in [(2.0, 1.0), (1.0, 1.0), (3.0, 1.0), (2.0, 2.0)]:  # a centre and three of its four neighbours
        cases[LATTICE.index(place)] = 8
    zones = {frozenset(cluster.units) for cluster in spatial(cases, np.ones(20), simulations=0).clusters}
    assert zones <= every_circle(LATTICE)
    assert frozenset(LATTICE.index(at) for at in [(2.0, 1.0), (1.0, 1.0), (3.0, 1.0), (2.0, 2.0)]) not in zones


def test_a_cluster_says_what_it_holds() -> None:
    cases = [1] * 20
    cases[7] = 30
    [first, *_] = spatial(cases, np.ones(20)).clusters
    assert (first.units, first.cases, first.radius, first.length) == ((7,), 30, 0.0, None)
    assert first.centre == LATTICE[7]
    assert first.expected == pytest.approx(49 / 20)
    assert first.ratio == pytest.approx(30 / (49 / 20))
    assert first.p == 0.01


def test_secondary_clusters_share_no_unit_with_those_before() -> None:
    cases = [2] * 20
    cases[0], cases[19] = 30, 25
    clusters = spatial(cases, np.ones(20)).clusters
    assert [cluster.units for cluster in clusters[:2]] == [(0,), (19,)]
    units = [unit for cluster in clusters for unit in cluster.units]
    assert len(units) == len(set(units))
    ratios = [cluster.log_likelihood_ratio for cluster in clusters]
    assert ratios == sorted(ratios, reverse=True)


def test_one_thread_and_two_give_the_same_and_so_do_more_simulations_as_far_as_they_overlap() -> None:
    cases = np.random.default_rng(3).poisson(4, 20)
    one, two = (spatial(cases, np.ones(20), simulations=150, threads=k) for k in (1, 2))
    fewer = spatial(cases, np.ones(20), simulations=40, threads=2)
    assert one.by_chance.tolist() == two.by_chance.tolist()
    assert one.by_chance[:40].tolist() == fewer.by_chance.tolist()
    assert one.clusters == two.clusters


def test_the_largest_ratio_by_chance_is_that_of_each_simulation_looked_at_by_itself() -> None:
    cases, population = np.random.default_rng(4).poisson(3, 20), np.arange(1, 21, dtype=float)
    found = spatial(cases, population, simulations=50, seed=9)
    for s in range(50):
        drawn = np.random.default_rng((9, s)).multinomial(cases.sum(), population / population.sum())
        again = spatial(drawn, population, simulations=0)
        best = again.clusters[0].log_likelihood_ratio if again.clusters else 0.0
        assert found.by_chance[s] == pytest.approx(best, abs=1e-12)


def test_p_is_seldom_small_where_cases_follow_the_population() -> None:
    population = np.linspace(5, 20, 20)
    small = 0
    for seed in range(60):
        cases = np.random.default_rng(seed + 500).multinomial(80, population / population.sum())
        [first, *_] = spatial(cases, population, seed=seed, simulations=39).clusters
        small += (first.p or 1) <= 0.1
    assert small <= 13  # of 60, at 0.1


def everything(events: list[tuple[float, float, int]], **asked: Any) -> Scan:
    x, y, t = (np.array(column) for column in zip(*events, strict=True))
    found = prospective_scan(x, y, t, **{"radius": None, "simulations": 0, **asked})
    assert isinstance(found, Scan)
    return found


def newest(events: list[tuple[float, float, int]], lengths: int) -> float:
    """The largest ratio of any circle and latest window, looked for without any cleverness."""
    places = sorted({(x, y) for x, y, _ in events})
    last, total, best = max(t for *_, t in events), len(events), 0.0
    for zone in every_circle(places):
        here = [t for x, y, t in events if places.index((x, y)) in zone]
        for length in range(1, lengths + 1):
            window = sum(t > last - length for *_, t in events)
            cases = sum(t > last - length for t in here)
            if 2 * len(here) <= total and cases >= 2:
                best = max(best, ratio(cases, len(here) * window / total, total))
    return best


EVENTS = st.lists(
    st.tuples(st.integers(0, 3).map(float), st.integers(0, 3).map(float), st.integers(0, 5)), min_size=4, max_size=30
).filter(lambda rows: len({t for *_, t in rows}) > 1 and len({row[:2] for row in rows}) > 1)


@settings(max_examples=40)
@given(EVENTS)
def test_the_newest_cluster_is_that_of_a_search_through_all_circles_and_windows(
    events: list[tuple[float, float, int]],
) -> None:
    times = [t for *_, t in events]
    lengths = max(1, (max(times) - min(times) + 1) // 2)
    x, y, t = (np.array(column) for column in zip(*events, strict=True))
    found = prospective_scan(x, y, t, radius=None, simulations=0)
    best = found.clusters[0].log_likelihood_ratio if isinstance(found, Scan) and found.clusters else 0.0
    assert best == pytest.approx(newest(events, lengths), abs=1e-9)


def test_p_is_the_share_of_all_permutations_with_as_large_a_ratio() -> None:
    events = [(0.0, 0.0, 5), (0.0, 0.0, 5), (0.0, 9.0, 1), (9.0, 0.0, 2), (9.0, 9.0, 0), (5.0, 5.0, 3), (9.0, 0.0, 5)]
    observed, times = newest(events, 2), [t for *_, t in events]
    every = [
        newest([(x, y, t) for (x, y, _), t in zip(events, order, strict=True)], 2) for order in permutations(times)
    ]
    exact = np.mean(np.array(every) >= observed - 1e-9)
    found = everything(events, lengths=2, simulations=3999).clusters[0]
    assert found.log_likelihood_ratio == pytest.approx(observed)
    assert found.p == pytest.approx(exact, abs=0.025)


def test_a_rise_everywhere_is_nothing_new_here_and_a_rise_in_one_place_is() -> None:
    rng = np.random.default_rng(8)
    places = rng.integers(0, 6, (600, 2)) * 200.0
    months = np.concatenate([rng.integers(0, 11, 400), np.full(200, 11)])
    alike = prospective_scan(*places.T, months, simulations=99)
    burst = places.copy()
    burst[570:] = (400.0, 400.0)
    here = prospective_scan(*burst.T, months, simulations=99)
    assert isinstance(alike, Scan) and isinstance(here, Scan)
    assert (alike.clusters[0].p or 0) > 0.05
    assert (here.clusters[0].p, here.clusters[0].centre) == (0.01, (400.0, 400.0))


def test_the_order_of_the_events_says_nothing() -> None:
    rng = np.random.default_rng(1)
    events = [(float(x), float(y), int(t)) for x, y, t in rng.integers(0, 6, (80, 3))]
    mixed = [events[k] for k in rng.permutation(80)]
    one, other = (everything(each, simulations=60) for each in (events, mixed))
    assert one.clusters == other.clusters
    assert one.by_chance.tolist() == other.by_chance.tolist()


def test_windows_end_in_the_last_period_and_circles_stay_within_their_radius() -> None:
    rng = np.random.default_rng(6)
    events = [(200.0 * x, 200.0 * y, int(t)) for x, y, t in rng.integers(0, 8, (300, 3))]
    found = everything(events, radius=300.0, lengths=3)
    assert all(cluster.radius <= 300 and 1 <= (cluster.length or 0) <= 3 for cluster in found.clusters)
    for cluster in found.clusters:
        inside = {tuple(found.units[unit]) for unit in cluster.units}
        assert cluster.cases == sum((x, y) in inside and t > 7 - (cluster.length or 0) for x, y, t in events)


def test_events_are_moved_to_the_centres_of_cells_and_scanned_by_month() -> None:
    months = np.array(["2022-01", "2022-02", "2022-03", "2022-04", "2022-04", "2022-04"], dtype="datetime64[M]")
    east = [50.0, 950.0, 1750.0, 310.0, 390.0, np.nan]
    found = prospective_scan_of(as_events(east, [10.0] * 6, month=months), simulations=9)
    assert isinstance(found, Scan)
    assert found.events == 5
    assert found.units[:, 0].tolist() == [100, 300, 900, 1700]
    assert (found.clusters[0].units, found.clusters[0].length, found.clusters[0].cases) == ((1,), 1, 2)


@pytest.mark.parametrize(
    ("found", "reason"),
    [
        (poisson_scan([1], [1], [3], [9]), "there are 1"),
        (poisson_scan([], [], [], []), "there are 0"),
        (poisson_scan([1, 2], [1, 2], [0, 0], [9, 9]), "no events"),
        (poisson_scan([1, 2], [1, 2], [1, 0], [9, 9], largest_share=0.1), "more than the largest share"),
        (prospective_scan([], [], np.empty(0, int)), "no events"),
        (prospective_scan([1, 1], [1, 1], [1, 2]), "there are 1"),
        (prospective_scan([1, 2], [1, 1], [3, 3]), "one period"),
        (prospective_scan([1, 2], [1, 1], [1, 2], last=9, lengths=2), "no events in the latest"),
        (prospective_scan([1, 1, 2], [1, 1, 1], [1, 2, 2], largest_share=0.2), "more than the largest share"),
    ],
)
def test_too_little_to_scan_is_not_defined(found: Scan | NotDefined, reason: str) -> None:
    assert isinstance(found, NotDefined) and reason in found.reason


def test_units_and_events_that_can_not_be_scanned_are_refused() -> None:
    with pytest.raises(Refusal, match="no population"):
        poisson_scan([1, 2], [1, 2], [1, 1], [5, 0])
    with pytest.raises(Refusal, match="no whole numbers"):
        poisson_scan([1, 2], [1, 2], [0.5, 1], [5, 5])
    with pytest.raises(Refusal, match="lack a place"):
        poisson_scan([1, np.nan], [1, 2], [1, 1], [5, 5])
    with pytest.raises(Refusal, match="without a place"):
        prospective_scan([1, np.nan], [1, 2], [1, 2])


@pytest.mark.parametrize("radius", [-1.0, np.nan])
def test_a_largest_circle_that_is_none_is_refused(radius: float) -> None:
    with pytest.raises(Refusal, match="is no largest circle; give 0 or more"):
        prospective_scan([1, 2, 3], [1, 2, 3], [1, 2, 2], radius=radius)
    with pytest.raises(Refusal, match="is no largest circle"):
        poisson_scan([1, 2], [1, 2], [1, 1], [5, 5], radius=radius)
    with pytest.raises(Refusal, match="no whole numbers"):
        prospective_scan([1, 2], [1, 2], [0.5, 2])
    with pytest.raises(Refusal, match="after the last one"):
        prospective_scan([1, 2], [1, 2], [1, 5], last=4)
    with pytest.raises(Refusal, match="leave at least one period"):
        prospective_scan([1, 2], [1, 2], [1, 3], lengths=3)
