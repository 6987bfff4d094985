from __future__ import annotations

from datetime import date
from pathlib import Path

import pyarrow as pa
from hypothesis import given
from hypothesis import strategies as st

from sextant.config import Home
from sextant.lake.catalogue import Lake
from sextant.lake.completeness import absent, gaps, part_supplied, partial_months
from sextant.lake.selection import select
from sextant.periods import Month
from tests.unit.lake.files import loaded, street

JANUARY = Month(2021, 1)


def months(counts: list[int]) -> dict[Month, int]:
    return {JANUARY + k: count for k, count in enumerate(counts)}


def test_a_month_with_a_fifth_of_its_neighbours_is_part_supplied() -> None:
    counts = months([900, 950, 180, 910, 940])
    assert part_supplied(counts, counts) == {JANUARY + 2: 925}


def test_a_month_without_the_type_at_all_is_part_supplied_when_its_neighbours_are_full() -> None:
    counts = months([900, 950, 910, 940])
    assert part_supplied(counts, {*counts, JANUARY + 4}) == {JANUARY + 4: 940}


def test_a_low_month_of_a_rare_type_is_taken_as_it_is() -> None:
    counts = months([9, 11, 1, 10, 12])
    assert part_supplied(counts, counts) == {}


def test_a_fall_by_half_is_a_fall_and_no_fault_of_supply() -> None:
    counts = months([900, 900, 900, 450, 440, 430])
    assert part_supplied(counts, counts) == {}


def test_a_fall_to_a_third_that_lasts_is_a_fall_and_no_fault_of_supply() -> None:
    counts = months([100, 100, 100, 30, 30, 30, 100, 100, 100])
    assert part_supplied(counts, counts) == {}


def test_a_lone_dip_under_a_third_of_both_beside_it_is_part_supplied_though_over_a_fifth() -> None:
    counts = months([900, 950, 290, 910, 940])
    assert part_supplied(counts, counts) == {JANUARY + 2: 925}
    counts = months([900, 950, 310, 910, 940])
    assert part_supplied(counts, counts) == {}


def test_a_month_above_what_is_usual_is_whole_however_high_the_two_beside_it_are() -> None:
    counts = months([40, 40, 200, 60, 200, 40, 40])
    assert JANUARY + 3 not in part_supplied(counts, counts)


def test_two_months_running_with_a_tenth_are_both_part_supplied() -> None:
    counts = months([900, 900, 90, 95, 900, 900])
    assert set(part_supplied(counts, counts)) == {JANUARY + 2, JANUARY + 3}


def test_neighbours_across_an_absent_month_still_count_as_near() -> None:
    counts = {JANUARY: 900, JANUARY + 2: 100, JANUARY + 3: 900}
    assert part_supplied(counts, counts) == {JANUARY + 2: 900}


def test_thirty_expected_are_enough_to_judge_by_and_fewer_are_not() -> None:
    assert part_supplied(months([30, 30, 5, 30, 30]), months([30] * 5)) == {JANUARY + 2: 30}
    assert part_supplied(months([29, 29, 5, 29, 29]), months([29] * 5)) == {}


def test_under_a_fifth_is_part_supplied_however_long_and_a_single_neighbour_judges_nothing() -> None:
    counts = months([900, 900, 150, 150, 900, 900])
    assert set(part_supplied(counts, counts)) == {JANUARY + 2, JANUARY + 3}
    assert part_supplied(months([900, 100]), months([900, 100])) == {}


def test_a_lone_month_is_never_judged() -> None:
    assert part_supplied({JANUARY: 1}, {JANUARY}) == {}


@given(st.lists(st.integers(30, 90), min_size=3, max_size=24))
def test_months_within_a_threefold_of_one_another_are_all_whole(counts: list[int]) -> None:
    assert part_supplied(months(counts), months(counts)) == {}


def test_a_month_between_two_that_are_there_is_absent() -> None:
    assert absent([JANUARY, JANUARY + 3]) == [JANUARY + 1, JANUARY + 2]


def test_a_quarter_between_two_that_are_there_is_absent() -> None:
    assert absent([JANUARY, JANUARY + 6], step=3) == [JANUARY + 3]


def test_nothing_is_absent_where_nothing_is() -> None:
    assert absent([]) == []


def test_a_gap_says_what_is_missing_in_words() -> None:
    events = pa.table(
        {
            "body": ["durham"] * 4,
            "period": pa.array([date(2021, month, 1) for month in (1, 2, 3, 5)]),
            "series": ["Robbery"] * 4,
            "events": [60, 60, 3, 61],
        }
    )
    assert [gap.sentence for gap in gaps("street", "month", events)] == [
        "durham street: 2021-04 is absent",
        "durham street: 2021-03 holds 3 'Robbery' where its neighbours lead one to expect about 60: "
        "taken as part supplied",
    ]


def test_published_windows_are_no_series_and_quarters_are_never_part_supplied() -> None:
    periods = pa.array([date(2021, 1, 1), date(2021, 4, 1), date(2021, 10, 1)])
    events = pa.table({"body": ["durham"] * 3, "period": periods, "series": ["Robbery"] * 3, "events": [60, 3, 61]})
    assert gaps("published", "window", events) == []
    assert [gap.sentence for gap in gaps("tables", "quarter", events)] == ["durham tables: 2021-07 is absent"]


def test_months_loaded_one_at_a_time_are_judged_beside_each_other(tmp_path: Path) -> None:
    home = Home(tmp_path / "home")
    for month, number in (("2021-01", 60), ("2021-02", 5), ("2021-03", 61)):
        loaded(home, "police-uk", street(tmp_path / month, month, {"Robbery": number}))
    selection = select(Lake(home.lake), "police-uk", "street")
    assert partial_months(selection) == {"northumbria": {"Robbery": {Month(2021, 2): 60}}}


def test_a_load_tells_the_gaps_of_what_it_took_in(tmp_path: Path) -> None:
    home, folder = Home(tmp_path / "home"), tmp_path / "street"
    for month, number in (("2021-01", 60), ("2021-02", 61), ("2021-03", 3), ("2021-05", 60)):
        street(folder, month, {"Robbery": number})
    edition = loaded(home, "police-uk", folder).edition
    assert [gap.sentence for gap in edition.gaps] == [
        "northumbria street: 2021-04 is absent",
        "northumbria street: 2021-03 holds 3 'Robbery' where its neighbours lead one to expect about 60: "
        "taken as part supplied",
    ]
    assert Lake(home.lake).edition(edition.id).gaps == edition.gaps
