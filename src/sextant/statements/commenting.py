"""Comments of readers: while one is open, the statement is neither put forward nor signed."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import transaction
from django.utils import timezone

from sextant.access.models import User
from sextant.access.permissions import Permission as P
from sextant.access.policy import can
from sextant.errors import Refusal
from sextant.statements.models import TITLES, Comment, Section, Statement
from sextant.statements.rights import locked, need, trace
from sextant.statements.writing import EDITORS

WHOLE = "the whole statement"


@transaction.atomic
def comment(*, by: User, statement: Statement, text: str, measure: str = "") -> Comment:
    """Ask or object; nothing goes forward until it is resolved. Raises Refusal for no words, or a public statement."""
    need(by, P.STATEMENT_COMMENT, statement, "comment on this statement")
    if not text.strip():
        raise Refusal("the comment", "says nothing", "write what you ask or object to")
    row = locked(statement)  # whoever signs it just now ends first, or sees the comment
    if not row.in_the_making:
        raise Refusal(str(row), "is public and never changes", "start a correction")
    found = Comment.objects.create(statement=row, measure=measure, text=text.strip(), by=by)
    trace(by, row, f"commented on {TITLES.get(measure, WHOLE)}", comment=found.pk)
    return found


@transaction.atomic
def resolve(*, by: User, comment: Comment) -> None:
    """Close a comment, once. Raises Refusal for anybody but who wrote it and who writes what it is about."""
    if not may_resolve(by, comment):
        raise Refusal("this comment", "is not yours to resolve", "let who wrote it, or who writes that text, do it")
    closed = Comment.objects.filter(pk=comment.pk, resolved_at=None).update(resolved_at=timezone.now(), resolved_by=by)
    if closed:
        on = TITLES.get(comment.measure, WHOLE)
        trace(by, comment.statement, f"resolved a comment on {on}", comment=comment.pk, asked_by=str(comment.by))


def may_resolve(user: User, comment: Comment) -> bool:
    """Whether this person asked it, or writes what it is about."""
    own = comment.by_id == user.pk and can(user, P.STATEMENT_COMMENT, comment.statement)
    return own or _writes(user, comment.statement, comment.measure)


def resolvable(user: User, statement: Statement, comments: Iterable[Comment]) -> set[int]:
    """Which of a statement's open comments this person may resolve; asked once a measure, not once a comment."""
    if not statement.in_the_making:
        return set()
    found = [each for each in comments if each.resolved_at is None]
    writes = {measure: _writes(user, statement, measure) for measure in {each.measure for each in found}}
    return {each.pk for each in found if each.by_id == user.pk or writes[each.measure]}


def open_comments(statement: Statement) -> list[Comment]:
    """What has been asked and not resolved, the oldest first."""
    return list(statement.comments.filter(resolved_at=None).select_related("by"))


def refuse_while_asked(statement: Statement) -> None:
    """Raises Refusal while a comment is open."""
    if found := open_comments(statement):
        raise Refusal(how_many(len(found)), "not resolved", "answer and resolve what was asked, then go on")


def how_many(count: int) -> str:
    return f"{count} comments are" if count > 1 else "1 comment is"


def _writes(user: User, statement: Statement, measure: str) -> bool:
    if measure:
        return can(user, P.NARRATIVE_WRITE, Section(statement=statement, measure=measure))
    return any(can(user, each, statement) for each in EDITORS)
