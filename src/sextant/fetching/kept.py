"""Files that are here: each under its own hash, with a record of where it came from."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from sextant.fetching.manners import patiently
from sextant.fetching.parts import Part
from sextant.fetching.whole import Sums, sums_of
from sextant.fetching.wire import Wire

FOLDER_LETTERS = 12


@dataclass(frozen=True)
class Wanted:
    """A file to get: where, under which name, how large at most, and the publisher's checksum where it gives one."""

    url: str
    name: str
    largest: int
    md5: str | None = None


@dataclass(frozen=True)
class Downloaded:
    """A file that is here. `resumed`: some of it was here before; `already`: all of it, and it has not changed."""

    url: str
    path: Path
    bytes: int
    sha256: str
    resumed: bool = False
    already: bool = False
    md5_agrees: bool | None = None  # None where the publisher gives none

    @property
    def in_words(self) -> str:
        how = "unchanged since it was got" if self.already else "gone on with and whole" if self.resumed else "got"
        agrees = ", its publisher's checksum agrees" if self.md5_agrees else ""
        return f"{self.path.name}: {how}, {self.bytes:,} bytes, sha256 {self.sha256[:FOLDER_LETTERS]}…{agrees}"

    def as_json(self) -> dict[str, Any]:
        return asdict(self) | {"path": str(self.path)}


def settled(wanted: Wanted, folder: Path, part: Part, sums: Sums, *, resumed: bool) -> Downloaded:
    """Move a whole part to its place in `folder` and write down where it came from."""
    record = json.loads(part.path.with_name(f"{part.path.name}.json").read_text("utf-8"))
    path = folder / sums.sha256[:FOLDER_LETTERS] / wanted.name
    part.finish(path)
    done = Downloaded(wanted.url, path, sums.size, sums.sha256, resumed, md5_agrees=True if wanted.md5 else None)
    kept = {"url": wanted.url, "validator": record["validator"], "sha256": sums.sha256, "md5": sums.md5}
    (folder / f"{wanted.name}.json").write_text(json.dumps(kept, indent=2), "utf-8")
    return done


def unchanged(wire: Wire, wanted: Wanted, folder: Path) -> Downloaded | None:
    """The file as it was got before, when it is still whole and the server says that it has not changed."""
    kept = _record_of(folder / f"{wanted.name}.json", wanted.url)
    if not kept:
        return None
    path = folder / str(kept["sha256"])[:FOLDER_LETTERS] / wanted.name
    if not path.exists() or not kept["validator"] or (wanted.md5 and wanted.md5 != kept["md5"]):
        return None
    header = "If-None-Match" if str(kept["validator"]).startswith('"') else "If-Modified-Since"
    if patiently(wire.manners, wanted.url, lambda: _status(wire, wanted.url, {header: str(kept["validator"])})) != 304:
        return None
    sums = sums_of(path)
    if sums.sha256 != kept["sha256"]:
        return None
    return Downloaded(wanted.url, path, sums.size, sums.sha256, False, True, True if wanted.md5 else None)


def _status(wire: Wire, url: str, headers: Mapping[str, str]) -> int:
    with wire.ask(url, headers) as answer:
        return answer.status


def _record_of(path: Path, url: str) -> Mapping[str, object] | None:
    try:
        kept = json.loads(path.read_text("utf-8"))
        return kept if kept["url"] == url and {"validator", "sha256", "md5"} <= kept.keys() else None
    except (OSError, ValueError, TypeError, KeyError):
        return None
