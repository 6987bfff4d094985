"""One file that holds a home: a plain tar, what packs well packed inside it, and a manifest with every file's hash.

A person without Sextant opens it with `tar` and `gunzip`. It is read by its headers first, so nothing is written before
every name and size has been judged.
"""

from __future__ import annotations

import gzip
import hashlib
import io
import json
import tarfile
import tempfile
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import IO, Any

Tick = Callable[[int, str], None]
FORMAT = 1
MANIFEST = "manifest.json"
BLOCK = 1 << 20
PACKED_ALREADY = (".parquet", ".zip", ".gz", ".ods", ".xlsx", ".pdf", ".png", ".woff2", ".pgdump")
SMALL = 512  # bytes; packing such a file gains nothing


@dataclass(frozen=True)
class Entry:
    """A file of the home in the archive. `packed`: stored with gzip, under its name with `.gz` after it."""

    path: str
    bytes: int
    sha256: str
    packed: bool

    @property
    def member(self) -> str:
        return f"{self.path}.gz" if self.packed else self.path


@dataclass
class Writer:
    """Adds files to an archive that is being written to `file`; `spool` is a folder for what is packed on its way."""

    file: IO[bytes]
    spool: Path
    tick: Tick = lambda _bytes, _name: None
    entries: list[Entry] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._tar = tarfile.open(fileobj=self.file, mode="w", format=tarfile.PAX_FORMAT)  # noqa: SIM115

    def add(self, name: str, path: Path) -> None:
        """Add a file as it is now; what is appended to it meanwhile is left out. Raises FileNotFoundError."""
        with path.open("rb") as source:
            size = path.stat().st_size
            packs = size > SMALL and not name.endswith(PACKED_ALREADY)
            (self._packed if packs else self._plain)(name, source, size)

    def add_bytes(self, name: str, content: bytes) -> None:
        self._plain(name, io.BytesIO(content), len(content))

    def close(self, facts: Mapping[str, Any]) -> None:
        """Write the manifest: `facts` about the home, and every file."""
        manifest = {"format": FORMAT, **facts, "files": [asdict(entry) for entry in self.entries]}
        content = json.dumps(manifest, ensure_ascii=False, indent=1).encode()
        self._tar.addfile(_header(MANIFEST, len(content)), io.BytesIO(content))
        self._tar.close()

    def _plain(self, name: str, source: IO[bytes], size: int) -> None:
        counted = Counted(source, size, lambda step: self.tick(step, name))
        self._tar.addfile(_header(name, size), counted)
        self.entries.append(Entry(name, size, counted.sha256, packed=False))

    def _packed(self, name: str, source: IO[bytes], size: int) -> None:
        counted = Counted(source, size, lambda step: self.tick(step, name))
        with tempfile.TemporaryFile(dir=self.spool) as packed:
            with gzip.GzipFile(fileobj=packed, mode="wb", compresslevel=3, mtime=0) as into:
                while block := counted.read(BLOCK):
                    into.write(block)
            stored = packed.tell()
            packed.seek(0)
            entry = Entry(name, size, counted.sha256, packed=True)
            self._tar.addfile(_header(entry.member, stored), packed)
        self.entries.append(entry)


class Counted(io.RawIOBase):
    """Reads the first `size` bytes of a file, hashing them and telling how far it is."""

    def __init__(self, source: IO[bytes], size: int, tick: Callable[[int], None]) -> None:
        self._source, self._left, self._tick, self._digest = source, size, tick, hashlib.sha256()

    def read(self, size: int = -1) -> bytes:
        block = self._source.read(self._left if size < 0 else min(size, self._left))
        self._left -= len(block)
        self._digest.update(block)
        self._tick(len(block))
        return block

    @property
    def sha256(self) -> str:
        return self._digest.hexdigest()


def _header(name: str, size: int) -> tarfile.TarInfo:
    header = tarfile.TarInfo(name)
    header.size, header.mode = size, 0o600
    return header
