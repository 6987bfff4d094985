"""A letter that the PDF can't print is named by the check, wherever somebody wrote it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from django.test import Client

from sextant.access.models import User
from sextant.errors import Refusal
from sextant.statements import actions
from sextant.statements.checks import check_whole
from sextant.statements.letters import letter_faults
from sextant.statements.models import PublishedAction, QuotedFact, SectionSource, Statement
from tests.web.statements.conftest import TEXT, write

pytestmark = pytest.mark.django_db
Browser = Callable[[User], Client]
SMILE = "‘🙂’ (slightly smiling face)"


def stopped(row: Statement) -> list[str]:
    found = check_whole(row)
    assert not found.passes
    return [*found.faults, *(claim.message for claim in found.stopping)]


class TestTheCheck:
    @pytest.mark.parametrize(
        ("field", "label"),
        [
            ("title", "settings, title"),
            ("publisher", "settings, published by"),
            ("contact", "settings, contact"),
            ("notice", "settings, notice on every page"),
            ("marking", "settings, marking"),
        ],
    )
    def test_names_letter_and_field_of_the_settings(
        self, field: str, label: str, draft: Statement, analyst: User
    ) -> None:
        actions.save_settings(by=analyst, statement=draft, seen=draft.version, **{field: "What we do 🙂"})
        [fault] = stopped(draft)
        assert fault.startswith(f"{label}: holds {SMILE}")
        assert fault.endswith("leave it out, or say it in words")

    def test_reads_the_reports_that_the_order_asks_for(self, draft: Statement, analyst: User) -> None:
        actions.save_settings(by=analyst, statement=draft, seen=draft.version, links={"peel_summary": "Good 🙂"})
        [fault] = stopped(draft)
        assert SMILE in fault

    def test_reads_quoted_facts_and_says_which(self, draft: Statement) -> None:
        QuotedFact.objects.create(statement=draft, name="grant", value="1", text="Money 🙂", publisher="p", date="d")
        [fault] = stopped(draft)
        assert fault.startswith("quoted fact grant, what they say: holds")

    def test_reads_the_text_of_a_section(self, draft: Statement, lead: User) -> None:
        write(draft, lead, f"{TEXT}\n\nThank you 🙂.")
        [message] = stopped(draft)
        assert message.startswith(f"the text holds {SMILE}")

    def test_reads_actions_their_posts_and_what_is_told_of_them(self, draft: Statement) -> None:
        PublishedAction.objects.create(
            statement=draft, measure="homicide", wording="Open 🙂", owner_post="Head of 🚓", due=date(2022, 3, 31),
            state="withdrawn", words="No 🙁",
        )  # fmt: skip
        assert sorted(message.split(" holds ")[0] for message in stopped(draft)) == [
            "the post that answers for an action",
            "this action",
            "what is told of an action",
        ]

    def test_reads_the_sources_of_a_section(self, draft: Statement) -> None:
        SectionSource.objects.create(statement=draft, measure="homicide", title="Tables 🙂")
        [message] = stopped(draft)
        assert message.startswith("a source holds")

    def test_reads_the_notice_of_a_correction(self, published: Statement, office: User) -> None:
        new = actions.start_correction(by=office, statement=published, was_wrong="A name 🙂.", is_right="None.")
        assert [fault.split(":")[0] for fault in letter_faults(new)] == ["the notice of this edition"]

    def test_leaves_letters_in_peace_that_can_be_printed(self, draft: Statement, analyst: User) -> None:
        actions.save_settings(by=analyst, statement=draft, seen=draft.version, title="Heddlu Gŵyl → “so” ½")
        assert check_whole(draft).passes

    def test_keeps_the_statement_from_being_put_forward(self, draft: Statement, analyst: User) -> None:
        actions.save_settings(by=analyst, statement=draft, seen=draft.version, title="What we do 🙂")
        with pytest.raises(Refusal, match=r"settings, title.*slightly smiling face"):
            actions.put_forward_as_checked(by=analyst, statement=draft)


class TestThePages:
    def test_tell_it_on_the_check_page(self, draft: Statement, analyst: User, browser_of: Browser) -> None:
        actions.save_settings(by=analyst, statement=draft, seen=draft.version, title="What we do 🙂")
        page = browser_of(analyst).get(f"/workspace/statements/{draft.pk}/checked/").content.decode()
        assert f"Settings, title: holds {SMILE}" in page
        assert ">Put it forward as checked<" not in page.replace("\n", "")

    def test_tell_it_beside_the_text_while_it_is_written(
        self, draft: Statement, lead: User, browser_of: Browser
    ) -> None:
        address = f"/workspace/statements/{draft.pk}/text/homicide/check/"
        page = browser_of(lead).post(address, {"text": "Thank you 🙂."}).content.decode()
        assert "Stops the statement: unprintable." in page
        assert SMILE in page


def test_a_typesetter_that_can_not_be_asked_is_a_fault_of_the_check_and_no_fault_of_the_page(
    draft: Statement, analyst: User, browser_of: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    def missing() -> None:
        raise Refusal("the PDF's typeface", "has not been built", "run ./run once, it builds it")

    monkeypatch.setattr("sextant.publishing.printable.typeface", missing)
    actions.save_settings(by=analyst, statement=draft, seen=draft.version, title="A letter never asked about: 𓀀")
    assert stopped(draft) == ["the PDF's typeface: has not been built; run ./run once, it builds it"]
    assert browser_of(analyst).get(f"/workspace/statements/{draft.pk}/checked/").status_code == 200
