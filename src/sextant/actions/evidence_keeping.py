"""The end of a file of evidence: bytes, name and note go; hash, post, day and reason stay, here and after a restore."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from django.db import transaction
from django.db.models import QuerySet

from sextant.access import audit
from sextant.access.models import User
from sextant.access.permissions import Permission
from sextant.access.policy import visible_to
from sextant.actions.evidence_files import left_over
from sextant.actions.models import Evidence
from sextant.errors import Refusal
from sextant.lake.disposals import Disposal, note
from sextant.web.workspace import home

KIND = "evidence"  # in the audit, and in the list of disposals


def held(user: User, permission: Permission) -> QuerySet[Evidence]:
    """Files of evidence that this person may do `permission` to, those that are gone too."""
    return visible_to(user, permission, Evidence.objects.files().select_related("action", "by").order_by("at", "pk"))


def lock(name: str) -> None:
    """Lock the row of a file, which its disposal does before it has its turn in the audit."""
    Evidence.objects.select_for_update(no_key=True).filter(token=name.rpartition("-")[2]).first()


def dispose(found: Evidence, *, reason: str, by: str, today: date) -> None:
    """Erase a file, in the transaction that tells the audit. Bytes that other evidence is made of stay for that one.

    Raises Refusal for one that is gone already.
    """
    fresh = Evidence.objects.select_for_update(no_key=True).get(pk=found.pk)
    if fresh.disposed_on:
        raise Refusal(fresh.name, f"was disposed of on {fresh.disposed_on:%-d %B %Y}")
    _mark(fresh, today, reason, by)
    transaction.on_commit(lambda: finish(home().root))


def dispose_again(root: Path, disposal: Disposal) -> bool:
    """After a restore from a backup that is older than the disposal. Whether it was back."""
    row = Evidence.objects.kept().filter(token=disposal.ref.rpartition("-")[2]).first()
    if row:
        _mark(row, date.fromisoformat(disposal.on), disposal.reason, disposal.by)
    finish(root)
    return row is not None


def finish(root: Path) -> None:
    """Note in the home's list every file that was disposed of, and delete what is left; also of a disposal that was
    stopped half-way."""
    gone = Evidence.objects.erased().order_by("pk")
    note(root, *(Disposal(KIND, each.name, **each.disposed, files=(each.sha256,)) for each in gone))
    with transaction.atomic():
        audit.in_turn()  # whoever hands the same bytes over at this moment has its row by then, or writes them anew
        for path in left_over(root):
            path.unlink(missing_ok=True)


def _mark(row: Evidence, on: date, reason: str, by: str) -> None:
    Evidence.objects.filter(pk=row.pk).update(
        reference="", note="", disposed_on=on, disposed_because=reason, disposed_by=by
    )
