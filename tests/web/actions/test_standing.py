"""How an action stands is computed, and judged by the day that was promised first."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sextant.actions import states
from sextant.actions.standing import Dates, standing

TODAY = date(2026, 6, 15)
NOON = datetime(2026, 6, 15, 12, tzinfo=UTC)
CALM = Dates("in_progress", NOON, date(2026, 9, 1), date(2026, 9, 1), None, 0, NOON)


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({}, "on_track"),
        ({"original_due": date(2026, 6, 14), "due": date(2026, 9, 1)}, "overdue"),
        ({"original_due": TODAY}, "on_track"),
        ({"state": "blocked", "state_since": NOON - timedelta(days=15)}, "overdue"),
        ({"state": "blocked", "state_since": NOON - timedelta(days=14)}, "on_track"),
        ({"due": date(2026, 6, 29), "spoken": NOON - timedelta(days=15)}, "at_risk"),
        ({"due": date(2026, 6, 29), "spoken": None}, "at_risk"),
        ({"due": date(2026, 6, 30), "spoken": None}, "on_track"),
        ({"due": date(2026, 6, 29), "spoken": NOON - timedelta(days=14)}, "on_track"),
        ({"moved": 1}, "at_risk"),
        ({"begins_on": date(2026, 6, 16)}, "not_begun"),
        ({"state": "proposed"}, "not_begun"),
        ({"state": "verified_closed", "original_due": date(2020, 1, 1)}, "verified"),
        ({"state": "cancelled"}, "closed"),
        ({"state": "claimed_done", "original_due": date(2026, 6, 1)}, "overdue"),
    ],
)
def test_the_rule(changes: dict[str, object], expected: str) -> None:
    assert standing(replace(CALM, **changes), TODAY).key == expected


def test_a_standing_set_by_hand_is_shown_as_such_beside_the_computed_one() -> None:
    found = standing(replace(CALM, original_due=date(2026, 6, 1)), TODAY, "on_track", "The court moved its date.")
    assert found.word == "on track (set by hand)"
    assert found.why == "The court moved its date. Computed: overdue, promised for 1 June 2026"


def test_a_hand_that_says_what_the_dates_say_is_not_mentioned() -> None:
    assert standing(CALM, TODAY, "on_track", "It is.").word == "on track"


@given(st.dates(date(2020, 1, 1), date(2030, 1, 1)), st.sampled_from(states.LIVE), st.integers(0, 5))
def test_moving_a_date_never_makes_an_action_look_better(original: date, state: str, moved: int) -> None:
    order = ["on_track", "not_begun", "at_risk", "overdue"]
    before = standing(replace(CALM, state=state, original_due=original, due=original), TODAY)
    after = standing(replace(CALM, state=state, original_due=original, due=date(2031, 1, 1), moved=moved + 1), TODAY)
    assert order.index(after.key) >= order.index(before.key) or before.key == "at_risk"
