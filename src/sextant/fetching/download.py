"""One file from a publisher: resumed where it may be, checked before anybody sees it, kept under its own hash."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from sextant.errors import Refusal
from sextant.fetching.manners import Trouble, patiently
from sextant.fetching.parts import Part, Said
from sextant.fetching.whole import Sums, check_beginning, check_whole, sums_of
from sextant.fetching.wire import Answer, Wire

Progress = Callable[[int, int | None, str], None]  # bytes more, bytes in all where known, name
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


def download(
    wire: Wire, wanted: Wanted, folder: Path, progress: Progress = lambda _more, _all, _name: None
) -> Downloaded:
    """Get a file into `folder`/HASH/NAME, or find it there unchanged.

    Raises Refusal when it can't be had whole. Bytes that came are then kept for the next start where the server named
    the file's edition (ETag or date), and thrown away where they may not be trusted.
    """
    if known := _unchanged(wire, wanted, folder):
        return known
    part = Part(folder / f"{wanted.name}.part")
    here = part.size if part.said(wanted.url) else 0
    resumed = patiently(wire.manners, wanted.url, lambda: _attempt(wire, wanted, part, progress), lambda: _kept(part))
    try:
        sums = sums_of(part.path)
        check_whole(part.path, wanted.name, wanted.md5, sums)
    except BaseException:
        part.drop()
        raise
    return _settled(wanted, folder, part, sums, resumed=bool(here and resumed))


def _attempt(wire: Wire, wanted: Wanted, part: Part, progress: Progress) -> bool:
    """One try. Returns whether it went on from bytes that were there; raises Trouble when it did not get to the end."""
    said = part.said(wanted.url)
    if said and part.size == said.total:
        return True
    asked = {"Range": f"bytes={part.size}-", "If-Range": said.validator} if said else {}
    with wire.ask(wanted.url, asked) as answer:
        _check_answer(answer, wanted)
        goes_on = _goes_on(answer, part, said)
        if not goes_on:
            part.begin(Said(wanted.url, _validator(answer), _length(answer)))
        total = said.total if goes_on and said else _length(answer)
        _check_size(total, part, wanted)
        try:
            _copy(answer, wanted, part, total, progress)
        except Trouble:
            part.said(wanted.url)  # which drops what can't be trusted
            raise
    return goes_on


def _goes_on(answer: Answer, part: Part, said: Said | None) -> bool:
    """Whether the answer continues the bytes held. Raises Trouble, with the bytes gone, when it fits them in no way."""
    if answer.status == 200:
        return False
    start, total = _range(answer)
    fits = answer.status == 206 and said and (start, total) == (part.size, said.total or total)
    left = None if total is None else total - part.size
    if (
        not fits
        or _validator(answer) not in ("", said.validator if said else "")
        or _length(answer) not in (None, left)
    ):
        part.drop()
        raise Trouble("changed between two requests, or does not keep to what it said")
    return True


def _copy(answer: Answer, wanted: Wanted, part: Part, total: int | None, progress: Progress) -> None:
    progress(part.size, total, wanted.name)
    with part.path.open("ab") as out:
        size = out.tell()
        for piece in answer.chunks():
            if not size:
                check_beginning(piece, wanted.name, wanted.url)
            size += len(piece)
            if size > wanted.largest or (total is not None and size > total):
                part.drop()
                raise Refusal(wanted.url, "sends more than it said, or than such a file has", "tell the publisher")
            out.write(piece)
            progress(len(piece), total, wanted.name)
    if total is not None and size < total:
        raise Trouble(f"breaks off after {size:,} of {total:,} bytes")


def _check_answer(answer: Answer, wanted: Wanted) -> None:
    if answer.header("Content-Type").lower().startswith(("text/html", "application/xhtml")):
        raise Refusal(wanted.url, "sends a web page instead of the file", "open the address in a browser and see why")
    if answer.header("Content-Encoding").lower() not in ("", "identity"):
        raise Refusal(wanted.url, "sends the file packed though not asked to", "get it with a browser and load it")


def _check_size(total: int | None, part: Part, wanted: Wanted) -> None:
    if total is not None and total > wanted.largest:
        part.drop()
        raise Refusal(wanted.url, f"has {total:,} bytes, over {wanted.largest:,}", "check that it is the right file")
    if total is not None and total - part.size > shutil.disk_usage(part.path.parent).free:
        raise Refusal(wanted.url, f"has {total:,} bytes, more than this disk has room for", "make room, or use --home")


def _validator(answer: Answer) -> str:
    etag = answer.header("ETag")
    return etag if etag and not etag.startswith("W/") else answer.header("Last-Modified")


def _length(answer: Answer) -> int | None:
    text = answer.header("Content-Length")
    return int(text) if text.isdecimal() else None


def _range(answer: Answer) -> tuple[int | None, int | None]:
    found = re.fullmatch(r"bytes (\d+)-\d+/(\d+)", answer.header("Content-Range"))
    return (int(found[1]), int(found[2])) if found else (None, None)


def _kept(part: Part) -> str:
    return f"run the same command again: {part.size:,} bytes are kept and it goes on from there" if part.size else ""


def _settled(wanted: Wanted, folder: Path, part: Part, sums: Sums, *, resumed: bool) -> Downloaded:
    record = json.loads(part.path.with_name(f"{part.path.name}.json").read_text("utf-8"))
    path = folder / sums.sha256[:FOLDER_LETTERS] / wanted.name
    part.finish(path)
    done = Downloaded(wanted.url, path, sums.size, sums.sha256, resumed, md5_agrees=True if wanted.md5 else None)
    kept = {"url": wanted.url, "validator": record["validator"], "sha256": sums.sha256, "md5": sums.md5}
    (folder / f"{wanted.name}.json").write_text(json.dumps(kept, indent=2), "utf-8")
    return done


def _unchanged(wire: Wire, wanted: Wanted, folder: Path) -> Downloaded | None:
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
