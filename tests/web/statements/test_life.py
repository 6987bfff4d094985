"""The life of a statement: each step works, then every refusal."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from sextant.access.models import AuditRow, User
from sextant.config import Home
from sextant.errors import Refusal
from sextant.jobs.models import Job
from sextant.jobs.views import link_of
from sextant.jobs.worker import run_all, tick
from sextant.measures import publications
from sextant.statements import actions, states
from sextant.statements.frozen import folder_sha256, frozen_folder, public_folder
from sextant.statements.models import Hand, QuotedFact, SectionSource, Statement
from sextant.statements.releasing import release
from tests.web.conftest import Person
from tests.web.statements.conftest import FORCE, HOUR, QUARTER, TEXT, Add, announce, revised, sign, write

pytestmark = pytest.mark.django_db


def steps(row: Statement) -> list[str]:
    return list(row.steps.order_by("pk").values_list("what", flat=True))


class TestTheWayToThePublic:
    def test_a_statement_goes_from_draft_to_the_public_by_four_people(self, published: Statement, place: Home) -> None:
        assert published.state == states.PUBLISHED
        assert steps(published) == [
            "started",
            "changed the settings",
            "wrote Murder and other homicide",
            "put forward as checked",
            "signed",
            "released for publication",
            "published",
        ]
        index = (place.root / "public" / FORCE / QUARTER / "edition-1" / "index.html").read_text("utf-8")
        assert "The records give" in index
        assert "Draft" not in index

    def test_every_step_is_in_the_audit_and_publication_is_a_disclosure(self, published: Statement) -> None:
        rows = AuditRow.objects.filter(object_kind="statement").order_by("seq")
        assert [row.what.removeprefix("statement: ") for row in rows] == steps(published)
        assert rows.last().kind == "disclosure"
        assert {row.actor for row in rows} == {"analyst", "lead", "chief", "office"}

    def test_the_worker_does_the_same_from_its_queue(self, signed: Statement, office: User) -> None:
        actions.publish(by=office, statement=signed)
        run_all()
        signed.refresh_from_db()
        job = Job.objects.get(kind="publish")
        assert (signed.state, job.state, job.result["says"]) == (states.PUBLISHED, "done", "Published.")

    def test_its_figures_are_entered_as_published(self, published: Statement, place: Home) -> None:
        [entry] = publications.publications(place, FORCE)
        assert entry.figure_set == published.figures_sha256

    def test_the_signature_names_what_was_seen_file_by_file(self, signed: Statement) -> None:
        signature = signed.signatures.get()
        folder = frozen_folder(signed, signature.document_sha256)
        assert sorted(path.name for path in folder.iterdir()) == [one["name"] for one in signature.saw]
        assert {"figures.json", "definitions.toml", "homicide.md", "statement.toml"} <= {
            one["name"] for one in signature.saw
        }
        assert signature.post == "Post of chief"


class TestStarting:
    def test_needs_figures_of_that_quarter(self, analyst: User, add_figures: Add) -> None:
        add_figures()
        with pytest.raises(Refusal, match="March 2022: have not been made yet"):
            actions.start_quarter(by=analyst, force=FORCE, quarter="2022-Q1")

    def test_in_a_trial_is_not_in_the_forces_name(self, analyst: User, add_figures: Add, place: Home) -> None:
        add_figures()
        (place.root / "trial.json").write_text("{}", "utf-8")
        row = actions.start_quarter(by=analyst, force=FORCE, quarter=QUARTER)
        assert row.publisher == "A trial of Sextant with public files of Wessex Vale Police"
        assert "not published by or for the force" in row.notice

    @pytest.mark.usefixtures("draft")
    def test_is_done_once_a_quarter(self, analyst: User) -> None:
        with pytest.raises(Refusal, match="has been begun"):
            actions.start_quarter(by=analyst, force=FORCE, quarter=QUARTER)

    def test_is_not_for_a_desk_officer(self, person: Person, add_figures: Add) -> None:
        add_figures()
        with pytest.raises(Refusal, match="not allowed"):
            actions.start_quarter(by=person("desk", "desk-officer"), force=FORCE, quarter=QUARTER)


class TestChecking:
    def test_a_number_that_no_figure_bears_out_stops_it(self, draft: Statement, lead: User, analyst: User) -> None:
        write(draft, lead, "There were 17 homicides.")
        with pytest.raises(Refusal, match=r"homicide\.md, line 5"):
            actions.put_forward_as_checked(by=analyst, statement=draft)
        assert Statement.objects.get().state == states.DRAFT

    def test_a_text_that_can_not_be_read_stops_it(self, draft: Statement, lead: User, analyst: User) -> None:
        write(draft, lead, "We counted {{ Homicide }} of them.")
        with pytest.raises(Refusal, match="can be filled"):
            actions.put_forward_as_checked(by=analyst, statement=draft)

    def test_an_unresolved_comment_stops_it(self, draft: Statement, chief: User, analyst: User, lead: User) -> None:
        said = actions.comment(by=chief, statement=draft, text="Which window is this?", measure="homicide")
        with pytest.raises(Refusal, match="1 comment is not resolved"):
            actions.put_forward_as_checked(by=analyst, statement=draft)
        actions.resolve(by=lead, comment=said)
        actions.put_forward_as_checked(by=analyst, statement=draft)

    def test_no_announced_time_stops_it(self, draft: Statement, analyst: User) -> None:
        Statement.objects.update(announced_at=None)
        with pytest.raises(Refusal, match="no announced time"):
            actions.put_forward_as_checked(by=analyst, statement=draft)

    def test_the_job_that_builds_its_pages_leads_whoever_asked_to_a_page_of_theirs(
        self, checked: Statement, analyst: User, browser_of: Callable[[User], Client]
    ) -> None:
        run_all()
        where = link_of(Job.objects.get(kind="statement-pages", arguments__statement=checked.pk))
        assert where
        assert browser_of(analyst).get(where["href"]).status_code == 200

    def test_is_for_analysts(self, draft: Statement, lead: User, chief: User, office: User) -> None:
        for somebody in (lead, chief, office):
            with pytest.raises(Refusal, match="not allowed"):
                actions.put_forward_as_checked(by=somebody, statement=draft)

    def test_is_of_drafts_only(self, checked: Statement, analyst: User) -> None:
        with pytest.raises(Refusal, match="only a draft"):
            actions.put_forward_as_checked(by=analyst, statement=checked)


class TestSigning:
    def test_nobody_signs_what_they_wrote_or_checked(self, draft: Statement, person: Person) -> None:
        both = person("both", "measure-lead", "chief-officer")
        judge = person("judge", "analyst", "chief-officer")
        write(draft, both, f"{TEXT} It is one of three.".replace(" It is one of three.", " We look at each."))
        actions.put_forward_as_checked(by=judge, statement=draft)
        for somebody in (both, judge):
            with pytest.raises(Refusal, match="your own work"):
                sign(draft, somebody)

    def test_whoever_takes_anything_out_or_in_has_a_hand_in_it(
        self, draft: Statement, person: Person, add_figures: Add
    ) -> None:
        both = person("both", "measure-lead", "chief-officer")
        told = {"value": "£906,000", "text": "The grant.", "publisher": "Home Office", "date": "May 2021"}
        fact = QuotedFact.objects.create(statement=draft, name="grant", **told)
        source = SectionSource.objects.create(statement=draft, measure="homicide", title="The grant")
        add_figures(revised())
        for change in (
            lambda: actions.drop_fact(by=both, fact=fact),
            lambda: actions.drop_source(by=both, source=source),
            lambda: actions.take_actions(by=both, statement=draft),
            lambda: actions.take_newer_figures(by=both, statement=draft),
        ):
            Hand.objects.filter(by=both).delete()
            change()
            assert Hand.objects.filter(statement=draft, by=both, did=Hand.WROTE).exists()

    def test_needs_the_role(self, checked: Statement, lead: User, analyst: User, office: User) -> None:
        for somebody in (lead, analyst, office):
            with pytest.raises(Refusal, match="not allowed"):
                sign(checked, somebody)

    def test_a_draft_is_not_signed(self, draft: Statement, chief: User) -> None:
        with pytest.raises(Refusal, match="only a checked statement"):
            sign(draft, chief)

    def test_another_document_than_the_one_that_was_read_is_not_signed(self, checked: Statement, chief: User) -> None:
        with pytest.raises(Refusal, match="has changed since you read it"):
            actions.sign(by=chief, statement=checked, document_sha256="0" * 64)

    def test_nobody_signs_pages_that_were_never_built(self, checked: Statement, chief: User) -> None:
        from sextant.statements.document import document, document_sha256

        sha256 = document_sha256(document(checked))
        with pytest.raises(Refusal, match="are being built"):
            actions.sign(by=chief, statement=checked, document_sha256=sha256)

    def test_who_refuses_says_why_and_it_is_a_draft_again(self, checked: Statement, chief: User) -> None:
        with pytest.raises(Refusal, match="needs its reason"):
            actions.refuse_to_sign(by=chief, statement=checked, reason=" ")
        actions.refuse_to_sign(by=chief, statement=checked, reason="The baseline is not explained.")
        checked.refresh_from_db()
        assert (checked.state, checked.checked_by) == (states.DRAFT, None)
        assert "The baseline is not explained." in checked.steps.values_list("words", flat=True)

    def test_what_is_no_longer_or_not_yet_checked_is_not_refused(self, draft: Statement, chief: User) -> None:
        with pytest.raises(Refusal, match="only a checked statement is signed or refused"):
            actions.refuse_to_sign(by=chief, statement=draft, reason="The baseline is not explained.")

    def test_what_is_signed_is_not_refused_any_more(self, signed: Statement, chief: User) -> None:
        with pytest.raises(Refusal, match="only a checked statement is signed or refused"):
            actions.refuse_to_sign(by=chief, statement=signed, reason="The baseline is not explained.")
        assert signed.signatures.get().voided_at is None


class TestChangesAfterTheSignature:
    def test_a_change_voids_the_signature_and_goes_back_to_draft(self, signed: Statement, lead: User) -> None:
        write(signed, lead, f"{TEXT} We look at each.")
        assert (signed.state, signed.checked_by) == (states.DRAFT, None)
        signature = signed.signatures.get()
        assert signature.voided_at is not None
        assert "Murder" in signature.voided_why

    def test_a_release_is_gone_with_the_signature(self, signed: Statement, office: User, analyst: User) -> None:
        actions.publish(by=office, statement=signed)
        announce(signed, analyst, timezone.now() + HOUR)
        assert not signed.scheduled
        assert release(signed) == "Not published: it is draft."

    def test_a_frozen_document_that_was_tampered_with_is_not_published(self, signed: Statement, office: User) -> None:
        folder = frozen_folder(signed, signed.signatures.get().document_sha256)
        (folder / "homicide.md").write_text('+++\nquarter = "2021-Q4"\n+++\nAll is well.\n', "utf-8")
        with pytest.raises(Refusal, match="is not what was signed"):
            actions.publish(by=office, statement=signed)

    def test_a_document_tampered_with_after_its_release_is_not_published(self, signed: Statement, office: User) -> None:
        actions.publish(by=office, statement=signed)
        folder = frozen_folder(signed, signed.signatures.get().document_sha256)
        (folder / "more.md").write_text("x", "utf-8")
        with pytest.raises(Refusal, match="is not what was signed"):
            release(signed)
        assert not public_folder(signed).exists()


class TestPublishing:
    def test_before_its_time_it_waits_and_a_tick_publishes_it(
        self, checked: Statement, analyst: User, chief: User, office: User, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        time = timezone.now() + HOUR
        announce(checked, analyst, time)
        actions.put_forward_as_checked(by=analyst, statement=checked)
        sign(checked, chief)
        actions.publish(by=office, statement=checked)
        assert actions.publish_due() == 0
        assert release(checked) == "Not published: its announced time has not come."
        assert not public_folder(checked).exists()
        monkeypatch.setattr("sextant.statements.releasing.timezone.now", lambda: time + timedelta(minutes=1))
        assert actions.publish_due() == 1
        assert actions.publish_due() == 0, "the worker has been asked"
        run_all()
        checked.refresh_from_db()
        assert checked.state == states.PUBLISHED

    def test_is_for_the_commissioners_office(self, signed: Statement, chief: User, analyst: User, lead: User) -> None:
        for somebody in (chief, analyst, lead):
            with pytest.raises(Refusal, match="not allowed"):
                actions.publish(by=somebody, statement=signed)

    def test_nothing_goes_out_without_a_signature(self, checked: Statement, office: User) -> None:
        with pytest.raises(Refusal, match="only a signed statement"):
            actions.publish(by=office, statement=checked)
        Statement.objects.update(release_asked_by=office, release_asked_at=timezone.now())
        assert release(checked) == "Not published: it is checked."
        assert not public_folder(checked).exists()

    def test_publishing_twice_publishes_once(self, published: Statement, office: User) -> None:
        before = folder_sha256(public_folder(published))
        with pytest.raises(Refusal, match="only a signed statement"):
            actions.publish(by=office, statement=published)
        assert release(published) == "Published."
        assert folder_sha256(public_folder(published)) == before
        assert published.steps.filter(what="published").count() == 1

    def test_a_release_can_be_recalled_before_its_time(self, signed: Statement, office: User) -> None:
        actions.publish(by=office, statement=signed)
        actions.recall(by=office, statement=signed, why="A member of the panel is ill.")
        assert release(signed) == "Not published: it is signed."

    @pytest.mark.usefixtures("signed")
    def test_who_lost_the_role_since_publishes_nothing(self, office: User) -> None:
        Statement.objects.update(release_asked_by=office, release_asked_at=timezone.now())
        office.memberships.all().delete()
        assert actions.publish_due() == 0


class TestHolds:
    def test_a_hold_stops_a_release_and_what_was_released(self, signed: Statement, office: User, chief: User) -> None:
        actions.publish(by=office, statement=signed)
        hold = actions.place_hold(by=chief, force=FORCE, kind="sub-judice", reason="A trial begins on Monday.")
        assert release(signed) == "Not published: a hold is open."
        run_all()
        assert actions.publish_due() == 0
        with pytest.raises(Refusal, match="a case before a court"):
            actions.publish(by=office, statement=signed)
        actions.lift_hold(by=chief, hold=hold, why="The trial has ended.")
        tick()
        assert Job.objects.filter(kind="publish", state="queued").count() == 1, "the worker's clock asks for it"
        run_all()
        signed.refresh_from_db()
        assert signed.state == states.PUBLISHED

    def test_a_hold_placed_while_the_pages_are_built_still_stops_it(
        self, signed: Statement, office: User, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        actions.publish(by=office, statement=signed)
        from sextant.statements import releasing

        built = releasing._built

        def build_slowly(row: Statement) -> object:
            pages = built(row)
            actions.place_hold(
                by=office, force=FORCE, statement=row, kind="embargo", reason="The panel asks for a day."
            )
            return pages

        monkeypatch.setattr(releasing, "_built", build_slowly)
        with pytest.raises(Refusal, match="held back"):
            release(signed)
        assert not public_folder(signed).exists()

    def test_a_hold_on_another_statement_or_in_the_past_stops_nothing(self, signed: Statement, office: User) -> None:
        now = timezone.now()
        actions.place_hold(by=office, force=FORCE, kind="embargo", reason="x", begins=now - 2 * HOUR, until=now - HOUR)
        actions.place_hold(by=office, force="northumbria", kind="embargo", reason="x")
        actions.publish(by=office, statement=signed)
        assert release(signed) == "Published."

    def test_needs_a_role_a_kind_and_a_reason_and_is_lifted_once(self, office: User, lead: User) -> None:
        for somebody, kind, reason in ((lead, "embargo", "x"), (office, "mood", "x"), (office, "embargo", " ")):
            with pytest.raises(Refusal):
                actions.place_hold(by=somebody, force=FORCE, kind=kind, reason=reason)
        hold = actions.place_hold(by=office, force=FORCE, kind="embargo", reason="Until the panel meets.")
        with pytest.raises(Refusal, match="needs a reason"):
            actions.lift_hold(by=office, hold=hold, why="")
        actions.lift_hold(by=office, hold=hold, why="The panel has met.")
        with pytest.raises(Refusal, match="has been lifted"):
            actions.lift_hold(by=office, hold=hold, why="Again.")
