"""The lake on disk: objects named by their hash, one manifest an edition."""

from __future__ import annotations

import fcntl
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from sextant.errors import Refusal
from sextant.lake.editions import Edition


class Busy(Refusal):
    """Another process is writing to the lake; it will be free again."""


@dataclass(frozen=True)
class Lake:
    """The editions under `root`. One writer at a time; readers need no lock."""

    root: Path

    def editions(self, kind: str | None = None) -> list[Edition]:
        """All editions, disposed ones too, oldest edition date first."""
        found = [Edition.loads(path.read_text("utf-8")) for path in (self.root / "catalogue").glob("*.json")]
        wanted = [edition for edition in found if kind in (None, edition.kind)]
        return sorted(wanted, key=lambda edition: (edition.edition_date, edition.id))

    def edition(self, name: str) -> Edition:
        """The edition whose id is `name` or begins with it. Raises Refusal for none or several."""
        found = [edition for edition in self.editions() if edition.id.startswith(name)]
        exact = [edition for edition in found if edition.id == name]
        if len(exact or found) == 1:
            return (exact or found)[0]
        fault = "is not in the lake" if not found else f"fits {len(found)} editions"
        raise Refusal(f"edition '{name}'", fault, "see `sextant editions` for the names")

    def known(self, name: str) -> Edition | None:
        path = self.root / "catalogue" / f"{name}.json"
        return Edition.loads(path.read_text("utf-8")) if path.exists() else None

    def object_path(self, name: str) -> Path:
        return self.root / "objects" / name

    def keep_object(self, path: Path) -> str:
        """Move a finished Parquet among the objects and return its name there: its hash."""
        name = f"{sha256_of(path)}.parquet"
        settle(path, self.object_path(name))
        return name

    def write_manifest(self, edition: Edition) -> None:
        """Put the manifest in place whole, by one rename: from then on the edition is there."""
        part = self.root / "staging" / f"{edition.id}.{os.getpid()}.json"
        part.parent.mkdir(parents=True, exist_ok=True)
        part.write_text(edition.dumps(), "utf-8")
        settle(part, self.root / "catalogue" / f"{edition.id}.json")

    def sweep(self) -> None:
        """Clear away what stopped loads and disposals left behind. Only under the lock: nobody else is writing."""
        shutil.rmtree(self.root / "staging", ignore_errors=True)
        editions = self.editions()
        wanted = {name for edition in editions if not edition.disposed for name in edition.objects}
        quarantined = {edition.quarantine_file for edition in editions}
        for path in (self.root / "objects").glob("*"):
            if path.name not in wanted:
                path.unlink()
        for path in (self.root / "quarantine").glob("*"):
            if f"quarantine/{path.name}" not in quarantined:
                path.unlink()

    @contextmanager
    def locked(self) -> Iterator[None]:
        """Hold the lake for writing. Raises Busy while another process does."""
        self.root.mkdir(parents=True, exist_ok=True)
        with (self.root / ".lock").open("w") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                fault = "is being written by another process"
                raise Busy(f"lake {self.root}", fault, "wait until that load is done") from None
            yield


def sha256_of(path: Path) -> str:
    """The file's hash in hexadecimal."""
    import hashlib

    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def settle(path: Path, into: Path) -> None:
    """Move a finished file to its place so that it survives a crash: contents first, then the name."""
    _sync(path)
    into.parent.mkdir(parents=True, exist_ok=True)
    path.replace(into)
    _sync(into.parent)


def _sync(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
