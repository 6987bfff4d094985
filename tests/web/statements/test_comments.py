"""Comments: while one is open nothing goes forward; who asked it or who writes the text closes it, on record."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client

from sextant.access.models import AuditRow, User
from sextant.errors import Refusal
from sextant.statements import actions, states
from sextant.statements.commenting import resolvable
from sextant.statements.document import document, document_sha256
from sextant.statements.models import Comment, Statement, Step
from sextant.statements.pages import build_preview
from tests.web.conftest import Person
from tests.web.statements.conftest import sign

pytestmark = pytest.mark.django_db
Browser = Callable[[User], Client]


@pytest.fixture
def asked(checked: Statement, chief: User) -> Comment:
    """A question that came after the statement was checked."""
    return actions.comment(by=chief, statement=checked, text="Which window is this?", measure="homicide")


def page_of(client: Client, row: Statement, more: str = "") -> str:
    answer = client.get(f"/workspace/statements/{row.pk}/{more}")
    assert answer.status_code == 200
    return answer.content.decode()


class TestAnOpenComment:
    def test_written_after_the_check_stops_the_signature(
        self, checked: Statement, chief: User, lead: User, asked: Comment
    ) -> None:
        build_preview(checked, draft=False)
        with pytest.raises(Refusal, match="1 comment is: not resolved"):
            actions.sign(by=chief, statement=checked, document_sha256=document_sha256(document(checked)))
        checked.refresh_from_db()
        assert checked.state == states.CHECKED
        actions.resolve(by=lead, comment=asked)
        assert sign(checked, chief).state == states.SIGNED

    def test_stops_putting_forward_and_is_linked_from_the_check(
        self, draft: Statement, chief: User, analyst: User, browser_of: Browser
    ) -> None:
        said = actions.comment(by=chief, statement=draft, text="Why?", measure="homicide")
        page = page_of(browser_of(analyst), draft, "checked/")
        assert "1 comment is not resolved." in page
        assert f'href="/workspace/statements/{draft.pk}/#comment-{said.pk}"' in page
        assert "Put it forward as checked</button>" not in page.replace("\n", "")
        assert f'id="comment-{said.pk}"' in page_of(browser_of(analyst), draft)

    def test_stands_on_the_sign_page_in_the_place_of_the_signature(
        self, checked: Statement, chief: User, asked: Comment, browser_of: Browser
    ) -> None:
        build_preview(checked, draft=False)
        page = page_of(browser_of(chief), checked, "sign/")
        assert "1 comment is not resolved." in page
        assert f"#comment-{asked.pk}" in page
        assert "Sign this statement" not in page
        assert "Refuse to sign" in page

    def test_of_many_all_are_named(self, draft: Statement, chief: User, analyst: User, browser_of: Browser) -> None:
        for number in range(3):
            actions.comment(by=chief, statement=draft, text=f"Question {number}")
        assert "3 comments are not resolved." in page_of(browser_of(analyst), draft, "checked/")
        with pytest.raises(Refusal, match="3 comments are not resolved"):
            actions.put_forward_as_checked(by=analyst, statement=draft)


class TestAResolvedComment:
    def test_is_shown_to_who_signs_with_who_resolved_it(
        self, checked: Statement, chief: User, lead: User, asked: Comment, browser_of: Browser
    ) -> None:
        build_preview(checked, draft=False)
        actions.resolve(by=lead, comment=asked)
        page = page_of(browser_of(chief), checked, "sign/")
        assert "Which window is this?" in page
        assert "resolved by Post of lead" in page
        assert "Sign this statement" in page

    def test_leaves_who_and_what_in_history_and_audit(self, lead: User, asked: Comment) -> None:
        actions.resolve(by=lead, comment=asked)
        step = Step.objects.first()
        assert step is not None
        assert (step.what, step.post) == ("resolved a comment on Murder and other homicide", "Post of lead")
        row = AuditRow.objects.latest("pk")
        assert row.what == "statement: resolved a comment on Murder and other homicide"
        assert row.details["comment"] == asked.pk
        assert row.details["asked_by"] == "Post of chief"

    def test_is_resolved_once(self, lead: User, chief: User, asked: Comment) -> None:
        actions.resolve(by=lead, comment=asked)
        before = Step.objects.count()
        actions.resolve(by=chief, comment=asked)
        asked.refresh_from_db()
        assert (asked.resolved_by, Step.objects.count()) == (lead, before)


class TestWhoResolves:
    def test_is_who_asked_or_who_writes_that_text(self, chief: User, lead: User, checked: Statement) -> None:
        for by in (chief, lead):
            said = actions.comment(by=chief, statement=checked, text="Why?", measure="homicide")
            actions.resolve(by=by, comment=said)
            said.refresh_from_db()
            assert said.resolved_by == by

    def test_is_not_who_only_checks(self, asked: Comment, analyst: User, browser_of: Browser) -> None:
        with pytest.raises(Refusal, match="not yours to resolve"):
            actions.resolve(by=analyst, comment=asked)
        page = page_of(browser_of(analyst), asked.statement)
        assert "Which window is this?" in page
        assert f"comments/{asked.pk}/" not in page
        answer = browser_of(analyst).post(f"/workspace/statements/{asked.statement_id}/comments/{asked.pk}/")
        assert answer.status_code in (302, 404)
        asked.refresh_from_db()
        assert asked.resolved_at is None

    def test_is_not_the_lead_of_another_measure(self, asked: Comment, person: Person) -> None:
        other = person("cyber-lead", "measure-lead", desk="cyber")
        with pytest.raises(Refusal, match="not yours to resolve"):
            actions.resolve(by=other, comment=asked)

    def test_of_the_whole_statement_is_who_may_change_its_settings(
        self, checked: Statement, chief: User, analyst: User
    ) -> None:
        said = actions.comment(by=chief, statement=checked, text="Is the day right?")
        actions.resolve(by=analyst, comment=said)
        said.refresh_from_db()
        assert said.resolved_by == analyst

    def test_is_offered_only_what_they_may_resolve(self, asked: Comment, lead: User, browser_of: Browser) -> None:
        assert f"comments/{asked.pk}/" in page_of(browser_of(lead), asked.statement)


def test_nobody_comments_on_what_is_public(published: Statement, chief: User) -> None:
    with pytest.raises(Refusal, match="is public and never changes"):
        actions.comment(by=chief, statement=published, text="Too late.")


def test_of_what_is_public_nothing_is_offered_to_be_resolved(published: Statement, lead: User) -> None:
    """Were a comment left open, by a restored backup say, the public edition would not change for it."""
    left = Comment.objects.create(statement=published, measure="homicide", text="Which window?", by=lead)
    assert resolvable(lead, published, [left]) == set()
    published.state = states.DRAFT
    assert resolvable(lead, published, [left]) == {left.pk}


def test_a_comment_without_words_is_none(draft: Statement, chief: User) -> None:
    with pytest.raises(Refusal, match="says nothing"):
        actions.comment(by=chief, statement=draft, text=" ")
    assert not Comment.objects.exists()
