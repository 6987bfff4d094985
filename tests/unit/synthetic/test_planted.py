"""What was planted is there, as the truth tells it."""

from __future__ import annotations

from collections import Counter
from datetime import datetime

import numpy as np
import pytest

from sextant.periods import Month
from sextant.synthetic.chance import Purpose, stream
from sextant.synthetic.counts import draw_counts
from sextant.synthetic.crimes import in_order, month_of_crimes
from sextant.synthetic.definition import definition
from sextant.synthetic.homicides import plan
from sextant.synthetic.near_repeats import Placed, none_placed
from sextant.synthetic.territory import Territory, territory

from .conftest import MadeUp

TRUTH = definition()
HOMICIDE = ("1", "4.1", "4.10", "4.2")


def test_two_homicides_fall_on_one_day_and_are_two_incidents(made_up: MadeUp) -> None:
    planted = made_up.truth["homicide"]["same_day"]
    rows = [row for row in made_up.crimes if row["Crime Ref"] in planted["crimes"]]
    assert len(rows) == 2
    assert {row["HO Code"] for row in rows} <= set(HOMICIDE)
    assert len({row["Incident"] for row in rows}) == 2
    assert {datetime.strptime(row["Recorded"], "%d/%m/%Y").date().isoformat() for row in rows} == {planted["recorded"]}
    assert len({row["Committed from"][:10] for row in rows}) == 1
    assert len({(row["Easting"], row["Northing"]) for row in rows}) == 2


def test_one_incident_has_three_victims_at_one_time_and_place(made_up: MadeUp) -> None:
    planted = made_up.truth["homicide"]["several_victims"]
    rows = [row for row in made_up.crimes if row["Incident"] == planted["incident"]]
    assert sorted(row["Crime Ref"] for row in rows) == sorted(planted["crimes"])
    assert (len(rows), planted["victims"]) == (3, 3)
    assert len({(row["Committed from"], row["Easting"], row["Northing"], row["Recorded"]) for row in rows}) == 1
    assert {row["HO Code"] for row in rows} == {"1"}


def test_every_other_incident_is_one_crime(made_up: MadeUp) -> None:
    sizes = Counter(row["Incident"] for row in made_up.crimes)
    assert [size for size in sizes.values() if size > 1] == [3]


def test_homicides_of_the_truth_are_those_of_the_extract(made_up: MadeUp) -> None:
    rows = [row for row in made_up.crimes if row["HO Code"] in HOMICIDE]
    assert made_up.truth["homicide"]["offences"] == len(rows)
    assert made_up.truth["homicide"]["incidents"] == len({row["Incident"] for row in rows})


@pytest.mark.parametrize("seed", range(5))
def test_planting_at_full_scale_leaves_the_number_of_incidents_to_chance(seed: int) -> None:
    months = TRUTH.months(10)
    drawn = draw_counts(TRUTH, months, 1.0, seed)
    planned, counts = plan(TRUTH, months, drawn)
    assert planned.added == ()
    assert planned.same_day != planned.several
    assert counts.sum() - drawn.sum() == 2  # the two further victims of one incident


def test_planting_where_chance_drew_none_adds_and_says_so() -> None:
    months = TRUTH.months(1)
    planned, counts = plan(TRUTH, months, np.zeros((12, len(TRUTH.offences)), np.int64))
    assert planned.added == ("several_victims", "same_day")
    assert counts.sum() == 5


def test_the_bad_rows_stand_where_the_truth_says(made_up: MadeUp) -> None:
    rows = made_up.rows("crimes/crimes.csv")
    assert len(made_up.truth["bad_rows"]) == 10
    for fault in made_up.truth["bad_rows"]:
        assert rows[fault["row"] - 2][fault["column"]] == fault["value"], fault


def test_the_revision_takes_two_homicides_and_some_thefts_away(made_up: MadeUp) -> None:
    revision = made_up.truth["recorded_crime"]["revision"]
    assert revision["quarter"] == "2024-10"
    murder, theft = revision["changed"]
    assert (murder["code"], murder["earlier"] - murder["later"]) == ("1", 2)
    assert theft["code"] == "39"
    assert theft["earlier"] > theft["later"]


def test_the_quarter_that_went_below_nothing_is_below_nothing(made_up: MadeUp) -> None:
    cells = {
        (row["Financial Year"], row["Financial Quarter"], row["Offence Code"]): row["Number of Offences"]
        for row in made_up.later
    }
    assert cells["2023/24", "3", "3A"] == "-1"
    assert cells["2024/25", "4", "15"] == "-1"
    assert sum(value.startswith("-") for value in cells.values()) == 2


def test_flags_are_yes_no_or_empty_and_some_homicides_are_unknown() -> None:
    from sextant.synthetic.crimes import NO, UNKNOWN, YES, draw_flags
    from sextant.synthetic.definition import FLAGS

    murders = np.zeros(4_000, np.int64)
    flags = draw_flags(TRUTH, stream(1, Purpose.FLAGS), murders)
    alcohol = Counter(flags[:, FLAGS.index("alcohol")].tolist())
    assert alcohol[UNKNOWN] / 4_000 == pytest.approx(0.20, abs=0.02)
    assert alcohol[YES] / (alcohol[YES] + alcohol[NO]) == pytest.approx(0.34, abs=0.03)


# ── near repeats ────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture(scope="module")
def land() -> Territory:
    return territory(TRUTH, 4)


@pytest.fixture(scope="module")
def burglaries(land: Territory) -> tuple[Placed, np.ndarray[tuple[int], np.dtype[np.bool_]]]:
    """A year of residential burglary at scale 3, and which of them follow another."""
    months = [Month(2019, month) for month in range(1, 13)]
    counts = draw_counts(TRUTH, months, 3.0, 4)
    inside = [k for k, offence in enumerate(TRUTH.crimes) if offence.subgroup == "Domestic burglary"]
    parts, marks, earlier = none_placed(), [], none_placed()
    for month, row in zip(months, counts, strict=True):
        crimes, earlier = month_of_crimes(TRUTH, land, row, month, 4, earlier)
        mine = np.isin(in_order(crimes).offence, inside)
        parts = parts.joined(in_order(crimes).placed.take(mine))
        marks.append(in_order(crimes).follows[mine])
    return parts, np.concatenate(marks)


def test_the_stated_share_of_burglaries_follows_another(burglaries: tuple[Placed, np.ndarray]) -> None:  # type: ignore[type-arg]
    placed, follows = burglaries
    assert placed.day.size > 10_000
    assert follows.mean() == pytest.approx(0.15, abs=0.012)


def test_each_follower_has_a_first_one_near_and_shortly_before(burglaries: tuple[Placed, np.ndarray]) -> None:  # type: ignore[type-arg]
    placed, follows = burglaries
    since = placed.day.min() + 15  # firsts of the month before are not here
    sample = np.flatnonzero(follows & (placed.day > since))[:400]
    for k in sample:
        gap = (placed.start[k] - placed.start) / 1440
        metres = np.hypot(placed.east - placed.east[k], placed.north - placed.north[k])
        # one hour either side of the day, and a door on either side of two points 200 metres apart
        assert np.any((gap > 0.9) & (gap < 14.1) & (metres <= 200 + 2 * 14 + 2) & ~follows)


def pairs_near(placed: Placed, days: np.ndarray) -> int:  # type: ignore[type-arg]
    """Pairs within 200 metres and 1 to 14 days of one another."""
    from scipy.spatial import cKDTree

    found = cKDTree(np.column_stack([placed.east, placed.north])).query_pairs(200, output_type="ndarray")
    gap = np.abs(days[found[:, 0]] - days[found[:, 1]])
    return int(((gap >= 1) & (gap <= 14)).sum())


def test_near_repeats_stand_out_from_shuffled_days_and_vanish_without_followers(
    burglaries: tuple[Placed, np.ndarray],  # type: ignore[type-arg]
) -> None:
    placed, follows = burglaries
    chance = np.random.default_rng(3)
    shuffled = [pairs_near(placed, chance.permutation(placed.day)) for _ in range(20)]
    assert pairs_near(placed, placed.day) > np.mean(shuffled) + 8 * np.std(shuffled)
    firsts = placed.take(~follows)
    again = [pairs_near(firsts, chance.permutation(firsts.day)) for _ in range(20)]
    assert abs(pairs_near(firsts, firsts.day) - np.mean(again)) < 3.5 * np.std(again)


# ── places ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_crime_is_concentrated_as_the_definition_says(land: Territory) -> None:
    weight = np.sort(np.diff(land.cumulative["centre"], prepend=0))[::-1]
    share = np.cumsum(weight)
    assert 0.01 < np.searchsorted(share, 0.25) / weight.size < 0.04
    assert 0.06 < np.searchsorted(share, 0.50) / weight.size < 0.13


def test_districts_have_their_share_of_crime(land: Territory) -> None:
    points = land.draw(stream(1, Purpose.CRIMES), "homes", 200_000)
    shares = np.bincount(land.district[points], minlength=6) / points.size
    assert shares == pytest.approx([district.share for district in TRUTH.districts], abs=0.005)


def test_it_is_hotter_at_a_hotspot_than_around_it(land: Territory) -> None:
    weight = np.diff(land.cumulative["homes"], prepend=0)
    distance = np.array([np.hypot(land.east - east, land.north - north) for east, north in land.hotspots])
    near, ring = distance.min(0) < 150, (distance.min(0) > 450) & (distance.min(0) < 900)
    assert weight[near].mean() > 3 * weight[ring].mean()


def test_map_points_are_apart_and_true_places_stay_with_their_point(land: Territory) -> None:
    from scipy.spatial import cKDTree

    tree = cKDTree(np.column_stack([land.east, land.north]))
    apart = tree.query(tree.data, k=2)[0][:, 1]
    assert apart.min() >= 28
    assert np.hypot(*land.doors.T).max() < 15


def test_most_map_points_moved_when_their_list_was_replaced() -> None:
    from sextant.synthetic.map_points import map_points

    land = territory(TRUTH, 4)
    points = map_points(TRUTH, land, 4)
    assert points.texts(Month(2022, 6)) is points.before
    assert points.texts(Month(2022, 7)) is points.after
    same = np.mean([old == new for old, new in zip(points.before.to_pylist(), points.after.to_pylist(), strict=True)])
    assert 0.02 < same < 0.12
