"""One file with everything of a home, taken while the server and the worker run.

The order makes it whole. Checkpoints go first: one that is newer than the database would speak of rows that are not
there. The database is next, as it was at one moment. Everything it names was on disk before it was named, never changes
and is found by its hash, so it may be copied afterwards. Of the lake only what its catalogue names is taken.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import IO, Any

from sextant import __version__
from sextant.config import Home
from sextant.errors import Refusal
from sextant.lake.catalogue import Lake, sha256_of
from sextant.lake.disposals import note_missing
from sextant.lake.editions import Edition
from sextant.placing import place
from sextant.running import database
from sextant.running.archive import Tick, Writer
from sextant.running.stopping import cleared_away

FIRST = "checkpoints"
LEFT_OUT = ("lake", "made-up", FIRST)  # taken by name; made again by the demonstration; taken first
TRANSIENT = (".part", ".tmp", ".lock")
INCOMING = Path("uploads") / "incoming"  # uploads that are still coming in


@dataclass(frozen=True)
class Made:
    """A finished backup."""

    path: Path
    sha256: str
    bytes: int
    files: int
    database: str | None
    audit_row: int | None  # the row that tells of this backup, and is in it

    def as_json(self) -> dict[str, Any]:
        return asdict(self) | {"path": str(self.path)}


def back_up(home: Home, to: Path, tick: Tick = lambda _bytes, _name: None) -> Made:
    """Write a backup of `home` to a file, or under a dated name into a folder. Raises Refusal.

    Until it is whole it has another name; when the work is stopped nothing is left under either.
    """
    target = _target(home, to)
    audit = _Audit(home)
    audit.began(target)
    note_missing(home.root)
    with cleared_away(target, "part") as folder, _placed(target, folder) as file:
        rows = _write(home, Writer(file, folder, tick), folder, audit)
    made = Made(target, sha256_of(target), target.stat().st_size, *rows)
    audit.made(made)
    return made


def size_of(home: Home) -> int:
    """About how many bytes there are to copy, for the progress shown."""
    files = [path for path in home.root.rglob("*") if path.is_file()]
    return sum(path.stat().st_size for path in files if path.relative_to(home.root).parts[0] != "made-up")


def _target(home: Home, to: Path) -> Path:
    if not home.root.is_dir():
        raise Refusal(str(home.root), "is not there", "give --home with the folder to back up")
    stamp = datetime.now(UTC).strftime("%Y%m%dT%H%M%SZ")
    target = (to / f"sextant-backup-{stamp}.tar" if to.is_dir() else to).absolute()
    if target.exists():
        raise Refusal(str(target), "is there already", "give another name, or a folder: the file gets the date's")
    if not target.parent.is_dir():
        raise Refusal(str(target.parent), "is not there", "make the folder first")
    if target.resolve().is_relative_to(home.root.resolve()):
        raise Refusal(str(target), "lies in the home itself", "keep backups elsewhere, best on another machine")
    return target


@contextmanager
def _placed(target: Path, folder: Path) -> Iterator[IO[bytes]]:
    """A file that only its owner reads and that gets its name when it is whole and on disk."""
    part = folder / target.name
    with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        yield file
        file.flush()
        os.fsync(file.fileno())
    place(part, target)


def _write(home: Home, writer: Writer, folder: Path, audit: _Audit) -> tuple[int, str | None, int | None]:
    _add_folder(writer, home.root, Path(FIRST))
    dumped = audit.dump(folder)
    if dumped:
        writer.add(f"database/{dumped.path.name}", dumped.path)
        dumped.path.unlink()
    for path in sorted(home.root.iterdir()):
        if path.name not in LEFT_OUT and not path.name.startswith(database.SQLITE_FILE):
            _add_folder(writer, home.root, path.relative_to(home.root))
    _add_lake(writer, Lake(home.lake))
    facts = {"made_at": datetime.now(UTC).isoformat(timespec="seconds"), "version": __version__}
    kind = dumped.kind if dumped else None
    writer.close(facts | {"database": kind, "migrations": audit.migrations, "audit_row": audit.row})
    return len(writer.entries), kind, audit.row


def _add_folder(writer: Writer, root: Path, name: Path) -> None:
    """A file, or a folder with all in it. What goes away meanwhile was disposed of, and is left out."""
    for path in [root / name, *sorted((root / name).rglob("*"))]:
        inside = path.relative_to(root)
        if path.is_file() and not path.is_symlink() and _lasting(inside):
            _add_if_there(writer, f"home/{inside.as_posix()}", path)


def _lasting(name: Path) -> bool:
    hidden = any(part.startswith(".") for part in name.parts)
    return not (hidden or name.name.endswith(TRANSIENT) or name.is_relative_to(INCOMING))


def _add_if_there(writer: Writer, name: str, path: Path) -> bool:
    try:
        writer.add(name, path)
    except FileNotFoundError:
        return False
    return True


def _add_lake(writer: Writer, lake: Lake) -> None:
    taken: set[str] = set()
    for path in sorted((lake.root / "catalogue").glob("*.json")):
        writer.add_bytes(f"home/lake/catalogue/{path.name}", _with_objects(writer, lake, path, taken))


def _with_objects(writer: Writer, lake: Lake, manifest: Path, taken: set[str]) -> bytes:
    """Add what an edition consists of and return its manifest. One disposed of meanwhile is taken as that."""
    content = manifest.read_bytes()
    edition = Edition.loads(content.decode())
    if edition.disposed:
        return content
    kept = [f"objects/{name}" for name in edition.objects] + [edition.quarantine_file or ""]
    for name in filter(None, kept):
        if name not in taken and not _add_if_there(writer, f"home/lake/{name}", lake.root / name):
            again = manifest.read_bytes()
            if Edition.loads(again.decode()).disposed:
                return again
            raise Refusal(f"lake, {name}", f"is missing, though edition {edition.id} names it", "see `sextant doctor`")
        taken.add(name)
    return content


class _Audit:
    """What the database adds to a backup: itself, the rows that tell of it, and how far it had come."""

    def __init__(self, home: Home) -> None:
        self.there = database.is_there(home.root)
        self.migrations: list[str] = []
        self.row: int | None = None
        if self.there:
            from sextant.web.setup import start

            start(home.root)

    def began(self, target: Path) -> None:
        """The last row that the backup itself holds."""
        if self.there:
            from sextant.running.recording import applied, record_disclosure

            self.migrations = applied()
            self.row = record_disclosure("began a backup", target.name)

    def dump(self, folder: Path) -> database.Dump | None:
        if not self.there:
            return None
        from django.conf import settings

        return database.dump(settings.DATABASES["default"], folder)

    def made(self, made: Made) -> None:
        if self.there:
            from sextant.running.recording import record_disclosure

            record_disclosure("made a backup", made.path.name, sha256=made.sha256, bytes=made.bytes)
