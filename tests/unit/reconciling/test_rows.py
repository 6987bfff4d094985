from __future__ import annotations

from collections.abc import Mapping

import pytest

from sextant.measures.reconciling.categories import Category, KnownDifference
from sextant.measures.reconciling.counts import Recorded, Street
from sextant.measures.reconciling.rows import Row, rows_of
from sextant.periods import Month

START = Month(2020, 1)
QUARTERS = [START + 3 * k for k in range(6)]
CATEGORY = Category("Burglary", Month(2013, 5), ("28E", "28F"))
KNOWN = KnownDifference("Burglary", 1.4, 1.8, 1.6, "counted otherwise", "use the other", "here", "these files")


def rows(
    street: list[int],
    recorded: list[int],
    *,
    absent: Month | None = None,
    partial: Mapping[Month, int] | None = None,
    unheld: Month | None = None,
    known: KnownDifference | None = None,
) -> list[Row]:
    """Rows from crimes a quarter (a third in each month) and offences a quarter."""
    crimes = {quarter + k: number // 3 for quarter, number in zip(QUARTERS, street, strict=True) for k in range(3)}
    months = frozenset(crimes) - {absent}
    held = frozenset(QUARTERS) - {unheld}
    halves = {code: {q: n // 2 for q, n in zip(QUARTERS, recorded, strict=True)} for code in CATEGORY.codes}
    return rows_of(
        CATEGORY,
        "northumbria",
        Street({"Burglary": crimes}, frozenset(month for month in months if month), {"Burglary": partial or {}}),
        Recorded({"northumbria": halves}, {"northumbria": held}),
        QUARTERS,
        known,
    )


def flags(found: list[Row]) -> list[str]:
    return [row.flag for row in found]


def test_sources_that_agree_say_so_with_both_counts_and_their_ratio() -> None:
    found = rows([600] * 6, [600] * 6)
    assert flags(found) == ["agrees"] * 6
    assert (found[0].police_uk, found[0].recorded, found[0].ratio, found[0].reason) == (600, 600, 1.0, "")


def test_a_quarter_that_lacks_a_month_is_not_whole_and_has_no_numbers() -> None:
    row = rows([600] * 6, [600] * 6, absent=Month(2020, 5))[1]
    assert (row.flag, row.police_uk, row.recorded, row.ratio) == ("not_whole", None, None, None)
    assert row.reason == "police.uk: May 2020 not held"


def test_a_part_supplied_month_is_named_with_what_is_usual() -> None:
    row = rows([600] * 6, [600] * 6, partial={Month(2020, 8): 1200})[2]
    assert row.flag == "not_whole"
    assert row.reason == "police.uk: August 2020 only part supplied (200 where about 1,200 are usual)"


def test_a_quarter_without_recorded_crime_is_not_whole() -> None:
    row = rows([600] * 6, [600] * 6, unheld=Month(2020, 10))[3]
    assert (row.flag, row.reason) == ("not_whole", "recorded crime: October to December 2020 not held")


def test_a_type_that_police_uk_did_not_use_yet_is_not_compared() -> None:
    later = Category("Burglary", Month(2020, 6), ("28E",))
    street = Street({"Burglary": {START + k: 200 for k in range(18)}}, frozenset(START + k for k in range(18)), {})
    recorded = Recorded({"x": {"28E": dict.fromkeys(QUARTERS, 600)}}, {"x": frozenset(QUARTERS)})
    found = rows_of(later, "x", street, recorded, QUARTERS, None)
    assert flags(found)[:3] == ["not_whole", "not_whole", "agrees"]
    assert "has used this type since June 2020" in found[0].reason


def test_an_incomplete_quarter_judges_no_other() -> None:
    found = rows([600, 600, 9_000, 600, 600, 600], [600] * 6, absent=Month(2020, 7))
    assert flags(found) == ["agrees", "agrees", "not_whole", "agrees", "agrees", "agrees"]


def test_a_recorded_collapse_is_a_fault_that_says_which_source_departs() -> None:
    row = rows([600] * 6, [600, 600, 600, 200, 600, 600])[3]
    assert row.flag == "fault"
    assert row.ratio == 3.0
    assert "police.uk holds 600 where 200 would be usual beside 200" in row.reason
    assert "recorded crime that departs" in row.reason


def test_a_collapse_of_police_uk_is_a_fault_as_well() -> None:
    row = rows([600, 600, 600, 200 * 3 // 2, 600, 600], [600] * 6)[3]
    assert (row.flag, row.reason.endswith("it is police.uk that departs from its own other quarters")) == (
        "fault",
        True,
    )


def test_a_known_difference_is_explained_and_is_no_fault() -> None:
    found = rows([960, 900, 990, 960, 960, 930], [600] * 6, known=KNOWN)
    assert flags(found) == ["known_difference"] * 6
    assert found[0].reason == "counted otherwise"


def test_a_known_difference_does_not_hide_a_fault() -> None:
    found = rows([960, 960, 960, 4_800, 960, 960], [600] * 6, known=KNOWN)
    assert found[3].flag == "fault"


def test_a_steady_difference_nobody_has_explained_is_told() -> None:
    found = rows([780] * 6, [600] * 6)
    assert flags(found) == ["steady_difference"] * 6
    assert "usual ratio 1.30" in found[0].reason


def test_a_small_departure_is_unusual_and_no_fault() -> None:
    found = rows([120, 120, 120, 150, 120, 120], [120] * 6)
    assert found[3].flag == "unusual"


@pytest.mark.parametrize("numbers", [[24] * 6, [0] * 6])
def test_a_handful_of_crimes_is_not_judged(numbers: list[int]) -> None:
    assert flags(rows(numbers, numbers)) == ["too_few"] * 6


def test_nothing_recorded_has_no_ratio_but_may_be_a_fault() -> None:
    row = rows([600] * 6, [600, 600, 0, 600, 600, 600])[2]
    assert (row.flag, row.ratio, row.recorded) == ("fault", None, 0)


def test_too_few_quarters_to_know_what_is_usual() -> None:
    street = Street({"Burglary": {START + k: 300 for k in range(9)}}, frozenset(START + k for k in range(9)), {})
    recorded = Recorded({"x": {"28E": dict.fromkeys(QUARTERS[:3], 600)}}, {"x": frozenset(QUARTERS[:3])})
    found = rows_of(CATEGORY, "x", street, recorded, QUARTERS[:3], None)
    assert flags(found) == ["not_judged"] * 3
    assert "2 other whole quarters held, 4 needed" in found[0].reason
