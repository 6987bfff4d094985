"""Pages that can't be built: the reason and a way on stand where somebody waits for them, never "being built"."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from sextant.access.models import User
from sextant.errors import Refusal
from sextant.jobs.models import Job
from sextant.jobs.worker import OUR_FAULT, run_all
from sextant.statements import actions
from sextant.statements.models import Statement
from sextant.statements.pages import failed_of
from tests.web.statements.conftest import announce, sign, write

pytestmark = pytest.mark.django_db
Browser = Callable[[User], Client]


@pytest.fixture
def broken(monkeypatch: pytest.MonkeyPatch) -> Callable[[Exception], None]:
    """The builder breaks down with this until the test lets it go."""

    def now(fault: Exception) -> None:
        def build(*_: Any, **__: Any) -> None:
            raise fault

        monkeypatch.setattr("sextant.statements.pages.build", build)

    return now


def page_of(client: Client, row: Statement, more: str = "") -> str:
    answer = client.get(f"/workspace/statements/{row.pk}/{more}")
    assert answer.status_code == 200
    return answer.content.decode()


NO_ROOM = Refusal("the disk", "has no room", "make some")


class TestTheSignPage:
    def test_says_that_the_pages_are_being_built_while_they_are(
        self, checked: Statement, chief: User, browser_of: Browser
    ) -> None:
        page = page_of(browser_of(chief), checked, "sign/")
        assert "The pages are being built" in page
        assert "Build the pages" not in page

    def test_says_why_they_could_not_be_built_and_has_them_built_again(
        self, checked: Statement, chief: User, browser_of: Browser, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        client = browser_of(chief)
        with monkeypatch.context() as patch:
            patch.setattr("sextant.statements.pages.build_pages", raising(NO_ROOM))
            run_all()
        page = page_of(client, checked, "sign/")
        assert "The pages could not be built. the disk: has no room; make some." in page
        assert "being built" not in page
        assert "Build the pages again" in page
        answer = client.post(f"/workspace/statements/{checked.pk}/whole/", {"back": "sign"})
        assert answer["Location"].endswith("/sign/")
        run_all()
        assert "Your signature" in page_of(client, checked, "sign/")

    def test_tells_a_fault_of_ours_without_its_details(
        self, checked: Statement, chief: User, browser_of: Browser, broken: Callable[[Exception], None]
    ) -> None:
        broken(ZeroDivisionError("secret details"))
        run_all()
        page = page_of(browser_of(chief), checked, "sign/")
        assert OUR_FAULT[:40] in page
        assert f"Job {Job.objects.latest('pk').pk}" in page
        assert "secret details" not in page

    def test_lets_the_statement_be_sent_back_though_it_can_not_be_read(
        self, checked: Statement, chief: User, browser_of: Browser, broken: Callable[[Exception], None]
    ) -> None:
        broken(NO_ROOM)
        run_all()
        page = page_of(browser_of(chief), checked, "sign/")
        assert "Refuse to sign" in page
        assert "Sign this statement" not in page

    def test_offers_to_build_after_the_job_was_cancelled(
        self, checked: Statement, chief: User, browser_of: Browser
    ) -> None:
        Job.objects.update(state=Job.State.CANCELLED)
        page = page_of(browser_of(chief), checked, "sign/")
        assert "The building of these pages was cancelled." in page
        assert "Build the pages" in page

    def test_does_not_take_the_job_of_an_earlier_text_for_this_one(
        self, checked: Statement, chief: User, lead: User, analyst: User, browser_of: Browser,
        broken: Callable[[Exception], None],
    ) -> None:  # fmt: skip
        broken(NO_ROOM)
        run_all()
        write(checked, lead, "We help.")
        actions.put_forward_as_checked(by=analyst, statement=checked)
        page = page_of(browser_of(chief), checked, "sign/")
        assert "could not be built" not in page
        assert "The pages are being built" in page


class TestTheStatementsPage:
    def test_tells_who_put_it_forward_that_the_pages_could_not_be_built(
        self, checked: Statement, analyst: User, browser_of: Browser, broken: Callable[[Exception], None]
    ) -> None:
        broken(NO_ROOM)
        run_all()
        page = page_of(browser_of(analyst), checked)
        assert "The pages for the signatory could not be built. the disk: has no room; make some." in page
        assert "Build the pages again" in page

    def test_says_nothing_of_it_once_they_are_built(
        self, checked: Statement, analyst: User, browser_of: Browser
    ) -> None:
        run_all()
        assert failed_of(checked) is None
        assert "could not be built" not in page_of(browser_of(analyst), checked)

    def test_a_draft_has_nothing_that_failed(self, draft: Statement) -> None:
        assert failed_of(draft) is None


class TestTheReader:
    def test_of_a_draft_is_told_as_well(
        self, draft: Statement, lead: User, browser_of: Browser, broken: Callable[[Exception], None]
    ) -> None:
        client = browser_of(lead)
        client.post(f"/workspace/statements/{draft.pk}/whole/")
        assert "The pages are being built" in page_of(client, draft, "whole/")
        broken(NO_ROOM)
        run_all()
        page = page_of(client, draft, "whole/")
        assert "The pages could not be built. the disk: has no room; make some." in page
        assert "Build the pages again" in page


class TestAPublicationThatFailed:
    def test_is_told_where_it_was_released_and_tried_once_more(
        self, signed: Statement, office: User, browser_of: Browser, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        client = browser_of(office)
        actions.publish(by=office, statement=signed)
        with monkeypatch.context() as patch:
            patch.setattr("sextant.statements.releasing.build_pages", raising(NO_ROOM))
            run_all()
        page = page_of(client, signed, "publish/")
        assert "It could not be published. the disk: has no room; make some." in page
        assert "It could not be published." in page_of(client, signed)
        signed.refresh_from_db()
        actions.publish(by=office, statement=signed)
        assert failed_of(signed) is None or signed.state == "published"
        run_all()
        signed.refresh_from_db()
        assert signed.state == "published"

    def test_of_an_earlier_release_is_not_told_of_the_next(
        self, checked: Statement, chief: User, office: User, analyst: User
    ) -> None:
        announce(checked, analyst, timezone.now() + timedelta(hours=1))
        actions.put_forward_as_checked(by=analyst, statement=checked)
        row = sign(checked, chief)
        Job.objects.create(
            kind="publish", title="x", arguments={"statement": row.pk}, asked_by=office, state=Job.State.FAILED,
            asked_at=timezone.now() - timedelta(days=1),
        )  # fmt: skip
        actions.publish(by=office, statement=row)
        row.refresh_from_db()
        assert failed_of(row) is None


def raising(fault: Exception) -> Callable[..., None]:
    def build(*_: Any, **__: Any) -> None:
        raise fault

    return build
