"""Editions that follow one another: corrections, revisions, withdrawals; nothing public is ever written again."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from django.db import IntegrityError, transaction

from sextant.access.models import User
from sextant.config import Home
from sextant.errors import Refusal
from sextant.statements import actions, releasing, states
from sextant.statements.checks import check
from sextant.statements.document import document, narrative_of
from sextant.statements.frozen import folder_sha256, frozen_folder, move_whole, place_whole, public_folder, read_files
from sextant.statements.models import Statement
from sextant.statements.presenting import standings
from sextant.statements.releasing import release
from tests.unit.publishing.samples import SECRET, figure_set
from tests.web.conftest import Person
from tests.web.statements.conftest import ANNOUNCED, FORCE, HOUR, TEXT, Add, announce, revised, sign, write

pytestmark = pytest.mark.django_db


def next_edition(row: Statement, analyst: User, chief: User, office: User) -> Statement:
    """Take a started edition through to the public."""
    announce(row, analyst, ANNOUNCED + HOUR)
    actions.put_forward_as_checked(by=analyst, statement=row)
    sign(row, chief)
    actions.publish(by=office, statement=row)
    assert release(row) == "Published."
    row.refresh_from_db()
    return row


class TestCorrections:
    def correct(self, row: Statement, office: User) -> Statement:
        return actions.start_correction(
            by=office, statement=row, was_wrong="We named another month.", is_right="It is December."
        )

    def test_a_correction_is_a_new_edition_and_the_old_bytes_stay(
        self, published: Statement, analyst: User, chief: User, office: User, lead: User
    ) -> None:
        before = read_files(public_folder(published))
        new = self.correct(published, office)
        write(new, lead, f"{TEXT} It is December.")
        next_edition(new, analyst, chief, office)
        published.refresh_from_db()
        assert (published.state, new.state, new.edition_no) == (states.SUPERSEDED, states.PUBLISHED, 2)
        assert read_files(public_folder(published)) == before
        assert read_files(public_folder(new)) != before

    def test_its_notice_stands_on_the_page_and_in_the_list_of_corrections(
        self, published: Statement, analyst: User, chief: User, office: User
    ) -> None:
        new = next_edition(self.correct(published, office), analyst, chief, office)
        page = (public_folder(new) / "index.html").read_text("utf-8")
        assert page.count("we erred. We named another month. It is December.") >= 2
        [listed] = page.split('id="corrections-title"')[1:]
        assert "we erred" in listed
        old = (public_folder(published) / "index.html").read_text("utf-8")
        assert ">None.<" in old.split('id="corrections-title"')[1]

    def test_its_unchanged_texts_and_dates_are_not_said_to_be_last_quarters(
        self, published: Statement, office: User, lead: User
    ) -> None:
        new = self.correct(published, office)
        write(new, lead, f"{TEXT} It is December 2021.")
        told = standings(new, lead, check(new))
        assert not any(each.as_before or each.stale for each in told)

    def test_nothing_of_it_is_public_without_its_own_signature(self, published: Statement, office: User) -> None:
        new = self.correct(published, office)
        with pytest.raises(Refusal, match="only a signed statement"):
            actions.publish(by=office, statement=new)
        assert not public_folder(new).exists()
        assert Statement.objects.live().get() == published
        assert not new.signatures.exists()

    def test_needs_both_words_a_role_and_an_edition_that_stands(
        self, published: Statement, office: User, lead: User, chief: User
    ) -> None:
        with pytest.raises(Refusal, match="says nothing yet"):
            actions.start_correction(by=office, statement=published, was_wrong="x", is_right=" ")
        for somebody in (lead, chief):
            with pytest.raises(Refusal, match="not allowed"):
                self.correct(published, somebody)
        new = self.correct(published, office)
        with pytest.raises(Refusal, match="is in the making"):
            self.correct(published, office)
        with pytest.raises(Refusal, match="is draft"):
            self.correct(new, office)

    def test_who_wrote_the_first_edition_can_not_sign_the_second(
        self, published: Statement, person: Person, office: User, analyst: User
    ) -> None:
        both = person("both", "chief-officer", "measure-lead")
        published.hands.create(by=both, did="wrote")
        new = self.correct(published, office)
        from django.utils import timezone

        announce(new, analyst, timezone.now())
        actions.put_forward_as_checked(by=analyst, statement=new)
        with pytest.raises(Refusal, match="your own work"):
            sign(new, both)


class TestRevisions:
    def test_a_revision_needs_records_that_came_later(
        self, published: Statement, office: User, add_figures: Add
    ) -> None:
        with pytest.raises(Refusal, match="needs records that came after"):
            actions.start_revision(by=office, statement=published, what_changed="Nothing.")
        add_figures(replace(figure_set(), summary="The same records, counted again."))
        with pytest.raises(Refusal, match="start a correction"):
            actions.start_revision(by=office, statement=published, what_changed="Nothing.")

    def test_it_stands_on_the_newer_figures_and_its_notice_blames_nobody(
        self, published: Statement, office: User, analyst: User, chief: User, add_figures: Add
    ) -> None:
        run = add_figures(revised(21))
        new = actions.start_revision(by=office, statement=published, what_changed="The Home Office revised its tables.")
        assert (new.figures_sha256, new.kind) == (run.sha256, states.REVISION)
        next_edition(new, analyst, chief, office)
        page = (public_folder(new) / "index.html").read_text("utf-8")
        assert "the source has revised its records. The Home Office revised its tables." in page
        assert "we erred" not in page
        assert ">21<" in page


class TestTakingNewerFigures:
    def test_pins_them_and_voids_a_signature(self, signed: Statement, analyst: User, add_figures: Add) -> None:
        was, run = signed.figures_sha256[:12], add_figures(revised(), because="the Home Office revised its tables")
        actions.take_newer_figures(by=analyst, statement=signed)
        signed.refresh_from_db()
        assert (signed.figures_sha256, signed.state) == (run.sha256, states.DRAFT)
        assert signed.signatures.get().voided_at
        told = signed.steps.get(what="took newer figures").words
        assert told == f"{was} → {run.sha256[:12]}: the Home Office revised its tables"

    def test_is_refused_without_any_and_for_who_neither_writes_nor_checks(
        self, draft: Statement, analyst: User, chief: User, add_figures: Add
    ) -> None:
        with pytest.raises(Refusal, match="have not been made"):
            actions.take_newer_figures(by=analyst, statement=draft)
        add_figures(revised())
        with pytest.raises(Refusal, match="not allowed"):
            actions.take_newer_figures(by=chief, statement=draft)

    def test_a_public_edition_keeps_its_figures(self, published: Statement, analyst: User, add_figures: Add) -> None:
        add_figures(revised())
        with pytest.raises(Refusal, match="never changes"):
            actions.take_newer_figures(by=analyst, statement=published)


class TestWithdrawing:
    def test_the_files_stay_and_the_reason_is_kept_for_the_public(self, published: Statement, office: User) -> None:
        before = folder_sha256(public_folder(published))
        actions.withdraw(by=office, statement=published, reason="A case before a court would be put at risk.")
        published.refresh_from_db()
        assert (published.state, published.withdrawn_reason[:6]) == (states.WITHDRAWN, "A case")
        assert folder_sha256(public_folder(published)) == before
        assert published in Statement.objects.public()
        assert not Statement.objects.live().exists()

    def test_needs_role_reason_and_something_that_stands(self, published: Statement, office: User, chief: User) -> None:
        with pytest.raises(Refusal, match="not allowed"):
            actions.withdraw(by=chief, statement=published, reason="x")
        with pytest.raises(Refusal, match="reason for the public"):
            actions.withdraw(by=office, statement=published, reason=" ")
        actions.withdraw(by=office, statement=published, reason="x")
        with pytest.raises(Refusal, match="only what stands"):
            actions.withdraw(by=office, statement=published, reason="x")

    def test_a_correction_may_follow_it(self, published: Statement, office: User) -> None:
        actions.withdraw(by=office, statement=published, reason="x")
        new = actions.start_correction(by=office, statement=published, was_wrong="a.", is_right="b.")
        assert new.edition_no == 2


class TestNothingPublicIsWrittenAgain:
    def test_every_write_refuses_a_public_edition(self, published: Statement, lead: User, analyst: User) -> None:
        with pytest.raises(Refusal, match="is published and never changes"):
            write(published, lead, "Better words.")
        with pytest.raises(Refusal, match="never changes"):
            actions.save_settings(by=analyst, statement=published, seen=published.version, title="Better")
        with pytest.raises(Refusal, match="never changes"):
            actions.take_actions(by=analyst, statement=published)
        with pytest.raises(Refusal, match="never changes"):
            actions.comment(by=analyst, statement=published, text="?")

    def test_a_folder_that_is_there_is_not_written(self, published: Statement, tmp_path: Path) -> None:
        folder = public_folder(published)
        before = read_files(folder)
        with pytest.raises(Refusal, match="never written again"):
            place_whole({"index.html": b"other"}, folder)
        part = tmp_path / "part"
        part.mkdir()
        with pytest.raises(Refusal, match="never written again"):
            move_whole(part, folder)
        assert read_files(folder) == before
        assert [path.name for path in folder.parent.iterdir()] == ["edition-1"]

    def test_a_foreign_folder_in_its_place_stops_publication(self, signed: Statement, office: User) -> None:
        actions.publish(by=office, statement=signed)
        place_whole({"index.html": b"somebody else's"}, public_folder(signed))
        with pytest.raises(Refusal, match="holds something else"):
            release(signed)
        signed.refresh_from_db()
        assert signed.state == states.SIGNED
        assert read_files(public_folder(signed)) == {"index.html": b"somebody else's"}

    def test_the_database_holds_one_standing_edition_a_quarter(self, published: Statement) -> None:
        published.pk, published.edition_no = None, 9
        with pytest.raises(IntegrityError), transaction.atomic():
            published.save(force_insert=True)


class TestKilledOnTheWay:
    def test_before_the_rename_nothing_is_public_and_a_second_run_publishes(
        self, signed: Statement, office: User, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        actions.publish(by=office, statement=signed)
        with monkeypatch.context() as patched:
            patched.setattr(releasing, "move_whole", killed)
            with pytest.raises(KeyboardInterrupt):
                release(signed)
        assert not public_folder(signed).exists()
        assert release(signed) == "Published."

    def test_between_rename_and_row_the_same_files_are_taken_as_they_are(
        self, signed: Statement, office: User, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        actions.publish(by=office, statement=signed)
        with monkeypatch.context() as patched:
            patched.setattr(releasing, "_supersede", killed)
            with pytest.raises(KeyboardInterrupt):
                release(signed)
        signed.refresh_from_db()
        written = (public_folder(signed) / "index.html").stat()
        assert signed.state == states.SIGNED
        assert release(signed) == "Published."
        assert (public_folder(signed) / "index.html").stat().st_ino == written.st_ino

    def test_between_row_and_register_the_register_is_made_good(
        self, signed: Statement, office: User, place: Home, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        actions.publish(by=office, statement=signed)
        with monkeypatch.context() as patched:
            patched.setattr(releasing, "_register", killed)
            with pytest.raises(KeyboardInterrupt):
                release(signed)
        assert release(signed) == "Published."
        assert len(list((place.root / "published").iterdir())) == 1

    def test_pages_that_come_out_otherwise_than_those_signed_are_not_published(
        self, signed: Statement, office: User
    ) -> None:
        actions.publish(by=office, statement=signed)
        signed.signatures.update(pages_sha256="0" * 64)
        with pytest.raises(Refusal, match="signed once more"):
            release(signed)
        assert not public_folder(signed).exists()


class TestWhatThePublicGets:
    def test_no_withheld_value_is_in_any_public_byte(self, published: Statement) -> None:
        import io
        import zipfile

        files = read_files(public_folder(published))
        inside = zipfile.ZipFile(io.BytesIO(files["audit-bundle.zip"]))
        everything = [*files.values(), *(inside.read(name) for name in inside.namelist())]
        secret, spoken = str(SECRET).encode(), f"{SECRET:,}".encode()
        assert [content for content in everything if secret in content or spoken in content] == []
        frozen = frozen_folder(published, published.signatures.get().document_sha256)
        assert secret in (frozen / "figures.json").read_bytes(), "the frozen document is the force's own"

    def test_posts_are_shown_and_no_person(self, published: Statement) -> None:
        files = read_files(public_folder(published))
        for name in (b"lead@", b"wexmoor.invalid", b"Post of lead", b"Post of chief", b"Post of office"):
            assert [path for path, content in files.items() if name in content] == []

    def test_an_owner_who_is_a_person_stops_the_statement(self, draft: Statement, analyst: User) -> None:
        draft.promises.create(
            measure="homicide", wording="Review each case", owner_post="Mrs Somebody", state="planned", due="2022-03-31"
        )
        with pytest.raises(Refusal, match="posts, never people"):
            actions.put_forward_as_checked(by=analyst, statement=draft)

    def test_a_hidden_count_that_two_statements_give_away_stops_the_second(
        self, draft: Statement, analyst: User, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(
            "sextant.statements.checks.leaks",
            lambda *_: type("Leaks", (), {"sentences": ["disclosure: 3 can be worked out from two windows"]})(),
        )
        with pytest.raises(Refusal, match="can be worked out"):
            actions.put_forward_as_checked(by=analyst, statement=draft)


def test_a_document_is_read_back_as_it_was_written(draft: Statement, analyst: User, lead: User) -> None:
    """Whatever people type: quotes, backslashes, control characters, lines."""
    odd = 'A "title" with \\ and \x7f, tabs\tand a línea'
    actions.save_settings(by=analyst, statement=draft, seen=draft.version, title=odd, links={"peel": "a\nb"})
    write(draft, lead, "First line.\r\n\r\n+++ not a fence\n\nLast line.", "cyber")
    with narrative_of(document(draft)) as narrative:
        assert narrative.settings.title == " ".join(odd.split())
        assert narrative.settings.links["peel"] == "a b"
        assert narrative.sections["cyber"].text.strip() == "First line.\n\n+++ not a fence\n\nLast line."


def killed(*_: object) -> None:
    raise KeyboardInterrupt


def test_the_force_in_the_address_is_the_statements_own(published: Statement, place: Home) -> None:
    assert public_folder(published) == place.root / "public" / FORCE / "2021-Q4" / "edition-1"
