"""The time of a statement is told beforehand, changed with a reason, and is the time that is signed."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from sextant.access.models import AuditRow, User
from sextant.errors import Refusal
from sextant.statements import actions, states
from sextant.statements.announcing import as_told, coming, time_told
from sextant.statements.models import Announcement, Statement
from sextant.statements.releasing import release
from tests.web.conftest import Person
from tests.web.statements.conftest import FORCE, HOUR, QUARTER, Add, announce, sign

pytestmark = pytest.mark.django_db
PAGE = "/workspace/statements/announced/"
WHY = "More time is needed."


# one moment for the whole run: a test may pass a full minute
BEGUN = timezone.now().replace(microsecond=0, second=0)


def soon(hours: int = 48) -> datetime:
    return BEGUN + hours * HOUR


def tell(by: User, at: datetime, reason: str = "") -> Announcement:
    return actions.announce(by=by, force=FORCE, quarter=QUARTER, at=at, reason=reason)


class TestAnnouncing:
    def test_a_statement_can_be_announced_before_it_is_begun_and_takes_the_time_over(
        self, office: User, analyst: User, add_figures: Add
    ) -> None:
        told = tell(office, soon())
        add_figures()
        assert actions.start_quarter(by=analyst, force=FORCE, quarter=QUARTER).announced_at == told.at

    def test_an_edition_in_the_making_takes_a_new_time_over_and_its_signature_is_void(
        self, signed: Statement, office: User
    ) -> None:
        told = tell(office, soon())
        signed.refresh_from_db()
        assert (signed.announced_at, signed.state) == (told.at, states.DRAFT)
        assert not signed.signatures.filter(voided_at=None).exists()

    def test_the_time_that_was_signed_already_voids_nothing(
        self, checked: Statement, chief: User, office: User
    ) -> None:
        at = soon()
        announce(checked, office, at)
        actions.put_forward_as_checked(by=_checker(checked), statement=checked)
        signed = sign(Statement.objects.get(pk=checked.pk), chief)
        tell(office, at)
        signed.refresh_from_db()
        assert signed.state == states.SIGNED

    def test_is_the_commissioners_offices_alone(self, chief: User, lead: User, analyst: User, person: Person) -> None:
        for user in (chief, lead, analyst, person("root", "administrator")):
            with pytest.raises(Refusal, match="not allowed"):
                tell(user, soon())
            with pytest.raises(Refusal, match="not allowed"):
                actions.call_off(by=user, force=FORCE, quarter=QUARTER, reason=WHY)

    def test_a_time_that_has_passed_or_was_told_and_no_quarter_are_refused(self, office: User) -> None:
        with pytest.raises(Refusal, match="has passed"):
            tell(office, timezone.now())
        with pytest.raises(Refusal, match="is not a quarter"):
            actions.announce(by=office, force=FORCE, quarter="2021", at=soon())
        tell(office, soon())
        with pytest.raises(Refusal, match="has been announced"):
            tell(office, soon())

    def test_a_change_owes_the_public_a_reason(self, office: User) -> None:
        tell(office, soon())
        with pytest.raises(Refusal, match="owed a reason"):
            tell(office, soon(72), " ")
        tell(office, soon(72), WHY)
        [found] = coming()
        [(before, after)] = found.changes
        assert (before.at, after.at, after.reason) == (soon(), soon(72), WHY)

    def test_a_first_time_has_no_reason(self, office: User) -> None:
        assert tell(office, soon(), WHY).reason == ""

    def test_is_on_record(self, office: User, draft: Statement) -> None:
        tell(office, soon())
        tell(office, soon(72), WHY)
        rows = AuditRow.objects.filter(what__startswith="statement: announced for").order_by("seq")
        assert [(row.kind, row.actor, row.why) for row in rows] == [
            ("disclosure", "office", ""),
            ("disclosure", "office", WHY),
        ]
        assert draft.steps.filter(what__startswith="announced for").count() == 2

    def test_without_a_statement_is_on_record_by_its_quarter(self, office: User) -> None:
        tell(office, soon())
        assert AuditRow.objects.get(what__startswith="statement: announced").object_ref == f"{FORCE}/{QUARTER}"


class TestCallingOff:
    def test_needs_a_reason_and_something_announced(self, office: User) -> None:
        with pytest.raises(Refusal, match="has not been announced"):
            actions.call_off(by=office, force=FORCE, quarter=QUARTER, reason=WHY)
        tell(office, soon())
        with pytest.raises(Refusal, match="owed a reason"):
            actions.call_off(by=office, force=FORCE, quarter=QUARTER, reason="")

    def test_takes_the_time_from_the_edition_in_the_making(self, draft: Statement, office: User) -> None:
        tell(office, soon())
        actions.call_off(by=office, force=FORCE, quarter=QUARTER, reason=WHY)
        draft.refresh_from_db()
        assert draft.announced_at is None
        assert [each.state for each in coming()] == ["called off"]

    def test_is_done_once_and_another_time_owes_a_reason(self, office: User) -> None:
        tell(office, soon())
        actions.call_off(by=office, force=FORCE, quarter=QUARTER, reason=WHY)
        with pytest.raises(Refusal, match="has not been announced"):
            actions.call_off(by=office, force=FORCE, quarter=QUARTER, reason=WHY)
        with pytest.raises(Refusal, match="owed a reason"):
            tell(office, soon())


class TestAnnouncedAndSigned:
    """What the public is told and what is signed are one time."""

    def test_the_settings_of_an_announced_statement_give_no_other_time(
        self, draft: Statement, lead: User, office: User
    ) -> None:
        tell(office, soon())
        with pytest.raises(Refusal, match="has been told to the public"):
            announce(draft, lead, soon(1))
        announce(draft, lead, soon())
        draft.refresh_from_db()
        actions.save_settings(by=lead, statement=draft, seen=draft.version, title="Another title")

    def test_a_release_for_a_time_to_come_announces_it(self, checked: Statement, chief: User, office: User) -> None:
        row = _signed_for(checked, soon(), chief, office)
        assert time_told(FORCE, QUARTER) is None
        actions.publish(by=office, statement=row)
        told = time_told(FORCE, QUARTER)
        assert told is not None
        assert (told.at, told.by) == (soon(), office)

    def test_a_release_announces_nothing_twice_and_nothing_that_comes_at_once(
        self, checked: Statement, chief: User, office: User
    ) -> None:
        tell(office, soon())
        row = _signed_for(checked, soon(), chief, office)
        actions.publish(by=office, statement=row)
        assert Announcement.objects.count() == 1

    def test_what_is_published_at_once_is_not_announced(self, published: Statement) -> None:  # noqa: ARG002
        assert not Announcement.objects.exists()

    def test_a_release_for_another_time_than_the_public_was_told_is_refused(
        self, signed: Statement, office: User
    ) -> None:
        Announcement.objects.create(force=FORCE, quarter=QUARTER, at=soon(), by=office)  # beside its lock
        with pytest.raises(Refusal, match="for another time"):
            actions.publish(by=office, statement=signed)

    def test_what_was_called_off_is_announced_again_before_it_is_released(
        self, checked: Statement, chief: User, office: User
    ) -> None:
        tell(office, soon())
        actions.call_off(by=office, force=FORCE, quarter=QUARTER, reason=WHY)
        row = _signed_for(checked, soon(), chief, office)
        with pytest.raises(Refusal, match="was called off"):
            actions.publish(by=office, statement=row)

    def test_once_it_is_published_a_new_edition_may_be_announced_without_a_reason(
        self, signed: Statement, office: User
    ) -> None:
        Announcement.objects.create(force=FORCE, quarter=QUARTER, at=signed.announced_at, by=office)
        actions.publish(by=office, statement=signed)
        assert release(signed) == "Published."
        assert not coming()
        tell(office, soon())
        new = actions.start_correction(by=office, statement=_of(signed), was_wrong="a.", is_right="b.")
        assert new.announced_at == soon()
        [found] = coming()
        assert found.again


class TestThePage:
    @pytest.fixture
    def client(self, fresh_browser_of: Callable[[User], Client], office: User) -> Client:
        return fresh_browser_of(office)

    def told(self, at: datetime, **more: str) -> dict[str, Any]:
        local = timezone.localtime(at)
        day = {"day_day": local.day, "day_month": local.month, "day_year": local.year}
        return {"quarter": QUARTER, "clock": f"{local:%H:%M}", "reason": WHY} | day | more

    def test_announces_and_shows_what_the_public_reads(self, client: Client, draft: Statement) -> None:  # noqa: ARG002
        assert client.post(PAGE, self.told(soon())).status_code == 302
        page = client.get(PAGE).content.decode()
        assert "the statement for October to December 2021." in page
        assert WHY not in page.split("Announce a time")[0], "a first time has no reason"

    def test_a_change_that_was_meant_for_what_is_out_by_now_is_refused(
        self, client: Client, draft: Statement, office: User
    ) -> None:
        tell(office, soon())
        [seen] = re.findall(r'name="seen"[^>]*value="([^"]+)"', client.get(PAGE).content.decode())
        Statement.objects.filter(pk=draft.pk).update(state="published", published_at=timezone.now())
        sent = self.told(soon(72), seen=seen)
        again = client.post(PAGE, sent)
        assert "has changed since this page was opened" in again.content.decode()
        assert Announcement.objects.count() == 1
        assert client.post(PAGE, sent | {"seen": as_told(FORCE)}).status_code == 302

    def test_says_what_was_refused_beside_the_form(self, client: Client, draft: Statement) -> None:  # noqa: ARG002
        page = client.post(PAGE, self.told(timezone.now() - timedelta(days=2))).content.decode()
        assert "has passed" in page
        assert not Announcement.objects.exists()

    def test_calls_off(self, client: Client, draft: Statement) -> None:  # noqa: ARG002
        client.post(PAGE, self.told(soon()))
        client.post(f"{PAGE}{QUARTER}/off/", {"reason": "It is not needed."})
        assert "Called off." in client.get(PAGE).content.decode()

    def test_offers_the_quarters_around_the_newest_statement(self, client: Client, draft: Statement) -> None:  # noqa: ARG002
        page = client.get(PAGE).content.decode()
        for quarter in ("2021-Q4", "2022-Q4", "2020-Q1"):
            assert f'value="{quarter}"' in page
        assert 'value="2023-Q1"' not in page
        assert '<option value="2021-Q4" selected' in page

    def test_is_linked_for_who_may_announce_only(
        self, client: Client, browser_of: Callable[[User], Client], lead: User
    ) -> None:
        assert PAGE in client.get("/workspace/statements/").content.decode()
        other = browser_of(lead)
        assert PAGE not in other.get("/workspace/statements/").content.decode()
        assert other.get(PAGE).status_code == 404


def _of(row: Statement) -> Statement:
    return Statement.objects.get(pk=row.pk)


def _checker(row: Statement) -> User:
    return User.objects.get(pk=row.hands.filter(did="checked").values_list("by", flat=True)[0])


def _signed_for(checked: Statement, at: datetime, chief: User, office: User) -> Statement:
    """The checked statement, checked and signed once more for another time."""
    by = _checker(checked)
    row = _of(checked)
    if row.announced_at != at:
        announce(row, office, at)
    if _of(row).state == states.DRAFT:
        actions.put_forward_as_checked(by=by, statement=row)
    return sign(_of(row), chief)
