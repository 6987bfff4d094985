"""The back-test on a made-up town: windows, gaps, the mask, the change of map points, the card."""

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from sextant.errors import Refusal
from sextant.periods import Month
from sextant.places.events import Events, as_events
from sextant.places.forecast import BackTest, back_test
from sextant.places.forecast_card import beats_counts, card, gain_of_moving, method_to_use
from sextant.places.grid import SquareGrid
from sextant.places.ranking_refused import NeverRanks
from sextant.places.undefined import NotDefined

GRID = SquareGrid(0.0, 0.0, 200.0, 30, 30)
MONTHS = [str(month) for month in np.arange("2020-01", "2021-12", dtype="datetime64[M]")]


def town(months: list[str], seed: int = 1, change: str | None = None) -> Events:
    """Made-up burglaries and nuisance at map points: some corners are always worse. From `change` on points differ."""
    rng = np.random.default_rng(seed)
    corners = rng.uniform(100, 5900, (400, 2))
    level = rng.gamma(0.3, 1.0, 400)
    rows = []
    for month in months:
        shift = 25.0 if change and month >= change else 0.0
        for kind, size in (("Burglary", 150), ("Anti-social behaviour", 150)):
            at = rng.choice(400, size, p=level / level.sum())
            rows += [(*corners[k] + shift, month, kind, 2 * k + (shift > 0)) for k in at]
    east, north, month, kind, point = zip(*rows, strict=True)
    return as_events(
        east, north, month=np.array(month, "datetime64[M]"), kind=list(kind), exact=False, point=np.array(point)
    )


TOWN = town(MONTHS)


def judged(events: Events = TOWN, **asked: Any) -> BackTest:
    found = back_test(events, GRID, **{"kinds": ["Burglary"], "first": "2021-01", "last": "2021-06", **asked})
    assert isinstance(found, BackTest)
    return found


def test_each_window_is_trained_on_the_twelve_months_before_it_and_judged_on_three() -> None:
    found = judged()
    assert [window.first for window in found.windows] == MONTHS[12:18]
    assert found.windows[0].train == tuple(MONTHS[:12])
    assert found.windows[0].test == ("2021-01", "2021-02", "2021-03")
    assert {window.gaps for window in found.windows} == {0}
    assert found.methods == ("local-eb", "count")


def test_what_comes_after_a_window_does_not_change_it() -> None:
    cut = TOWN[TOWN.month < np.datetime64("2021-04")]
    assert judged(last="2021-01").windows == judged(cut, last="2021-01").windows


def test_the_mask_is_of_earlier_rows_of_any_type() -> None:
    before = TOWN[TOWN.month < np.datetime64("2021-01")]
    cells = len(np.unique(GRID.locate(before.easting, before.northing)))
    counts = judged(last="2021-01").windows[0].by_method["count"]
    assert counts.mask_cells == cells
    assert counts.cells == round(0.02 * cells)


def test_over_a_month_that_is_not_held_a_window_reaches_further_and_says_so() -> None:
    found = judged(TOWN[TOWN.month != np.datetime64("2021-03")])
    assert found.skipped == {"2021-03": "its first month is not held"}
    assert found.windows[0].test == ("2021-01", "2021-02", "2021-04")
    assert found.windows[-1].train == ("2020-05", *MONTHS[5:14], "2021-04", "2021-05")
    assert {window.gaps for window in found.windows} == {1}
    notes = " ".join(card(found).notes)
    assert "No window begins with 2021-03" in notes and "5 windows reach over a month that is not held" in notes


def test_fewer_months_than_asked_are_said() -> None:
    found = judged(first="2020-09", last="2021-11")
    assert len(found.windows[0].train) == 8 and len(found.windows[-1].test) == 1
    assert any("6 windows have fewer months than that" in note for note in card(found).notes)


def test_counts_over_a_long_window_beat_chance_and_nothing_beats_the_best() -> None:
    found = judged()
    for window in found.windows:
        for each in window.by_method.values():
            assert each.pai > 3
            assert each.caught <= each.best


def test_no_month_at_all_is_not_defined() -> None:
    asked: dict[str, Any] = {"kinds": ["Burglary"]}
    nothing = back_test(TOWN, GRID, first="2025-01", last="2025-02", **asked)
    assert isinstance(nothing, NotDefined) and "2025-01: its first month is not held" in nothing.reason
    first = back_test(TOWN, GRID, first="2020-01", last="2020-01", **asked)
    assert isinstance(first, NotDefined) and "no month before it" in first.reason
    none = back_test(TOWN, GRID, first="2021-01", last="2021-01", kinds=["Fraud"])
    assert isinstance(none, NotDefined) and "no test events" in none.reason


def test_offences_that_police_find_are_refused() -> None:
    drugs = replace(TOWN, kinds=("Anti-social behaviour", "Drugs"))
    with pytest.raises(NeverRanks):
        back_test(drugs, GRID, kinds=["Drugs"], first="2021-01", last="2021-01")
    assert isinstance(back_test(drugs, GRID, kinds=[drugs.kinds[0]], first="2021-01", last="2021-01"), BackTest)


def test_the_card_says_ours_plain_counts_and_the_best_and_names_its_mask() -> None:
    found = judged()
    made = card(found, what="burglaries")
    ours, counts, best = (
        f"{100 * float(np.mean(found.values(*asked))):.0f}"
        for asked in (("local-eb",), ("count",), ("count", "best_hit_rate"))
    )
    assert made.sentence == (
        f"2 % of the places with any earlier crime held {ours} of 100 burglaries in the next three months; "
        f"by plain counts {counts}; the best possible choice {best}."
    )
    assert made.mask == "places with any earlier crime"
    assert "95 % bootstrap interval over 6 windows" in made.against_counts
    assert any("Mask: places with any row of any type before the test window" in note for note in made.notes)
    assert made.as_json()["caught"]["windows"] == 6


def test_a_card_of_plain_counts_is_compared_with_nothing_and_one_of_one_month_says_month() -> None:
    made = card(judged(test_months=1), "count")
    assert made.against_counts == ""
    assert "in the next month;" in made.sentence


def test_a_card_of_one_window_has_no_interval_and_shares_no_months() -> None:
    made = card(judged(last="2021-01"))
    assert made.against_counts.endswith("one window gives no interval.")
    assert "share months" not in made.notes[0]
    assert "windows share months" in card(judged()).notes[0]


@pytest.mark.parametrize(("first", "last"), [("x", "2021-01"), ("2021-01", "2021-13"), ("2021-03", "2021-01")])
def test_first_test_months_that_are_none_or_run_backwards_are_refused(first: str, last: str) -> None:
    with pytest.raises(Refusal, match="first test month"):
        back_test(TOWN, GRID, kinds=["Burglary"], first=first, last=last)


def test_a_method_that_was_not_judged_has_no_card() -> None:
    with pytest.raises(Refusal, match="was not judged"):
        card(judged(), "decay")


def better(method: str, by: list[float]) -> BackTest:
    """A back-test in which a method catches so much more than counts, window by window."""
    found = judged(methods=[method, "count"])
    windows = []
    for window, more in zip(found.windows, by, strict=True):
        counts = window.by_method["count"]
        ours = replace(counts, caught=counts.caught + more * counts.events)
        windows.append(replace(window, by_method={method: ours, "count": counts}))
    return replace(found, windows=tuple(windows))


def test_a_method_is_used_where_it_clearly_beats_plain_counts_and_only_there() -> None:
    clearly, unclear = better("density", [0.02] * 6), better("density", [0.02, -0.03, 0.02, -0.01, 0.03, -0.02])
    assert beats_counts(clearly, "density")
    assert method_to_use(clearly, "density")[0] == "density"
    assert not beats_counts(unclear, "density")
    method, why = method_to_use(unclear, "density")
    assert method == "local-eb" and why.startswith("The density ranking is not used")


def test_the_default_that_takes_the_place_of_a_ranking_without_gain_is_judged_beside_it() -> None:
    found = judged(methods=["density"], last="2021-02")
    assert found.methods == ("density", "local-eb", "count")
    method, why = method_to_use(found, "density")
    assert method == "local-eb" and why.startswith("The density ranking is not used")
    assert card(found, method).method == "local-eb"
    assert judged(methods=["count"], last="2021-01").methods == ("count",)


def test_three_windows_do_not_decide() -> None:
    found = better("density", [0.02] * 6)
    assert not beats_counts(replace(found, windows=found.windows[:3]), "density")


def test_moving_old_points_to_new_ones_mends_windows_across_their_change() -> None:
    changed = town(MONTHS, change="2020-12")
    found = gain_of_moving(changed, GRID, kinds=["Burglary"], first="2021-01", last="2021-03")
    assert not isinstance(found, NotDefined)
    assert [window.first for window in found] == ["2021-01", "2021-02", "2021-03"]
    assert all("moved to the nearest map point" in window.label for window in found)
    assert np.mean([window.gain or 0 for window in found]) > 0.05


def test_the_card_prints_what_moving_points_gains_on_windows_across_their_change() -> None:
    changed = town(MONTHS, change="2020-12")
    without, moved = (judged(changed, last="2021-03", moved=each) for each in (False, True))
    assert [w.unmoved for w in moved.windows] == [w.by_method for w in without.windows]
    before, after = (100 * np.mean(each.values("local-eb")) for each in (without, moved))
    gain = f"({100 * (after / before - 1):+.1f} %)"
    told = f"With points moved the ranking caught {after:.1f} of 100 in those 3 windows, without {before:.1f} {gain}."
    assert card(moved).notes[-1] == told
    assert not any("With points moved" in note for note in card(without).notes)


def test_both_choose_as_many_cells_whether_points_are_moved_or_not() -> None:
    changed = town(MONTHS, change="2020-12")
    without, moved = (judged(changed, last="2021-01", moved=each).windows[0] for each in (False, True))
    assert without.by_method["count"].cells == moved.by_method["count"].cells
    assert without.spans == moved.spans == (Month(2020, 12),)
    assert (without.crosswalk, moved.crosswalk[:13]) == ("", "Places before")


def test_windows_whose_test_months_bring_the_change_can_not_be_mended_and_the_card_says_so() -> None:
    changed = town(MONTHS, change="2021-02")
    found = judged(changed, last="2021-01", moved=True)
    assert found.windows[0].crosswalk == ""
    assert any("1 windows span the change of map points in February 2021; no point" in n for n in card(found).notes)
    gain = gain_of_moving(changed, GRID, kinds=["Burglary"], first="2021-01", last="2021-01")
    assert isinstance(gain, NotDefined)
