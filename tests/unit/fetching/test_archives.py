from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sextant.errors import Refusal
from sextant.fetching.archives import Archive, assumed, fewest, listed
from sextant.fetching.pages import Link
from sextant.periods import Month, Window

DECEMBER = Month(2021, 12)


def named(month: Month, months: int = 36) -> Archive:
    return Archive(month, Window.ending(month, months))


def test_three_years_are_one_archive() -> None:
    asked = Window.ending(DECEMBER, 36)
    [(archive, months)] = fewest(asked, assumed(asked, 36))
    assert (archive.month, months) == (DECEMBER, asked)


def test_a_month_more_needs_a_second_archive_for_that_month_alone() -> None:
    asked = Window.ending(DECEMBER, 37)
    (older, its), (newer, rest) = fewest(asked, assumed(asked, 36))
    assert (older.month, newer.month) == (Month(2018, 12), DECEMBER)
    assert (its, rest) == (Window(Month(2018, 12), Month(2018, 12)), Window.ending(DECEMBER, 36))


def test_where_the_months_own_archive_is_missing_the_next_one_that_holds_it_is_taken() -> None:
    [(archive, _)] = fewest(Window.ending(DECEMBER, 6), [named(DECEMBER + 2), named(DECEMBER + 9)])
    assert archive.month == DECEMBER + 2


def test_a_month_that_no_archive_holds_is_refused_with_what_there_is() -> None:
    with pytest.raises(Refusal, match="ask for months from 2019-01 to 2021-12"):
        fewest(Window(DECEMBER + 1, DECEMBER + 1), [named(DECEMBER)])


@given(st.integers(1, 20), st.sets(st.integers(0, 15), min_size=1, max_size=6).map(sorted), st.integers(1, 8))
def test_every_month_is_taken_once_and_no_smaller_choice_would_do(length: int, offsets: list[int], each: int) -> None:
    asked = Window.ending(DECEMBER, length)
    archives = [named(DECEMBER + -offset, each) for offset in offsets]
    enough = [k for k in range(1, len(archives) + 1) if any(holds(some, asked) for some in combinations(archives, k))]
    if not enough:
        with pytest.raises(Refusal):
            fewest(asked, archives)
        return
    plan = fewest(asked, archives)
    assert [month for _, months in plan for month in months] == asked.months
    assert all(month in archive.covers for archive, months in plan for month in months)
    assert len(plan) == min(enough)


def holds(archives: Sequence[Archive], asked: Window) -> bool:
    return all(any(month in archive.covers for archive in archives) for month in asked)


def test_the_index_gives_months_covers_and_checksums() -> None:
    md5 = "0123456789abcdef0123456789ABCDEF"
    links = [
        Link("https://x/data/archive/2017-04.zip", f"2017-04 Contains data from Dec 2010 to Apr 2017. {md5}"),
        Link("https://x/data/archive/2021-12.zip", "December 2021 (1.6 GB)"),
        Link("https://x/data/archive/2021-11.zip", f"{md5}-204"),
        Link("https://x/data/archive/latest.zip", f"Latest {md5}"),
        Link("https://x/about", "About"),
    ]
    old, november, december = listed(links, 36)
    assert (old.covers, old.md5) == (Window(Month(2010, 12), Month(2017, 4)), md5.lower())
    assert (november.month, november.md5) == (Month(2021, 11), None)
    assert (december.covers, december.md5) == (Window.ending(DECEMBER, 36), None)


def test_words_that_end_with_another_month_say_nothing_of_what_is_covered() -> None:
    [archive] = listed([Link("https://x/2021-12.zip", "Published May 2020, revised June 2020")], 36)
    assert archive.covers == Window.ending(DECEMBER, 36)
