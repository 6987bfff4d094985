"""Reading an archive that may come from anywhere.

Nothing in it leaves its folder, is a link, or grows further than its manifest says.
"""

from __future__ import annotations

import gzip
import hashlib
import json
import os
import shutil
import tarfile
import zlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import IO, Any, cast

from sextant.errors import Refusal
from sextant.running.archive import BLOCK, FORMAT, MANIFEST, Entry, Tick

MOST_MEMBERS = 2_000_000
LARGEST_MANIFEST = 512 << 20
SPARE = 64 << 20  # bytes left free on the disk after unpacking
AGAIN = "take another backup: this one is damaged or was not made by `sextant backup`"


@dataclass(frozen=True)
class Archive:
    """An archive whose names and sizes have been judged; its contents not yet."""

    path: Path
    facts: Mapping[str, Any]
    entries: tuple[Entry, ...]

    @property
    def bytes(self) -> int:
        return sum(entry.bytes for entry in self.entries)

    def unpack(self, folder: Path, tick: Tick = lambda _bytes, _name: None) -> None:
        """Write every file under `folder`, readable by its owner only. Raises Refusal for one that is not as it was."""
        if self.bytes + SPARE > shutil.disk_usage(folder).free:
            raise Refusal(self.path.name, f"needs {self.bytes / 1e9:,.1f} GB where it is to go", "make room there")
        with private(), _tar(self.path) as tar:
            for entry in self.entries:
                _unpack(tar, entry, folder, tick)


@contextmanager
def private() -> Iterator[None]:
    """What is made meanwhile is readable by its owner only."""
    before = os.umask(0o077)
    try:
        yield
    finally:
        os.umask(before)


def read(path: Path) -> Archive:
    """Judge an archive by its headers and manifest. Raises Refusal; writes nothing."""
    try:
        with _tar(path) as tar:
            members = _members(tar, path)
            facts = _manifest(tar, path, members)
    except (tarfile.TarError, EOFError) as fault:
        raise Refusal(path.name, f"can't be read as a backup ({fault})", AGAIN) from None
    entries = _entries(facts, path)
    stored = {name: member.size for name, member in members.items() if name != MANIFEST}
    named = {entry.member for entry in entries}
    if named != set(stored) or len(named) != len(entries):
        raise Refusal(path.name, "holds other files than its manifest names", AGAIN)
    wrong = [entry.path for entry in entries if not entry.packed and stored[entry.member] != entry.bytes]
    if wrong:
        raise Refusal(f"{path.name}, {wrong[0]}", "has another size than its manifest says", AGAIN)
    return Archive(path, facts, entries)


def _tar(path: Path) -> tarfile.TarFile:
    return tarfile.open(path, mode="r:")


def _members(tar: tarfile.TarFile, path: Path) -> dict[str, tarfile.TarInfo]:
    found: dict[str, tarfile.TarInfo] = {}
    for member in tar:
        if len(found) >= MOST_MEMBERS:
            raise Refusal(path.name, f"holds more than {MOST_MEMBERS:,} files", AGAIN)
        if not member.isreg() or member.issparse():
            raise Refusal(f"{path.name}, {member.name[:80]}", "is a link, folder or device, not a file", AGAIN)
        if not stays_inside(member.name) or member.name in found:
            raise Refusal(f"{path.name}, {member.name[:80]!r}", "is a name that no backup has", AGAIN)
        found[member.name] = member
    return found


def stays_inside(name: str) -> bool:
    """Whether a stored name is a plain path under the folder it is unpacked to.

    >>> stays_inside("keys/audit.key"), stays_inside("../keys"), stays_inside("/etc/passwd"), stays_inside("a//b")
    (True, False, False, False)
    """
    parts = PurePosixPath(name).parts
    plain = "/".join(parts) == name and not name.startswith("/")
    return bool(parts) and plain and ".." not in parts and not any(letter in name for letter in "\\\0\n\r")


def _manifest(tar: tarfile.TarFile, path: Path, members: Mapping[str, tarfile.TarInfo]) -> dict[str, Any]:
    member = members.get(MANIFEST)
    stream = tar.extractfile(member) if member and member.size <= LARGEST_MANIFEST else None
    if stream is None:
        raise Refusal(path.name, "has no manifest", AGAIN)
    try:
        facts = json.load(stream)
        known = facts["format"]
    except (ValueError, TypeError, KeyError, RecursionError):
        raise Refusal(path.name, "has a manifest that can't be read", AGAIN) from None
    if known != FORMAT:
        fault = f"is of format {known!r}; this Sextant knows {FORMAT}"
        raise Refusal(path.name, fault, "restore it with the Sextant that made it")
    return dict(facts)


def _entries(facts: Mapping[str, Any], path: Path) -> tuple[Entry, ...]:
    try:
        entries = tuple(Entry(**raw) for raw in facts["files"])
    except (TypeError, KeyError):
        raise Refusal(path.name, "has a manifest that can't be read", AGAIN) from None
    for entry in entries:
        named = isinstance(entry.path, str) and stays_inside(entry.path)
        if not (named and isinstance(entry.bytes, int) and entry.bytes >= 0):
            raise Refusal(f"{path.name}, {str(entry.path)[:80]!r}", "is a name or size that no backup has", AGAIN)
    return entries


def _unpack(tar: tarfile.TarFile, entry: Entry, folder: Path, tick: Tick) -> None:
    into = folder / entry.path
    into.parent.mkdir(parents=True, exist_ok=True)
    stored = tar.extractfile(entry.member)
    assert stored is not None  # judged to be a file
    try:
        with into.open("xb") as file:
            found = _copy(cast(IO[bytes], gzip.GzipFile(fileobj=stored)) if entry.packed else stored, file, entry, tick)
    except (gzip.BadGzipFile, zlib.error, EOFError, tarfile.ReadError) as fault:
        raise Refusal(_place(tar, entry), f"can't be unpacked ({fault})", AGAIN) from None
    if found != entry.sha256:
        raise Refusal(_place(tar, entry), "is not the file that was backed up", AGAIN)


def _place(tar: tarfile.TarFile, entry: Entry) -> str:
    return f"{Path(str(tar.name)).name}, {entry.path}"


def _copy(source: IO[bytes], into: IO[bytes], entry: Entry, tick: Tick) -> str:
    """Copy at most what the manifest says and one byte, and return the hash."""
    digest, left = hashlib.sha256(), entry.bytes + 1
    while left and (block := source.read(min(BLOCK, left))):
        left -= len(block)
        digest.update(block)
        into.write(block)
        tick(len(block), entry.path)
    return digest.hexdigest() if left == 1 else ""
