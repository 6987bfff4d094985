"""Every page of statements: it works, then every refusal."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import ClassVar

import pytest
from django.test import Client

from sextant.access.models import AuditRow, User
from sextant.config import Home
from sextant.errors import Refusal
from sextant.statements import actions, states
from sextant.statements.document import document, document_sha256
from sextant.statements.models import Hold, PublishedAction, QuotedFact, Section, Statement
from sextant.statements.pages import build_preview
from tests.unit.publishing.samples import figure_set
from tests.web.conftest import Person
from tests.web.statements.conftest import FORCE, QUARTER, TEXT, Add, revised, write

pytestmark = pytest.mark.django_db
Browser = Callable[[User], Client]
LIST = "/workspace/statements/"


def at(row: Statement, more: str = "") -> str:
    return f"{LIST}{row.pk}/{more}"


def text_of(client: Client, address: str, status: int = 200) -> str:
    answer = client.get(address)
    assert answer.status_code == status, (address, answer.status_code)
    return answer.content.decode()


class TestTheList:
    def test_shows_each_edition_with_its_state_and_next_step(
        self, draft: Statement, lead: User, browser_of: Browser
    ) -> None:
        page = text_of(browser_of(lead), LIST)
        assert f'href="{at(draft)}"' in page
        assert "October to December 2021" in page
        assert "Measure leads write" in page

    def test_says_what_will_be_there_while_it_is_empty(self, lead: User, browser_of: Browser) -> None:
        assert "Each quarter’s statement will stand here" in text_of(browser_of(lead), LIST)

    def test_starts_a_quarter_that_figures_were_made_for(
        self, analyst: User, add_figures: Add, browser_of: Browser
    ) -> None:
        add_figures()
        client = browser_of(analyst)
        assert "October to December 2021" in text_of(client, LIST)
        answer = client.post(f"{LIST}start/", {"quarter": QUARTER})
        assert answer["Location"] == at(Statement.objects.get())

    def test_a_quarter_without_figures_is_not_started(self, analyst: User, browser_of: Browser) -> None:
        answer = browser_of(analyst).post(f"{LIST}start/", {"quarter": "2030-Q1"}, follow=True)
        assert "have not been made yet" in answer.content.decode()
        assert not Statement.objects.exists()

    def test_asks_the_database_as_often_for_many_as_for_one(
        self, draft: Statement, lead: User, browser_of: Browser, django_assert_max_num_queries: Callable
    ) -> None:
        for number in range(2, 30):
            draft.pk, draft.edition_no, draft.state = None, number, states.SUPERSEDED
            draft.save(force_insert=True)
        client = browser_of(lead)
        with django_assert_max_num_queries(8):
            text_of(client, LIST)


class TestOneStatement:
    def test_shows_sections_promises_and_history(self, draft: Statement, lead: User, browser_of: Browser) -> None:
        page = text_of(browser_of(lead), at(draft))
        assert "nothing against it" in page
        assert "Wrote Murder and other homicide" in page
        assert "Post of lead" in page

    def test_counts_what_stands_against_a_section(self, draft: Statement, lead: User, browser_of: Browser) -> None:
        write(draft, lead, "There were 17 homicides.")
        page = text_of(browser_of(lead), at(draft))
        assert "1 claim that the figures don’t bear out" in page
        assert "to mend" in page

    def test_offers_each_person_their_own_next_step(
        self, checked: Statement, chief: User, office: User, lead: User, browser_of: Browser
    ) -> None:
        assert "Read and sign" in text_of(browser_of(chief), at(checked))
        for somebody in (office, lead):
            assert "Read and sign" not in text_of(browser_of(somebody), at(checked))

    def test_is_hidden_from_who_may_not_read_drafts(
        self, draft: Statement, person: Person, browser_of: Browser
    ) -> None:
        desk = browser_of(person("desk", "desk-officer"))
        assert desk.get(at(draft)).status_code == 404

    def test_of_another_force_is_not_there(self, draft: Statement, lead: User, browser_of: Browser) -> None:
        Statement.objects.update(force="northumbria")
        assert browser_of(lead).get(at(draft)).status_code == 404

    def test_queries_do_not_grow_with_what_stands_in_it(
        self, draft: Statement, lead: User, chief: User, browser_of: Browser, django_assert_max_num_queries: Callable
    ) -> None:
        client = browser_of(lead)
        text_of(client, at(draft))
        for number in range(20):
            actions.comment(by=chief, statement=draft, text=f"Question {number}", measure="homicide")
            PublishedAction.objects.create(
                statement=draft, measure="cyber", wording=f"Do {number}", owner_post="Head of Crime", state="planned"
            )
            QuotedFact.objects.create(statement=draft, name=f"f{number}", value="1", text="t", publisher="p", date="d")
        with django_assert_max_num_queries(26):
            text_of(client, at(draft))


class TestSettings:
    GIVEN: ClassVar[dict[str, str]] = {
        "title": "What we do", "publisher": "The Commissioner", "contact": "Performance team",
        "announced_on_day": "31", "announced_on_month": "1", "announced_on_year": "2022", "announced_time": "9.30",
        "order": "homicide\nserious-violence\ndrugs-county-lines\nneighbourhood-crime\nvictims\ncyber",
        "link_peel": "https://www.example.org/peel",
    }  # fmt: skip

    def test_are_saved_and_read_back(self, draft: Statement, analyst: User, browser_of: Browser) -> None:
        client = browser_of(analyst)
        answer = client.post(at(draft, "settings/"), self.GIVEN | {"version": draft.version})
        assert answer.status_code == 302, answer.content.decode()
        draft.refresh_from_db()
        assert (draft.title, draft.links) == ("What we do", {"peel": "https://www.example.org/peel"})
        assert draft.announced_at.isoformat() == "2022-01-31T09:30:00+00:00"
        assert 'value="09:30"' in text_of(client, at(draft, "settings/"))

    def test_refuse_a_time_and_an_order_that_are_none(
        self, draft: Statement, analyst: User, browser_of: Browser
    ) -> None:
        wrong = self.GIVEN | {"version": draft.version, "announced_time": "half ten", "order": "homicide"}
        page = browser_of(analyst).post(at(draft, "settings/"), wrong).content.decode()
        assert "is not a time" in page
        assert "Name each of the six measures once" in page

    def test_saved_by_two_people_at_once_keep_both(self, draft: Statement, analyst: User, browser_of: Browser) -> None:
        seen = draft.version
        actions.save_settings(by=analyst, statement=draft, seen=seen, title="Theirs")
        answer = browser_of(analyst).post(at(draft, "settings/"), self.GIVEN | {"version": seen})
        assert answer.status_code == 409
        assert "Theirs" in answer.content.decode()
        assert "What we do" in answer.content.decode()

    def test_are_not_for_a_chief_officer(self, draft: Statement, chief: User, browser_of: Browser) -> None:
        assert browser_of(chief).get(at(draft, "settings/")).status_code == 404


class TestTheEditor:
    def test_offers_figures_by_key_with_what_they_print(
        self, draft: Statement, lead: User, browser_of: Browser
    ) -> None:
        page = text_of(browser_of(lead), at(draft, "text/homicide/"))
        assert 'data-insert="{{ homicide.offences }}"' in page
        assert "Nothing stands against this text" in page
        assert 'data-figure="homicide.offences"' in page, "the preview prints the figure"

    def test_saves_a_text(self, draft: Statement, lead: User, browser_of: Browser) -> None:
        section = draft.sections.get(measure="cyber")
        answer = browser_of(lead).post(at(draft, "text/cyber/"), {"text": "We help.\r\n", "version": section.version})
        assert answer.status_code == 302
        section.refresh_from_db()
        assert (section.text, section.changed_by, section.version) == ("We help.", "Post of lead", 2)

    def test_checks_without_saving(self, draft: Statement, lead: User, browser_of: Browser) -> None:
        told = {"text": "There were 17 homicides.", "version": "2", "check": "1"}
        page = browser_of(lead).post(at(draft, "text/homicide/"), told).content.decode()
        assert "Stops the statement: unbound number" in page
        assert "There were 17 homicides.</textarea>" in page
        assert draft.sections.get(measure="homicide").text == TEXT

    def test_the_live_check_answers_with_a_part_of_the_page(
        self, draft: Statement, lead: User, browser_of: Browser
    ) -> None:
        client = browser_of(lead)
        part = client.post(at(draft, "text/homicide/check/"), {"text": "There were 17 homicides."}).content.decode()
        assert "unbound number" in part
        assert "<html" not in part
        part = client.post(at(draft, "text/homicide/check/"), {"text": "It is {{ nowhere.to.be }}."}).content.decode()
        assert "nowhere.to.be" in part
        part = client.post(at(draft, "text/homicide/check/"), {"text": "It is {{ Broken."}).content.decode()
        assert "can’t be read yet" in part

    def test_a_text_longer_than_any_section_is_neither_checked_nor_saved(
        self, draft: Statement, lead: User, browser_of: Browser
    ) -> None:
        client, told = browser_of(lead), {"text": "*a " * 7_000, "version": "1"}
        assert "is longer than 20,000 letters" in client.post(at(draft, "text/homicide/check/"), told).content.decode()
        page = client.post(at(draft, "text/homicide/"), told)
        assert "at most 20000 characters" in page.content.decode()
        assert draft.sections.get(measure="homicide").text == TEXT

    def test_markup_in_a_text_stays_text(self, draft: Statement, lead: User, browser_of: Browser) -> None:
        told = {"text": "<script>alert(1)</script> **bold**"}
        part = browser_of(lead).post(at(draft, "text/homicide/check/"), told).content.decode()
        assert "<script>" not in part
        assert "<strong>bold</strong>" in part

    def test_a_lead_of_another_measure_reads_and_does_not_write(
        self, draft: Statement, person: Person, browser_of: Browser
    ) -> None:
        other = person("cyberlead", "measure-lead", desk="cyber")
        client = browser_of(other)
        assert "<textarea" not in text_of(client, at(draft, "text/homicide/")).split("Comments</h2>")[0]
        answer = client.post(at(draft, "text/homicide/"), {"text": "Mine.", "version": "2"})
        assert "is not allowed to you" in answer.content.decode()
        assert draft.sections.get(measure="homicide").text == TEXT
        assert client.post(at(draft, "text/cyber/"), {"text": "Mine.", "version": "1"}).status_code == 302

    def test_a_conflict_keeps_both_texts(self, draft: Statement, lead: User, browser_of: Browser) -> None:
        seen = draft.sections.get(measure="homicide").version
        write(draft, lead, "Theirs stands here.")
        answer = browser_of(lead).post(at(draft, "text/homicide/"), {"text": "Mine is here.", "version": seen})
        page = answer.content.decode()
        assert answer.status_code == 409
        assert "Theirs stands here." in page
        assert "Mine is here." in page

    def test_of_a_public_edition_there_is_nothing_to_write(
        self, published: Statement, lead: User, browser_of: Browser
    ) -> None:
        client = browser_of(lead)
        assert "never changes" in text_of(client, at(published, "text/homicide/"))
        answer = client.post(at(published, "text/homicide/"), {"text": "Better.", "version": "2"})
        assert "is published and never changes" in answer.content.decode()

    def test_there_is_no_seventh_section(self, draft: Statement, lead: User, browser_of: Browser) -> None:
        assert browser_of(lead).get(at(draft, "text/weather/")).status_code == 404

    def test_changes_are_told_in_words_and_lines(self, draft: Statement, lead: User, browser_of: Browser) -> None:
        page = text_of(browser_of(lead), at(draft, "text/homicide/changes/"))
        assert "[added:" in page
        assert "There is no earlier statement" in page

    def test_asks_the_database_a_fixed_number_of_times(
        self, draft: Statement, lead: User, browser_of: Browser, django_assert_max_num_queries: Callable
    ) -> None:
        client = browser_of(lead)
        for number in range(20):
            actions.comment(by=lead, statement=draft, text=f"Question {number}", measure="homicide")
        with django_assert_max_num_queries(26):
            text_of(client, at(draft, "text/homicide/"))


class TestFactsAndSources:
    FACT: ClassVar[dict[str, str]] = {
        "name": "Grip", "value": "£906k", "text": "The fund granted £906k.", "publisher": "Home Office", "date": "2021"
    }  # fmt: skip

    def test_a_fact_is_quoted_changed_and_taken_out(self, draft: Statement, analyst: User, browser_of: Browser) -> None:
        client = browser_of(analyst)
        assert client.post(at(draft, "facts/"), self.FACT).status_code == 302
        fact = draft.facts.get()
        assert fact.name == "grip"
        assert "{{ fact.grip }}" in text_of(client, at(draft, "facts/"))
        assert client.post(at(draft, f"facts/{fact.pk}/"), self.FACT | {"value": "£1m"}).status_code == 302
        assert draft.facts.get().value == "£1m"
        assert client.post(at(draft, f"facts/{fact.pk}/drop/")).status_code == 302
        assert not draft.facts.exists()

    def test_two_facts_of_one_name_are_refused(self, draft: Statement, analyst: User, browser_of: Browser) -> None:
        client = browser_of(analyst)
        client.post(at(draft, "facts/"), self.FACT)
        assert "is there already" in client.post(at(draft, "facts/"), self.FACT).content.decode()

    def test_a_chief_officer_reads_facts_and_changes_none(
        self, draft: Statement, chief: User, browser_of: Browser
    ) -> None:
        client = browser_of(chief)
        text_of(client, at(draft, "facts/"))
        assert "is not allowed to you" in client.post(at(draft, "facts/"), self.FACT).content.decode()

    def test_a_source_is_added_and_taken_out_by_its_lead(
        self, draft: Statement, lead: User, person: Person, browser_of: Browser
    ) -> None:
        client = browser_of(lead)
        assert client.post(at(draft, "text/cyber/source/"), {"title": "Log of checks"}).status_code == 302
        source = draft.sources.get()
        other = browser_of(person("other", "measure-lead", desk="homicide"))
        other.post(at(draft, f"sources/{source.pk}/drop/"))
        assert draft.sources.exists()
        client.post(at(draft, f"sources/{source.pk}/drop/"))
        assert not draft.sources.exists()


class TestComments:
    def test_are_made_and_resolved(self, draft: Statement, chief: User, lead: User, browser_of: Browser) -> None:
        browser_of(chief).post(at(draft, "comments/"), {"text": "Which months?", "measure": "homicide"})
        client = browser_of(lead)
        assert "Which months?" in text_of(client, at(draft, "text/homicide/"))
        client.post(at(draft, f"comments/{draft.comments.get().pk}/"))
        assert "resolved by Post of lead" in text_of(client, at(draft, "text/homicide/"))

    def test_an_empty_one_is_refused(self, draft: Statement, chief: User, browser_of: Browser) -> None:
        answer = browser_of(chief).post(at(draft, "comments/"), {"text": " "}, follow=True)
        assert "says nothing" in answer.content.decode()


class TestCheckingInTheBrowser:
    def test_lists_what_stands_against_it(
        self, draft: Statement, lead: User, analyst: User, browser_of: Browser
    ) -> None:
        write(draft, lead, "There were 17 homicides.")
        client = browser_of(analyst)
        assert "Stops the statement: unbound number" in text_of(client, at(draft, "checked/"))
        answer = client.post(at(draft, "checked/"), follow=True)
        assert "holds one thing against this statement" in answer.content.decode()

    def test_puts_it_forward_where_nothing_does(self, draft: Statement, analyst: User, browser_of: Browser) -> None:
        client = browser_of(analyst)
        assert "No claim stands against the text" in text_of(client, at(draft, "checked/"))
        client.post(at(draft, "checked/"))
        draft.refresh_from_db()
        assert draft.state == states.CHECKED


class TestReadingAndSigning:
    def test_pages_are_built_by_a_worker_and_read_with_their_draft_notice(
        self, draft: Statement, lead: User, browser_of: Browser, fresh_browser_of: Browser
    ) -> None:
        from sextant.jobs.worker import run_all

        client = browser_of(lead)
        assert "have not been built yet" in text_of(client, at(draft, "whole/"))
        client.post(at(draft, "whole/"))
        run_all()
        page = text_of(client, at(draft, "whole/"))
        assert "The six measures at a glance" in page
        assert "Draft: nobody has signed this; not for publication." in page
        for name in ("data/figures.csv", "statement.pdf"):
            assert "reauthenticate" in client.get(at(draft, f"pages/{name}"))["Location"]
            assert fresh_browser_of(lead).get(at(draft, f"pages/{name}")).status_code == 200
            taken = AuditRow.objects.get(kind="disclosure", details={"file": Path(name).name})
            assert (taken.object_kind, taken.object_ref) == ("statement", f"{FORCE}/{QUARTER}/1"), "as all else of it"
        assert client.get(at(draft, "pages/index.html")).status_code == 200
        assert client.get(at(draft, "pages/assets/fonts/no-such-font")).status_code == 404
        assert client.get(at(draft, "pages/..%2F..%2Fworkspace.toml")).status_code == 404

    def test_the_signatory_sees_the_whole_and_its_hash_and_confirms_who_they_are(
        self, checked: Statement, chief: User, browser_of: Browser, fresh_browser_of: Browser
    ) -> None:
        build_preview(checked, draft=False)
        sha256 = document_sha256(document(checked))
        page = text_of(browser_of(chief), at(checked, "sign/"))
        assert sha256 in page
        assert "The six measures at a glance" in page
        told = {"read": "on", "document": sha256}
        assert "reauthenticate" in browser_of(chief).post(at(checked, "sign/"), told)["Location"]
        assert Statement.objects.get().state == states.CHECKED
        assert fresh_browser_of(chief).post(at(checked, "sign/"), told)["Location"] == at(checked)
        assert Statement.objects.get().state == states.SIGNED

    def test_who_did_not_say_that_they_read_it_has_not_signed(
        self, checked: Statement, chief: User, fresh_browser_of: Browser
    ) -> None:
        build_preview(checked, draft=False)
        told = {"document": document_sha256(document(checked))}
        answer = fresh_browser_of(chief).post(at(checked, "sign/"), told)
        assert answer.status_code == 200
        assert Statement.objects.get().state == states.CHECKED

    def test_the_analyst_and_the_office_find_no_page_to_sign(
        self, checked: Statement, analyst: User, office: User, browser_of: Browser
    ) -> None:
        for somebody in (analyst, office):
            assert browser_of(somebody).get(at(checked, "sign/")).status_code == 404

    def test_a_refusal_goes_back_with_its_reason(
        self, checked: Statement, chief: User, browser_of: Browser, fresh_browser_of: Browser
    ) -> None:
        fresh_browser_of(chief).post(at(checked, "refuse/"), {"reason": "Say which months."})
        assert Statement.objects.get().state == states.DRAFT
        assert "Say which months." in text_of(browser_of(chief), at(checked))


class TestPublishingInTheBrowser:
    def test_shows_time_and_signature_and_releases(
        self, signed: Statement, office: User, browser_of: Browser, fresh_browser_of: Browser
    ) -> None:
        page = text_of(browser_of(office), at(signed, "publish/"))
        assert "Post of chief" in page
        assert signed.signatures.get().document_sha256 in page
        assert "reauthenticate" in browser_of(office).post(at(signed, "publish/"))["Location"]
        fresh_browser_of(office).post(at(signed, "publish/"))
        assert Statement.objects.get().scheduled
        fresh_browser_of(office).post(at(signed, "recall/"), {"reason": "Not yet."})
        assert not Statement.objects.get().scheduled

    def test_a_hold_is_placed_shown_and_lifted(
        self, signed: Statement, office: User, browser_of: Browser, fresh_browser_of: Browser
    ) -> None:
        client = fresh_browser_of(office)
        told = {"kind": "embargo", "scope": "force", "reason": "Until the panel has met."}
        assert client.post(f"{LIST}holds/", told).status_code == 302
        assert "Until the panel has met." in text_of(client, at(signed, "publish/"))
        hold = Hold.objects.get()
        assert "reauthenticate" in browser_of(office).post(f"{LIST}holds/{hold.pk}/lift/", {"reason": "x"})["Location"]
        assert Hold.objects.get().lifted_at is None
        client.post(f"{LIST}holds/{hold.pk}/lift/", {"reason": "It has met."})
        assert "It has met." in text_of(client, f"{LIST}holds/")

    def test_a_hold_that_ends_before_it_begins_is_refused(self, office: User, fresh_browser_of: Browser) -> None:
        told = {"kind": "embargo", "scope": "force", "reason": "x", "until_on_day": "1", "until_on_month": "1"}
        page = fresh_browser_of(office).post(f"{LIST}holds/", told | {"until_on_year": "2020"}).content.decode()
        assert "lies before its beginning" in page

    def test_holds_are_not_for_leads(self, lead: User, browser_of: Browser) -> None:
        assert browser_of(lead).get(f"{LIST}holds/").status_code == 404


class TestAfterwards:
    def test_what_is_known_now_stands_beside_what_was_published(
        self, published: Statement, office: User, add_figures: Add, browser_of: Browser
    ) -> None:
        add_figures(revised(), "a later edition of recorded crime was loaded")
        client = browser_of(office)
        assert "Newer figures of this quarter were made" in text_of(client, at(published))
        page = text_of(client, at(published, "figures/"))
        assert "As published, beside as known now" in page
        assert "would read otherwise" in page
        assert "Start a revision" in page

    def test_a_revision_and_a_correction_are_begun_in_the_browser(
        self, published: Statement, office: User, browser_of: Browser
    ) -> None:
        client = browser_of(office)
        answer = client.post(at(published, "revise/"), {"what_changed": "The tables were revised."})
        assert "needs records that came after" in answer.content.decode()
        answer = client.post(at(published, "correct/"), {"was_wrong": "We said so.", "is_right": "It is so."})
        new = Statement.objects.get(edition_no=2)
        assert answer["Location"] == at(new)
        assert "Correction" in text_of(client, at(new))

    def test_a_withdrawal_needs_a_fresh_confirmation_and_is_listed(
        self, published: Statement, office: User, browser_of: Browser, fresh_browser_of: Browser
    ) -> None:
        told = {"reason": "A case would be put at risk."}
        assert "reauthenticate" in browser_of(office).post(at(published, "withdraw/"), told)["Location"]
        fresh_browser_of(office).post(at(published, "withdraw/"), told)
        page = text_of(browser_of(office), f"{LIST}corrections/")
        assert "A case would be put at risk." in page

    def test_the_pages_of_a_public_edition_are_those_of_the_public(
        self, published: Statement, lead: User, browser_of: Browser
    ) -> None:
        client = browser_of(lead)
        assert "The six measures at a glance" in text_of(client, at(published, "whole/"))
        assert client.get(at(published, "pages/statement.pdf"))["Content-Type"] == "application/pdf"


def test_sections_of_a_stranger_can_not_be_reached_through_another_statement(
    draft: Statement, published_other: Statement, lead: User, browser_of: Browser
) -> None:
    fact = QuotedFact.objects.create(
        statement=published_other, name="x", value="1", text="t", publisher="p", date="2021"
    )
    assert browser_of(lead).get(at(draft, f"facts/{fact.pk}/")).status_code == 404


@pytest.fixture
def published_other(analyst: User) -> Statement:
    other = Statement.objects.create(
        force=FORCE, quarter="2021-Q3", state=states.PUBLISHED, figures_sha256="0" * 64, started_by=analyst
    )
    Section.objects.create(statement=other, measure="homicide")
    return other


def test_everything_about_a_statement_refuses_with_a_reason(draft: Statement, chief: User) -> None:
    with pytest.raises(Refusal) as refusal:
        actions.withdraw(by=chief, statement=draft, reason="x")
    assert refusal.value.mend


class TestWhatCanNotBeDrawn:
    def test_is_told_on_the_statements_page_and_never_a_fault_of_the_server(
        self, checked: Statement, place: Home, chief: User, browser_of: Browser
    ) -> None:
        (place.figures / f"{checked.figures_sha256}.json").unlink()
        for address in ("sign/", "whole/", "figures/", "text/homicide/"):
            answer = browser_of(chief).get(at(checked, address), follow=True)
            assert answer.status_code == 200
            assert "is not there" in answer.content.decode() or "are not in the home" in answer.content.decode(), (
                address
            )
        assert browser_of(chief).get(at(checked, "pages/index.html")).status_code == 404

    def test_figures_of_other_definitions_than_todays_stop_the_check(
        self, draft: Statement, analyst: User, add_figures: Add, browser_of: Browser
    ) -> None:
        draft.figures_sha256 = add_figures(replace(figure_set(), definition_sha256="0" * 64)).sha256
        draft.save()
        assert "have changed since the figures were made" in text_of(browser_of(analyst), at(draft, "checked/"))
        with pytest.raises(Refusal, match="have changed since"):
            actions.put_forward_as_checked(by=analyst, statement=draft)
