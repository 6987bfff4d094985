"""What a figure says was left out of its windows: a run of absent months once, not month by month."""

from __future__ import annotations

from sextant.measures.points import exclusions
from sextant.measures.series import Series
from sextant.periods import Month, Window

CURRENT, BASELINE = Window.ending(Month.parse("2018-03"), 12), Window.ending(Month.parse("2019-06"), 12)


def held(*missing: str) -> Series:
    months = {Month.parse("2017-04") + k for k in range(27)} - {Month.parse(each) for each in missing}
    return Series(dict.fromkeys(months, 3), frozenset(months))


def test_nothing_is_left_out_of_windows_that_are_whole() -> None:
    assert exclusions(held(), [CURRENT, BASELINE]) == []


def test_a_month_alone_is_named_alone() -> None:
    assert exclusions(held("2017-06"), [CURRENT, BASELINE]) == ["June 2017 is absent"]


def test_a_run_of_months_is_named_by_its_ends_and_broken_by_a_month_that_is_there() -> None:
    found = exclusions(held("2017-05", "2017-06", "2017-07", "2017-09"), [CURRENT, BASELINE])
    assert found == ["May 2017 to July 2017 are absent", "September 2017 is absent"]


def test_a_whole_window_is_one_sentence() -> None:
    quarters = frozenset(Month.parse(each) for each in ("2017-04", "2017-07", "2017-10", "2018-01"))
    series = Series(dict.fromkeys(quarters, 3), quarters, grain="quarter")
    assert exclusions(series, [CURRENT, BASELINE]) == ["July 2018 to June 2019 are absent"]


def test_a_part_supplied_month_is_told_as_that_and_breaks_no_run_silently() -> None:
    series = held("2017-05", "2017-06", "2017-07")
    part = Series(series.counts, series.present, partial={Month.parse("2017-06"): 9})
    assert exclusions(part, [CURRENT]) == [
        "June 2017 is part supplied and not counted",
        "May 2017 is absent",
        "July 2017 is absent",
    ]
