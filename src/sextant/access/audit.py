"""Writing and reading the audit. A row is written in the transaction of what it tells of, or not at all."""

from __future__ import annotations

import json
import os
import secrets
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection, transaction

from sextant.access import chain
from sextant.access.models import AuditHead, AuditRow, User
from sextant.keys import kept_key

KIND = AuditRow.Kind
BATCH = 2_000


def record(
    *,
    by: User | str,
    kind: AuditRow.Kind,
    what: str,
    object_kind: str,
    object_ref: object = "",
    why: str = "",
    done: bool = True,
    details: dict[str, Any] | None = None,
) -> AuditRow:
    """Append one row to the chain. Must be called inside the transaction of the change itself.

    `details` say which fields changed, never what was erased. Raises RuntimeError outside a transaction.
    """
    if not connection.in_atomic_block:
        raise RuntimeError("an audit row belongs into the transaction of what it tells of")
    head = _locked_head()
    row = {
        "seq": head.seq + 1,
        "at": datetime.now(UTC).isoformat(timespec="microseconds"),
        "actor": by if isinstance(by, str) else by.username,
        "kind": kind.value,
        "done": done,
        "what": what,
        "object_kind": object_kind,
        "object_ref": str(object_ref),
        "why": why,
        "details": details or {},
    }
    end = chain.row_hash(key(), row, head.hash)
    saved = AuditRow.objects.create(**row | {"at": datetime.fromisoformat(row["at"])}, previous=head.hash, hash=end)
    AuditHead.objects.filter(pk=head.pk).update(seq=saved.seq, hash=end)
    return saved


def in_turn() -> None:
    """Wait until whoever is writing has done so; until the transaction ends nobody else writes.

    For a decision that rests on what others decide at this moment. Every write ends in the audit, so all share its
    lock. Lock rows that others lock too before it, and with `no_key`: a foreign key is looked at when its row commits,
    which is after the audit, and would wait for a full lock for ever.
    """
    _locked_head()


def altered(by: User, what: str, kind: str, ref: object, *, why: str = "", **details: Any) -> None:
    """Record a change of a row of this kind, in the transaction that makes it: what most writes do."""
    record(by=by, kind=KIND.ALTERATION, what=what, object_kind=kind, object_ref=ref, why=why, details=details)


def refused(*, by: User | str, what: str, object_kind: str, object_ref: object = "", why: str = "") -> None:
    """Record a refusal in a transaction of its own: what was refused changed nothing."""
    with transaction.atomic():
        record(
            by=by,
            kind=KIND.CONSULTATION,
            what=what,
            object_kind=object_kind,
            object_ref=object_ref,
            why=why,
            done=False,
        )


def verify() -> chain.Broken | None:
    """The first row of the audit that does not fit, or None."""
    return chain.verify(key(), _rows(), checkpoints())


def verify_newest(count: int) -> tuple[int, chain.Broken | None]:
    """How many of the newest rows were checked, and the first of them that does not fit, or None.

    What lies before them is taken as given: `verify` checks the whole chain.
    """
    reached = (AuditHead.objects.first() or AuditHead()).seq
    start = max(reached - count, 0)
    before = AuditRow.objects.filter(seq=start).values_list("hash", flat=True).first()
    if start and before is None:
        return 0, chain.Broken(start, "is missing")
    points = [point for point in checkpoints() if point.seq > start]
    rows = list(_rows(start))
    broken = chain.verify(key(), rows, points, (start, before or chain.START))
    if broken is None and start + len(rows) < reached:
        broken = chain.Broken(start + len(rows) + 1, f"is missing: the chain had reached {reached}")
    return len(rows), broken


def fits(row: AuditRow) -> bool:
    """Whether one row is as it was written and follows the row before it."""
    before = AuditRow.objects.filter(seq=row.seq - 1).values_list("hash", flat=True).first() or chain.START
    [fields] = _rows(row.seq - 1, row.seq)
    return chain.verify(key(), [fields], (), (row.seq - 1, before)) is None


def checkpoint() -> chain.Checkpoint:
    """Write how far the chain reaches to a file outside the database, and return it."""
    head = AuditHead.objects.first() or AuditHead()
    at = datetime.now(UTC).isoformat(timespec="seconds")
    point = chain.Checkpoint(head.seq, head.hash, at, chain.seal(key(), head.seq, head.hash, at))
    path = _checkpoint_file()
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a", encoding="utf-8") as file:
        file.write(json.dumps(vars(point)) + "\n")
        file.flush()
        os.fsync(file.fileno())
    return point


def checkpoints() -> list[chain.Checkpoint]:
    """All checkpoints that were written, of a chain that had begun."""
    path = _checkpoint_file()
    lines = path.read_text("utf-8").splitlines() if path.exists() else []
    return [point for line in lines if (point := chain.Checkpoint(**json.loads(line))).seq]


def key() -> bytes:
    """The chain's key: a file in the home that is made once and readable by its owner only."""
    return kept_key(Path(settings.SEXTANT_HOME) / "keys" / "audit.key", lambda: secrets.token_bytes(32))


def _locked_head() -> AuditHead:
    head, _ = AuditHead.objects.select_for_update(no_key=True).get_or_create(pk=1)
    return head


def _rows(after: int = 0, until: int | None = None) -> Iterator[dict[str, Any]]:
    found = AuditRow.objects.filter(seq__gt=after)
    if until is not None:
        found = found.filter(seq__lte=until)
    for row in found.order_by("seq").values(*chain.FIELDS, "previous", "hash").iterator(BATCH):
        yield row | {"at": row["at"].astimezone(UTC).isoformat(timespec="microseconds")}


def _checkpoint_file() -> Path:
    return Path(settings.SEXTANT_HOME) / "checkpoints" / "audit.jsonl"
