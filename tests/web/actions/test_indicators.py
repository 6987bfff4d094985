"""How well promises are kept, and which actions each list holds: by the day promised first, to the day."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.test import Client
from django.utils import timezone

from sextant.access.models import User
from sextant.actions import actions
from sextant.actions.indicators import Indicator, indicators
from sextant.actions.models import Action, Update
from sextant.actions.presenting import on_time

pytestmark = pytest.mark.django_db
Make = Callable[..., Action]
FIRST, LAST = date(2026, 1, 1), date(2026, 11, 22)


def told(name: str, first: date = FIRST, last: date = LAST) -> str:
    found = indicators(Action.objects.all(), first, last, last)
    return next(each.words for each in found if each.name.startswith(name))


def promised(make: Make, first: date, due: date | None = None, verified: date | None = None) -> Action:
    """An action promised for `first`, due now on `due`; closed where it was verified."""
    action, state = make(), "verified_closed" if verified else "in_progress"
    Action.objects.filter(pk=action.pk).update(original_due=first, due=due or first, verified_on=verified, state=state)
    return Action.objects.get(pk=action.pk)


class TestOnTime:
    def test_is_verified_by_the_day_promised_first_whatever_it_was_moved_to(self, proposed: Make) -> None:
        june = date(2026, 6, 1)
        kept = promised(proposed, june, verified=june)
        late = promised(proposed, june, verified=june + timedelta(1))
        moved = promised(proposed, june, due=june + timedelta(30), verified=june + timedelta(9))
        waits = promised(proposed, june)
        assert [on_time(each) for each in (kept, late, moved, waits)] == ["yes", "no", "no", ""]
        assert told("Verified on time") == "1 of 4"

    def test_is_of_those_promised_for_a_day_of_the_period_both_ends_counted(self, proposed: Make) -> None:
        assert told("Verified on time") == "none"
        for day in (FIRST - timedelta(1), FIRST, LAST, LAST + timedelta(1)):
            promised(proposed, day, verified=day)
        proposed()
        assert told("Verified on time") == "2 of 2"

    def test_slips_by_the_days_a_date_was_moved_in_the_middle_of_all(self, proposed: Make) -> None:
        assert told("Slippage") == "none"
        june = date(2026, 6, 1)
        promised(proposed, june, due=june + timedelta(1))
        assert told("Slippage") == "1 day"
        promised(proposed, june)
        promised(proposed, june, due=june + timedelta(40))
        promised(proposed, june, due=june + timedelta(10))
        assert told("Slippage") == "5.5 days"


def test_what_is_returned_is_counted_among_what_was_said_to_be_done(
    proposed: Make, claimed: Action, chief: User
) -> None:
    today = timezone.localdate()
    assert told("Returned", today, today) == "0 of 1"
    actions.take(by=chief, action=claimed, step="return", words="The report is missing.")
    proposed()
    assert told("Returned", today, today) == "1 of 1"
    assert told("Returned", today - timedelta(9), today - timedelta(1)) == "none"


def test_nothing_said_for_28_days_is_silence_and_so_is_nothing_ever(proposed: Make, lead: User) -> None:
    silent, spoken, never = proposed(), proposed(), proposed()
    for action in (silent, spoken, never):
        actions.take(by=lead, action=action, step="agree", words="Agreed.")
    now = timezone.now()
    Update.objects.filter(action=silent).update(at=now - timedelta(days=28, minutes=1))
    Update.objects.filter(action=spoken).update(at=now - timedelta(days=27, hours=23))
    Update.objects.filter(action=never).delete()
    proposed()
    assert told("Nothing said for 28 days") == "2 of 3", "a proposal is not live"


def test_a_measure_is_live_by_an_action_that_was_agreed_and_has_not_ended(proposed: Make, lead: User) -> None:
    for measure, steps in (("homicide", ("agree",)), ("cyber", ()), ("victims", ("agree", "cancel"))):
        action = proposed(measure=measure)
        for step in steps:
            actions.take(by=lead, action=action, step=step, words="Yes.")
    assert told("Measures with a live action") == "1 of 6"


def test_nothing_of_nothing_is_none_and_never_nought() -> None:
    assert [each.words for each in (Indicator("x", 0, 0), Indicator("x"), Indicator("x", 0, 3))] == [
        "none",
        "none",
        "0 of 3",
    ]
    assert [Indicator("x", days=days).words for days in (0, 1, 1.5)] == ["0 days", "1 day", "1.5 days"]


class TestTheLists:
    @pytest.fixture
    def listed(self, proposed: Make, lead: User, browser_of: Callable[[User], Client]) -> Callable[[str], list[str]]:
        """One action a kind; which of them a list holds, in its order."""
        made = {name: proposed(text=f"Work {name}") for name in ("later", "sooner", "late", "ended", "over")}
        own = proposed(text="Work own", owner_id=lead.pk, due=date(2030, 1, 1))
        today, now = timezone.localdate(), timezone.now()
        for name, changes in {
            "later": {"due": today + timedelta(90)},
            "sooner": {"due": today + timedelta(30)},
            "late": {"state": "in_progress", "original_due": today - timedelta(1), "due": today + timedelta(60)},
            "ended": {"state": "cancelled", "state_since": now - timedelta(2), "original_due": today - timedelta(9)},
            "over": {"state": "verified_closed", "state_since": now - timedelta(1), "due": None},
        }.items():
            Action.objects.filter(pk=made[name].pk).update(**changes)
        texts = [each.text for each in (*made.values(), own)]
        client = browser_of(lead)

        def ask(show: str) -> list[str]:
            page = client.get(f"/workspace/actions/?show={show}").content.decode()
            return [text.removeprefix("Work ") for text in sorted(texts, key=page.find) if text in page]

        return ask

    def test_hold_what_is_open_by_its_day_and_what_has_ended_by_its_end(
        self, listed: Callable[[str], list[str]]
    ) -> None:
        assert listed("open") == listed("") == ["sooner", "late", "later", "own"]
        assert listed("closed") == ["over", "ended"]

    def test_of_what_is_overdue_hold_only_what_still_runs(self, listed: Callable[[str], list[str]]) -> None:
        assert listed("overdue") == ["late"]

    def test_of_ones_own_hold_no_one_elses_and_all_hold_all(self, listed: Callable[[str], list[str]]) -> None:
        assert listed("mine") == ["own"]
        assert sorted(listed("all")) == ["ended", "late", "later", "over", "own", "sooner"]
