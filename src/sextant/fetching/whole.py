"""Is a downloaded file what it should be? Its beginning, its end, and its checksums."""

from __future__ import annotations

import hashlib
import zipfile
from dataclasses import dataclass
from pathlib import Path

from sextant.errors import Refusal

ZIP = b"PK\x03\x04"  # archives, ODS and XLSX alike
CHUNK = 2**20


@dataclass(frozen=True)
class Sums:
    """A file's size and checksums. MD5 only answers the publisher's; nothing else rests on it."""

    size: int
    sha256: str
    md5: str


def sums_of(path: Path) -> Sums:
    """Read a file once for both sums."""
    sha256, md5, size = hashlib.sha256(), hashlib.md5(usedforsecurity=False), 0
    with path.open("rb") as stream:
        while piece := stream.read(CHUNK):
            sha256.update(piece)
            md5.update(piece)
            size += len(piece)
    return Sums(size, sha256.hexdigest(), md5.hexdigest())


def check_beginning(first: bytes, name: str, url: str) -> None:
    """Raises Refusal when the first bytes are no zip's: told before a gigabyte of something else has come."""
    if first[: len(ZIP)] == ZIP[: len(first)]:
        return
    what = "a web page" if first.lstrip()[:1] == b"<" else "something"
    raise Refusal(url, f"sends {what} that is not {name}", "open the address in a browser and see why")


def check_whole(path: Path, name: str, md5: str | None, sums: Sums) -> None:
    """Raises Refusal when the file is no whole zip, or not the one whose checksum the publisher gives."""
    try:
        with zipfile.ZipFile(path) as archive:
            empty = not archive.namelist()
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as fault:
        raise _cut(name, sums) from fault
    if empty:
        raise _cut(name, sums)
    if md5 and md5.lower() != sums.md5:
        differs = f"has the checksum {sums.md5}, and its publisher says {md5.lower()}"
        raise Refusal(name, differs, "it is thrown away: try again, and tell the publisher if it stays so")


def _cut(name: str, sums: Sums) -> Refusal:
    return Refusal(name, f"is no whole zip: {sums.size:,} bytes came", "it is thrown away: try again later")
