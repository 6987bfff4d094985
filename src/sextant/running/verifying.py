"""The chain of a restored audit, against the checkpoints in the home and those kept on another machine."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

from sextant.access import audit, chain
from sextant.access.models import AuditRow
from sextant.errors import Refusal


@dataclass(frozen=True)
class Found:
    """How many rows there are, the first bad one, and how many more a checkpoint outside has seen."""

    rows: int
    broken: chain.Broken | None
    beyond: int


def verify_with(outside: Path | None) -> Found:
    """Verify the chain, and hold it against checkpoints kept outside.

    One within the chain must have seen the row that is there; one beyond its end counts the rows that are lost.
    """
    rows = AuditRow.objects.count()
    seen = _points(outside) if outside else []
    broken = audit.verify() or _other_row([point for point in seen if 0 < point.seq <= rows])
    return Found(rows, broken, max([point.seq - rows for point in seen if point.seq > rows], default=0))


def _other_row(points: list[chain.Checkpoint]) -> chain.Broken | None:
    """The first checkpoint whose row is not the one it saw."""
    hashes = dict(AuditRow.objects.filter(seq__in=[point.seq for point in points]).values_list("seq", "hash"))
    wrong = sorted(point.seq for point in points if hashes.get(point.seq) != point.hash)
    return chain.Broken(wrong[0], "is not the row that the checkpoint kept elsewhere saw") if wrong else None


def _points(path: Path) -> list[chain.Checkpoint]:
    try:
        return [chain.Checkpoint(**json.loads(line)) for line in path.read_text("utf-8").splitlines()]
    except (ValueError, TypeError):
        raise Refusal(
            path.name, "is not a list of checkpoints", "take checkpoints/audit.jsonl of the other machine"
        ) from None
