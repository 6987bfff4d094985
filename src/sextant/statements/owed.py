"""What is still owed: promises of earlier statements that had not ended and that nobody has come back to.

The statement before may have been published, corrected or withdrawn after this one was begun, so it is asked each time.
"""

from __future__ import annotations

from collections.abc import Iterator

from sextant.statements import states
from sextant.statements.models import PublishedAction, Statement

Mark = tuple[object, ...]


def owed(row: Statement) -> list[PublishedAction]:
    """Promises that no statement has come back to, neither one since then nor this one; the newest quarter's first.

    A later edition of a quarter owes what its first edition did, and that stands in it already.
    """
    if row.supersedes_id:
        return []
    known = {mark for each in row.promises.exclude(returned_from=None) for mark in _marks(each)}
    found: list[PublishedAction] = []
    for promises in _told_before(row):
        open_ones = (each for each in promises if each.state not in states.ENDED)
        found += [each for each in open_ones if not known & {("pk", each.pk), *_marks(each)}]
        known |= {mark for each in promises for mark in _marks(each)}
    return found


def bring_back(row: Statement) -> None:
    """Let everything that is owed stand in this statement, without an answer. What the tracker had brought in already
    as something new takes the words and the day that were promised."""
    new = {mark: each for each in row.promises.filter(returned_from=None) for mark in _marks(each)}
    for each in owed(row):
        back = next((new[mark] for mark in _marks(each) if mark in new), PublishedAction(statement=row))
        for name in ("ref", "measure", "wording", "owner_post", "due", "state"):
            setattr(back, name, getattr(each, name))
        back.returned_from, back.outcome, back.words = each, states.NO_ANSWER, ""
        back.save()


def with_first_days(promises: list[PublishedAction]) -> list[PublishedAction]:
    """The same promises, each with the day that it was first promised for: one query for each quarter they go back."""
    behind = {each.pk: each for each in promises if each.returned_from_id}
    while behind:
        before = PublishedAction.objects.in_bulk({each.returned_from_id for each in behind.values()})
        behind = {pk: before[each.returned_from_id] for pk, each in behind.items() if each.returned_from_id in before}
        for each in promises:
            if each.pk in behind:
                each.first_due = behind[each.pk].due or each.first_due
        behind = {pk: each for pk, each in behind.items() if each.returned_from_id}
    return promises


def _told_before(row: Statement) -> Iterator[list[PublishedAction]]:
    """The promises of each earlier quarter, in the newest edition that the public saw, withdrawn or not."""
    newest: dict[str, Statement] = {}
    for each in Statement.objects.of(row.force).public().filter(quarter__lt=row.quarter):
        newest.setdefault(each.quarter, each)
    told: dict[int, list[PublishedAction]] = {each.pk: [] for each in newest.values()}
    for promise in PublishedAction.objects.filter(statement__in=told).select_related("statement"):
        told[promise.statement_id].append(promise)
    yield from told.values()


def _marks(each: PublishedAction) -> list[Mark]:
    """By what a promise is known again: the one it came from, its action, its words."""
    marks: list[Mark] = [("words", each.measure, each.wording)]
    marks += [("ref", each.ref)] if each.ref else []
    return marks + ([("pk", each.returned_from_id)] if each.returned_from_id else [])
