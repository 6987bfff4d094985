"""What is still owed: promises of earlier quarters that had not ended and that nobody has come back to.

Quarters follow one another as the calendar has them, however late one of them is written. A statement owes what the
quarters before it promised, unless a quarter after the promise has come back to it in public: one before this statement
or one after, where this one is late. What that quarter says is then owed in its turn by those that follow it. Other
statements may be published, corrected or withdrawn after this one was begun, so they are asked each time.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Protocol, TypeVar

from sextant.statements import states
from sextant.statements.models import PublishedAction, Statement


class Promise(Protocol):
    """What a promise is known again by."""

    pk: int
    ref: str
    measure: str
    wording: str
    state: str
    returned_from_id: int | None


P = TypeVar("P", bound=Promise)


class Known:
    """Promises that are known again: one that came from them or from the same, by its action, or by its words where
    they don't belong to two actions."""

    def __init__(self, promises: Iterable[Promise] = ()) -> None:
        self.rows: set[int | None] = set()
        self.words: dict[tuple[str, str], set[str]] = {}  # with the references of the actions behind them
        self.refs: set[str] = set()
        self.add(promises)

    def add(self, promises: Iterable[Promise]) -> None:
        for each in promises:
            self.rows |= {each.pk, each.returned_from_id} - {None}
            self.words.setdefault((each.measure, each.wording), set()).add(each.ref)
            self.refs |= {each.ref} - {""}

    def __contains__(self, each: Promise) -> bool:
        if each.ref in self.refs or self.rows & {each.pk, each.returned_from_id}:
            return True
        refs = self.words.get((each.measure, each.wording), set())
        return "" in refs if each.ref else bool(refs)


def owed(row: Statement) -> list[PublishedAction]:
    """Promises that should stand in this statement and do not yet; the newest quarter's first.

    A later edition of a quarter owes what its first edition did, and that stands in it already.
    """
    back = Known(row.promises.exclude(returned_from=None))
    return [each for each in _due(row) if each not in back]


def overtaken(row: Statement) -> list[PublishedAction]:
    """Promises that stand here without an answer and that another statement has answered since this one was begun."""
    if row.supersedes_id:
        return []
    due = Known(_due(row))
    return [each for each in row.promises.all() if each.unanswered and each not in due]


def bring_back(row: Statement) -> None:
    """Let everything that is owed stand in this statement, without an answer; what was answered elsewhere need not.

    What the tracker had brought in already as something new takes the words and the day that were promised.
    """
    PublishedAction.objects.filter(pk__in=[each.pk for each in overtaken(row)]).delete()
    new = list(row.promises.filter(returned_from=None))
    for each in owed(row):
        back = next((one for one in new if each in Known([one])), None)
        if back:
            new.remove(back)
        _stands(back or PublishedAction(statement=row), each)


def due_in(quarter: str, told: Mapping[str, Sequence[P]]) -> list[P]:
    """What the statement of a quarter owes, by what the others have told the public; the newest quarter's first."""
    found: list[P] = []
    answered = Known(each for other, promises in told.items() if other > quarter for each in promises)
    for before in sorted((other for other in told if other < quarter), reverse=True):
        found += [each for each in told[before] if each.state not in states.ENDED and each not in answered]
        answered.add(told[before])
    return found


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


def _due(row: Statement) -> list[PublishedAction]:
    return [] if row.supersedes_id else due_in(row.quarter, _told(row))


def _told(row: Statement) -> dict[str, list[PublishedAction]]:
    """The promises of each other quarter, in the newest edition that the public saw, withdrawn or not."""
    newest: dict[str, Statement] = {}
    for each in Statement.objects.of(row.force).public().exclude(quarter=row.quarter):
        newest.setdefault(each.quarter, each)
    told: dict[str, list[PublishedAction]] = {quarter: [] for quarter in newest}
    for promise in PublishedAction.objects.filter(statement__in=newest.values()).select_related("statement"):
        told[promise.statement.quarter].append(promise)
    return told


def _stands(back: PublishedAction, each: PublishedAction) -> None:
    for name in ("ref", "measure", "wording", "owner_post", "due", "state"):
        setattr(back, name, getattr(each, name))
    back.returned_from, back.outcome, back.words = each, states.NO_ANSWER, ""
    back.save()
