"""Ways back: an edition that is not wanted is given up, a notice is mended, a signed statement is sent back."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from sextant.access.account_actions import reset_factors
from sextant.access.identity import confirm
from sextant.access.models import AuditRow, User
from sextant.errors import Refusal
from sextant.jobs.models import Job
from sextant.statements import actions, states
from sextant.statements.document import document
from sextant.statements.forms import SettingsForm
from sextant.statements.models import Statement
from sextant.statements.releasing import release
from tests.web.conftest import Person
from tests.web.statements.conftest import FORCE, QUARTER, announce, sign

pytestmark = pytest.mark.django_db
Browser = Callable[[User], Client]


@pytest.fixture
def correction(published: Statement, office: User) -> Statement:
    return actions.start_correction(by=office, statement=published, was_wrong="The cuont.", is_right="It is 19.")


def test_a_correction_begun_by_mistake_is_given_up_and_another_one_begun(
    published: Statement, correction: Statement, office: User, analyst: User
) -> None:
    with pytest.raises(Refusal, match="finish that one first, or give it up"):
        actions.start_correction(by=office, statement=published, was_wrong="a.", is_right="b.")
    actions.give_up(by=office, statement=correction, reason="It was right after all.")
    correction.refresh_from_db()
    published.refresh_from_db()
    assert (correction.state, published.state) == (states.GIVEN_UP, states.PUBLISHED)
    again = actions.start_correction(by=analyst, statement=published, was_wrong="Another thing.", is_right="This.")
    assert (again.edition_no, again.promises.count()) == (2, published.promises.count())
    told = document(again)["statement.toml"].decode()
    assert "Another thing." in told
    assert "cuont" not in told, "the public never hears of what was given up"


def test_a_quarter_begun_by_mistake_is_given_up_and_begun_again(draft: Statement, analyst: User) -> None:
    actions.give_up(by=analyst, statement=draft, reason="The records were not complete.")
    again = actions.start_quarter(by=analyst, force=FORCE, quarter=QUARTER)
    assert (again.edition_no, again.state) == (1, states.DRAFT)


def test_giving_up_voids_the_signature_and_the_release(signed: Statement, office: User) -> None:
    announce_later(signed, office)
    sign(signed, somebody_else(signed))
    actions.publish(by=office, statement=signed)
    actions.give_up(by=office, statement=signed, reason="The minister has changed the measures.")
    signed.refresh_from_db()
    assert (signed.state, signed.scheduled) == (states.GIVEN_UP, False)
    assert not signed.signatures.filter(voided_at=None).exists()
    assert AuditRow.objects.filter(what="statement: gave it up", why__contains="minister").exists()


def test_what_is_public_or_needs_a_reason_is_not_given_up(
    published: Statement, correction: Statement, office: User, lead: User
) -> None:
    with pytest.raises(Refusal, match="never changes"):
        actions.give_up(by=office, statement=published, reason="We would rather not.")
    with pytest.raises(Refusal, match="needs a reason"):
        actions.give_up(by=office, statement=correction, reason=" ")
    with pytest.raises(Refusal, match="not allowed"):
        actions.give_up(by=lead, statement=correction, reason="I don’t like it.")
    actions.give_up(by=office, statement=correction, reason="Not needed.")
    with pytest.raises(Refusal, match="never changes"):
        actions.give_up(by=office, statement=correction, reason="Once more.")


def test_the_page_of_what_was_given_up_shows_nothing_of_another_edition(
    published: Statement, correction: Statement, office: User, browser_of: Browser
) -> None:
    browser = browser_of(office)
    answer = browser.post(f"/workspace/statements/{correction.pk}/give-up/", {"reason": "Not needed."})
    assert answer.status_code == 302
    page = browser.get(f"/workspace/statements/{correction.pk}/").content.decode()
    assert "given up" in page
    assert "Read the whole statement" not in page
    assert browser.get(f"/workspace/statements/{correction.pk}/whole/").status_code == 302
    assert browser.get(f"/workspace/statements/{correction.pk}/pages/index.html").status_code == 404
    assert browser.get("/statements/wessex-vale/2021-Q4/").content.decode().count("Edition 2") == 0
    listed = browser.get("/workspace/statements/").content.decode()
    assert "given up" in listed
    assert Statement.objects.get(pk=published.pk).state == states.PUBLISHED


class TestTheNotice:
    def test_of_a_correction_is_mended_in_its_settings(
        self, correction: Statement, office: User, browser_of: Browser
    ) -> None:
        browser = browser_of(office)
        address = f"/workspace/statements/{correction.pk}/settings/"
        given = SettingsForm.values_of(correction) | {"was_wrong": "The count.", "contact": "The team"}
        sent = {key: value for key, value in given.items() if value}
        assert browser.post(address, sent).status_code == 302
        correction.refresh_from_db()
        assert correction.change_notice == "Correction: we erred. The count. It is 19."

    def test_can_not_be_emptied(self, correction: Statement, office: User, browser_of: Browser) -> None:
        browser = browser_of(office)
        address = f"/workspace/statements/{correction.pk}/settings/"
        page = browser.post(address, {"what_changed": " "}).content.decode()
        assert "What is right" in page
        correction.refresh_from_db()
        assert correction.was_wrong == "The cuont."

    def test_is_not_asked_of_a_first_edition(self, draft: Statement, office: User, browser_of: Browser) -> None:
        page = browser_of(office).get(f"/workspace/statements/{draft.pk}/settings/").content.decode()
        assert "What was wrong" not in page


class TestSendingBack:
    def test_a_signed_statement_is_a_draft_again_with_the_reason(self, signed: Statement, chief: User) -> None:
        actions.send_back(by=chief, statement=signed, reason="A case is before the court.")
        signed.refresh_from_db()
        assert (signed.state, signed.signatures.get().voided_why) == (states.DRAFT, "it was sent back")
        assert signed.steps.filter(what="sent back", words="A case is before the court.").exists()

    def test_recalls_a_release(self, signed: Statement, office: User) -> None:
        announce_later(signed, office)
        sign(signed, somebody_else(signed))
        actions.publish(by=office, statement=signed)
        actions.send_back(by=office, statement=signed, reason="The contact is wrong.")
        signed.refresh_from_db()
        assert (signed.state, signed.scheduled) == (states.DRAFT, False)

    def test_is_for_who_signs_or_publishes_what_is_signed(self, signed: Statement, analyst: User, office: User) -> None:
        with pytest.raises(Refusal, match="not allowed"):
            actions.send_back(by=analyst, statement=signed, reason="No.")
        with pytest.raises(Refusal, match="needs a reason"):
            actions.send_back(by=office, statement=signed, reason="")
        actions.send_back(by=office, statement=signed, reason="Once.")
        with pytest.raises(Refusal, match="only a signed statement"):
            actions.send_back(by=office, statement=signed, reason="Twice.")

    def test_is_offered_where_it_may_be_done(
        self, signed: Statement, chief: User, analyst: User, browser_of: Browser
    ) -> None:
        address = f"/workspace/statements/{signed.pk}/"
        assert "Send it back" in browser_of(chief).get(address).content.decode()
        assert "Send it back" not in browser_of(analyst).get(address).content.decode()
        assert browser_of(analyst).get(address + "send-back/").status_code == 404


class TestAReleaseThatNobodyFollows:
    """Who released it has left before its time: the worker no longer takes their word."""

    @pytest.fixture
    def left(self, signed: Statement, office: User) -> Statement:
        actions.publish(by=office, statement=signed)
        Job.objects.all().delete()
        office.memberships.all().delete()
        signed.refresh_from_db()
        return signed

    def test_is_released_again_by_a_colleague(self, left: Statement, person: Person, browser_of: Browser) -> None:
        assert actions.publish_due() == 0, "on behalf of somebody who may no longer publish"
        colleague = person("colleague", "commissioner")
        page = browser_of(colleague).get(f"/workspace/statements/{left.pk}/publish/").content.decode()
        assert "Release it again" in page
        actions.publish(by=colleague, statement=left)
        assert release(left) == "Published."

    def test_waits_too_while_who_released_it_waits_to_be_confirmed(
        self, signed: Statement, office: User, person: Person, browser_of: Browser
    ) -> None:
        actions.publish(by=office, statement=signed)
        Job.objects.all().delete()
        reset_factors(by=person("ada", "administrator"), user=office, why="lost the phone")
        assert actions.publish_due() == 0
        address = f"/workspace/statements/{signed.pk}/publish/"
        page = browser_of(person("colleague", "commissioner")).get(address).content.decode()
        assert "or waits to be confirmed" in page
        confirm(by=person("odd", "auditor"), check=office.identity_checks.get(), how="Seen in person, card shown.")
        assert actions.publish_due() == 1

    def test_is_not_offered_before_its_time(self, signed: Statement, office: User, browser_of: Browser) -> None:
        announce_later(signed, office)
        sign(signed, somebody_else(signed))
        actions.publish(by=office, statement=signed)
        page = browser_of(office).get(f"/workspace/statements/{signed.pk}/publish/").content.decode()
        assert "A worker publishes it at its time" in page
        assert "Release it again" not in page


def announce_later(row: Statement, office: User) -> None:
    """Give it a time to come, and have it put forward again."""
    announce(row, office, timezone.now() + timedelta(days=2))
    actions.put_forward_as_checked(by=User.objects.get(username="analyst"), statement=row)
    row.refresh_from_db()


def somebody_else(row: Statement) -> User:
    """The chief officer, who had no hand in it."""
    chief = User.objects.get(username="chief")
    assert not row.hands.filter(by=chief).exists()
    return chief
