"""A home made again from a backup: every file judged, the chain of its audit verified, what was erased erased again."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from sextant.errors import Refusal
from sextant.lake.catalogue import Lake, sha256_of
from sextant.lake.disposals import FILE as DISPOSALS
from sextant.lake.disposals import note, note_missing, noted
from sextant.running import database, reading
from sextant.running.archive import Tick
from sextant.running.redisposal import Redisposed, redispose
from sextant.running.stopping import cleared_away


@dataclass(frozen=True)
class Outside:
    """What was kept on another machine: the lists of disposals and of checkpoints as they are now."""

    disposals: Path | None = None
    checkpoints: Path | None = None


@dataclass(frozen=True)
class Restored:
    """What a restore came to. `lost_rows`: audit rows that a checkpoint outside saw, later than the backup."""

    home: Path
    made_at: str
    files: int
    bytes: int
    database: str | None
    migrated: tuple[str, ...]
    audit_rows: int | None
    first_bad: Mapping[str, Any] | None
    lost_rows: int
    disposed_again: tuple[str, ...]
    not_disposed: tuple[str, ...]

    @property
    def whole(self) -> bool:
        return self.first_bad is None and not self.not_disposed

    def as_json(self) -> dict[str, Any]:
        return asdict(self) | {"home": str(self.home), "whole": self.whole}


def restore(archive: Path, home: Path, outside: Outside, tick: Tick = lambda _bytes, _name: None) -> Restored:
    """Make `home`, which must be empty or not there, from a backup. Raises Refusal and then leaves nothing behind.

    A chain that does not verify is told and not hidden: the home is there, and `whole` is False.
    """
    judged = reading.read(archive)
    told = noted(outside.disposals) if outside.disposals else []
    _check(judged, home, outside)
    with reading.private(), cleared_away(home, "restoring") as stage:
        judged.unpack(stage, tick)
        inside = stage / "home"
        inside.mkdir(exist_ok=True, mode=0o700)
        note(inside, *told)
        with _refusing_damage(archive):
            workspace = _Workspace(judged, stage)
            workspace.open()
            broken, lost = workspace.verify(outside.checkpoints)
            redone = redispose(inside, noted(inside / DISPOSALS))
            _tidy(inside)
            workspace.record(archive, redone)
        _into_place(inside, home)
    return Restored(
        home=home,
        made_at=str(judged.facts.get("made_at", "")),
        files=len(judged.entries),
        bytes=judged.bytes,
        database=workspace.kind,
        migrated=workspace.migrated,
        audit_rows=workspace.rows,
        first_bad=broken,
        lost_rows=lost,
        disposed_again=tuple(f"{each.kind} {each.ref}" for each in redone.gone),
        not_disposed=tuple(f"{each.kind} {each.ref}" for each in redone.unknown),
    )


def _check(judged: reading.Archive, home: Path, outside: Outside) -> None:
    if home.exists() and (not home.is_dir() or any(home.iterdir())):
        raise Refusal(str(home), "is not empty", "restore into a new folder; nothing is ever mixed or replaced")
    if not home.parent.is_dir():
        raise Refusal(str(home.parent), "is not there", "make the folder first")
    for path in (outside.disposals, outside.checkpoints):
        if path and not path.is_file():
            raise Refusal(str(path), "is not there", "give the list that is kept on the other machine")
    kinds = (None, database.SQLITE, database.POSTGRESQL)
    if judged.facts.get("database") not in kinds:
        raise Refusal(judged.path.name, "holds a database of another kind", reading.AGAIN)
    if judged.facts.get("database") and not _dumps(judged):
        raise Refusal(judged.path.name, "holds no database, though its manifest names one", reading.AGAIN)


def _dumps(judged: reading.Archive) -> list[str]:
    return [entry.path for entry in judged.entries if entry.path.startswith("database/")]


@contextmanager
def _refusing_damage(archive: Path) -> Iterator[None]:
    """What each hash bears out may still be no home of ours: a database, a key or a list that can't be read."""
    from django.db import Error

    try:
        yield
    except (Error, ValueError, TypeError, KeyError, AttributeError) as fault:
        told = str(fault).splitlines()[0][:120] if str(fault) else type(fault).__name__
        raise Refusal(archive.name, f"can't be restored ({told})", reading.AGAIN) from fault


def _tidy(inside: Path) -> None:
    """What was disposed of while the backup was made may have left objects that no edition names."""
    note_missing(inside)
    if (inside / "lake").is_dir():
        lake = Lake(inside / "lake")
        with lake.locked():
            lake.sweep()


def _into_place(inside: Path, home: Path) -> None:
    if home.exists():
        home.rmdir()  # empty, as was seen; raises OSError when somebody has put something there
    inside.rename(home)


class _Workspace:
    """The database of a backup, from its dump to rows that verify. A home without one has nothing to do here."""

    def __init__(self, judged: reading.Archive, stage: Path) -> None:
        self.kind: str | None = judged.facts.get("database")
        self.dumped = next((stage / path for path in _dumps(judged)), None)
        self.had = {str(name) for name in judged.facts.get("migrations") or ()}
        self.inside = stage / "home"
        self.migrated: tuple[str, ...] = ()
        self.rows: int | None = None

    def open(self) -> None:
        """Put the dump in its place and bring it up to date. Raises Refusal for one of a newer Sextant."""
        if not self.kind or not self.dumped:
            return
        from sextant.web.setup import migrate, start

        start(self.inside)
        from django.conf import settings
        from django.db import connection

        from sextant.running.recording import applied, known

        if newer := sorted(self.had - known()):
            raise Refusal("the backup", f"was made by a newer Sextant ({newer[0]})", "install that version here first")
        database.restore(settings.DATABASES["default"], self.kind, self.dumped, self.inside)
        if set(applied()) != self.had:
            raise Refusal("the backup", "holds another database than its manifest says", reading.AGAIN)
        self.migrated = tuple(migrate())
        with connection.cursor() as cursor:
            cursor.execute("DELETE FROM django_session")  # nobody is signed in to a restored workspace

    def verify(self, checkpoints: Path | None) -> tuple[Mapping[str, Any] | None, int]:
        """The first bad row, and how many rows a checkpoint outside has seen beyond the end."""
        if not self.kind:
            return None, 0
        from sextant.running.verifying import verify_with

        found = verify_with(checkpoints)
        self.rows = found.rows
        return (vars(found.broken) if found.broken else None), found.beyond

    def record(self, archive: Path, redone: Redisposed) -> None:
        """Tell the audit, and let go of the database so that the home can be moved."""
        if not self.kind:
            return
        from django.db import connections

        from sextant.running.recording import record_erasure, record_restore

        record_restore(archive.name, sha256=sha256_of(archive), disposed_again=len(redone.gone))
        for each in redone.gone:
            record_erasure(each.kind, each.ref, each.reason)
        connections.close_all()
