"""The chain of the audit: each row's HMAC takes in the row before, so that a change or a gap anywhere shows.

Pure: no database. Source of the construction: HMAC, RFC 2104; a hash chain after S. Haber and W. S. Stornetta (1991).
"""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

START = "0" * 64
FIELDS = ("seq", "at", "actor", "kind", "done", "what", "object_kind", "object_ref", "why", "details")


@dataclass(frozen=True)
class Broken:
    """The first row that does not fit, and why."""

    seq: int
    fault: str


@dataclass(frozen=True)
class Checkpoint:
    """How far the chain reached at a moment, kept outside the database: it shows a cut end."""

    seq: int
    hash: str
    at: str
    seal: str


def row_hash(key: bytes, row: Mapping[str, Any], previous: str) -> str:
    """HMAC-SHA256 over the row's fields in a fixed form, followed by the hash before it. Hexadecimal."""
    text = json.dumps([row[field] for field in FIELDS], ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hmac.new(key, f"{text}\n{previous}".encode(), hashlib.sha256).hexdigest()


def seal(key: bytes, seq: int, end: str, at: str) -> str:
    """The HMAC of a checkpoint."""
    return hmac.new(key, f"checkpoint {seq} {end} {at}".encode(), hashlib.sha256).hexdigest()


def verify(
    key: bytes,
    rows: Iterable[Mapping[str, Any]],
    checkpoints: Iterable[Checkpoint] = (),
    after: tuple[int, str] = (0, START),
) -> Broken | None:
    """The first row that was changed, taken out or put in; None when the chain is whole.

    `rows` come in the order of `seq` with `previous` and `hash`. A checkpoint that lies beyond the last row, or whose
    hash is another one, shows an end that was cut off and, perhaps, grown again. `after` is the sequence and the hash
    of the row before the first, where it is not the whole chain that is looked at.
    """
    wanted = {point.seq: point for point in checkpoints}
    for point in wanted.values():
        if not hmac.compare_digest(point.seal, seal(key, point.seq, point.hash, point.at)):
            return Broken(point.seq, "the checkpoint of this row was not sealed by this key")
    last, end = after
    for row in rows:
        if fault := _fault(key, row, last, end):
            return Broken(last + 1, fault)
        last, end = row["seq"], row["hash"]
        if last in wanted and wanted[last].hash != end:
            return Broken(last, "is not the row that the checkpoint saw")
    beyond = [seq for seq in sorted(wanted) if seq > last]
    return Broken(last + 1, f"is missing: a checkpoint saw the chain reach {beyond[-1]}") if beyond else None


def _fault(key: bytes, row: Mapping[str, Any], last: int, end: str) -> str:
    if row["seq"] != last + 1:
        return f"is missing: the next row there is {row['seq']}"
    if row["previous"] != end:
        return "does not follow the row before it"
    if not hmac.compare_digest(row["hash"], row_hash(key, row, end)):
        return "was changed"
    return ""
