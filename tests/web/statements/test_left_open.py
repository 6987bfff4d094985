"""What somebody still has open when another has changed it: nothing comes back, and nothing is swept away."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from sextant.access.models import AuditRow, User
from sextant.errors import Refusal
from sextant.statements import actions, releasing, states
from sextant.statements.frozen import frozen_folder, public_folder
from sextant.statements.models import PublishedAction, QuotedFact, SectionSource, Statement
from sextant.statements.releasing import release

pytestmark = pytest.mark.django_db


@pytest.fixture
def fact(draft: Statement, analyst: User) -> QuotedFact:
    told = {"value": "12", "text": "Twelve visits", "publisher": "The council", "date": "May 2021"}
    made = QuotedFact(statement=draft, name="visits", **told)
    actions.save_fact(by=analyst, fact=made)
    return made


def test_a_fact_that_was_taken_out_does_not_come_back_by_an_old_form(
    fact: QuotedFact, analyst: User, lead: User
) -> None:
    old = QuotedFact.objects.get(pk=fact.pk)
    actions.drop_fact(by=lead, fact=fact)
    with pytest.raises(Refusal, match="has been taken out already"):
        actions.save_fact(by=analyst, fact=old)
    assert not QuotedFact.objects.exists()


def test_a_fact_and_a_source_are_taken_out_once(fact: QuotedFact, draft: Statement, analyst: User, lead: User) -> None:
    actions.add_source(by=lead, source=SectionSource(statement=draft, measure="homicide", title="A report"))
    source = draft.sources.get()
    old, again = QuotedFact.objects.get(pk=fact.pk), draft.sources.get()
    actions.drop_fact(by=analyst, fact=fact)
    actions.drop_source(by=lead, source=source)
    with pytest.raises(Refusal, match="the fact: has been taken out already"):
        actions.drop_fact(by=lead, fact=old)
    with pytest.raises(Refusal, match="the source: has been taken out already"):
        actions.drop_source(by=lead, source=again)
    assert AuditRow.objects.filter(what__startswith="statement: took out").count() == 2


def test_an_answer_leaves_what_was_brought_in_meanwhile(draft: Statement, lead: User) -> None:
    told = {"statement": draft, "measure": "homicide", "owner_post": "Head", "state": "under way"}
    before = PublishedAction.objects.create(wording="Survey", **told)
    mine = PublishedAction.objects.create(wording="Survey", returned_from=before, **told)
    PublishedAction.objects.filter(pk=mine.pk).update(ref="A-1234")
    actions.answer(by=lead, promise=mine, outcome=states.DROPPED, words="The families were asked by others.")
    answered = PublishedAction.objects.get(pk=mine.pk)
    assert (answered.ref, answered.outcome) == ("A-1234", states.DROPPED)


def test_what_one_worker_has_built_another_at_the_same_edition_does_not_sweep_away(
    signed: Statement, office: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    actions.publish(by=office, statement=signed)
    built = releasing._built

    def built_by_two(row: Statement) -> Path:
        mine = built(row)
        shutil.rmtree(built(row))  # as the other one does when it finds the edition published
        return mine

    monkeypatch.setattr(releasing, "_built", built_by_two)
    assert release(signed) == "Published."
    assert (public_folder(signed) / "index.html").is_file()
    documents = frozen_folder(signed, signed.signatures.get().document_sha256)
    assert list(documents.parent.iterdir()) == [documents], "no pages are left beside the signed document"
