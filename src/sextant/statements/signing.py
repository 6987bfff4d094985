"""Checked by one, read and signed by another: the document is frozen by its hash when it is signed."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from sextant.access.models import User
from sextant.access.permissions import Permission as P
from sextant.errors import Refusal
from sextant.statements import states
from sextant.statements.checks import check_whole
from sextant.statements.commenting import how_many, refuse_while_asked
from sextant.statements.document import document, document_sha256, hashes
from sextant.statements.frozen import folder_sha256, freeze
from sextant.statements.models import Hand, SignOff, Statement
from sextant.statements.pages import ask_for_pages, pages_folder
from sextant.statements.rights import back_to_draft, locked, need, note_hand, trace


@transaction.atomic
def put_forward_as_checked(*, by: User, statement: Statement) -> None:
    """Say that the statement is checked. Raises Refusal while anything stands against it, with the first thing."""
    need(by, P.STATEMENT_CHECK, statement, "put a statement forward as checked")
    row = locked(statement)
    if row.state != states.DRAFT:
        raise Refusal(str(row), f"is {states.STATES[row.state]}", "only a draft is put forward")
    found = check_whole(row)
    if not found.passes:
        first = [found.unreadable, *(f"{c.file.split('/')[-1]}, line {c.line}: {c.message}" for c in found.stopping)]
        asked = [f"{how_many(len(found.comments))} not resolved"] if found.comments else []
        told = [*(text for text in first if text), *found.faults, *asked]
        many = f"{len(told)} things" if len(told) > 1 else "one thing"
        raise Refusal("the check", f"holds {many} against this statement", f"the first: {told[0]}")
    row.state, row.checked_by, row.checked_at = states.CHECKED, by, timezone.now()
    row.save()
    note_hand(row, by, Hand.CHECKED)
    sha256 = document_sha256(document(row))
    trace(by, row, "put forward as checked", document=sha256)
    ask_for_pages(by=by, statement=row, draft=False)


@transaction.atomic
def sign(*, by: User, statement: Statement, document_sha256: str) -> SignOff:
    """Sign the document whose hash the signatory saw. It is frozen, file by file, under that hash.

    Raises Refusal for who wrote or checked any of it, while a comment is open, for a document that has changed since
    it was shown, and when its pages have not been built yet, so that nobody can have read them.
    """
    need(by, P.STATEMENT_SIGN, statement, "sign a statement off")
    row = locked(statement)
    if row.state != states.CHECKED:
        raise Refusal(str(row), f"is {states.STATES[row.state]}", "only a checked statement is signed")
    if row.hands.filter(by=by).exists():
        raise Refusal("your own work", "can't be signed by you", "somebody who neither wrote nor checked it signs")
    refuse_while_asked(row)
    files = document(row)
    if hash_of(files) != document_sha256:
        raise Refusal("the statement", "has changed since you read it", "read it once more and sign what you see")
    pages = pages_folder(document_sha256, draft=False)
    if not pages.exists():
        raise Refusal("the pages of this statement", "are being built", "wait until you can read them here")
    freeze(row, files)
    signed = SignOff.objects.create(
        statement=row,
        by=by,
        post=str(by),
        document_sha256=document_sha256,
        pages_sha256=folder_sha256(pages),
        saw=[{"name": name, "sha256": sha} for name, sha in hashes(files)],
    )
    row.state = states.SIGNED
    row.save()
    trace(by, row, "signed", document=document_sha256, pages=signed.pages_sha256)
    return signed


@transaction.atomic
def refuse_to_sign(*, by: User, statement: Statement, reason: str) -> None:
    """Send a checked statement back to those who write it, with the reason."""
    need(by, P.STATEMENT_SIGN, statement, "judge a statement")
    if not reason.strip():
        raise Refusal("a refusal", "needs its reason", "say what has to change before you sign")
    row = locked(statement)
    if row.state != states.CHECKED:
        raise Refusal(str(row), f"is {states.STATES[row.state]}", "only a checked statement is signed or refused")
    trace(by, row, "refused to sign", words=reason.strip())
    back_to_draft(row, by, "the chief officer refused to sign")


@transaction.atomic
def send_back(*, by: User, statement: Statement, reason: str) -> None:
    """Make a signed statement a draft again: its signature is void and its release, where it had one, recalled."""
    need(by, (P.STATEMENT_SIGN, P.STATEMENT_PUBLISH), statement, "send a signed statement back")
    if not reason.strip():
        raise Refusal("sending it back", "needs a reason", "say what has to change before it is signed again")
    row = locked(statement)
    if row.state != states.SIGNED:
        raise Refusal(str(row), f"is {states.STATES[row.state]}", "only a signed statement is sent back")
    trace(by, row, "sent back", words=reason.strip())
    back_to_draft(row, by, "it was sent back")


hash_of = document_sha256  # the argument of `sign` has the same name
