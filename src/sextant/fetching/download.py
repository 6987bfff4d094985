"""One file from a publisher: resumed where it may be, checked before anybody sees it, kept under its own hash."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

from sextant.errors import Refusal
from sextant.fetching.answers import check_is_file, content_range, length, validator
from sextant.fetching.kept import Downloaded, Wanted, settled, unchanged
from sextant.fetching.manners import Trouble, patiently
from sextant.fetching.parts import Part, Said
from sextant.fetching.whole import check_beginning, check_whole, sums_of
from sextant.fetching.wire import Answer, Wire

Progress = Callable[[int, int | None, str], None]  # bytes more, bytes in all where known, name


def download(
    wire: Wire, wanted: Wanted, folder: Path, progress: Progress = lambda _more, _all, _name: None
) -> Downloaded:
    """Get a file into `folder`/HASH/NAME, or find it there unchanged.

    Raises Refusal when it can't be had whole. Bytes that came are then kept for the next start where the server named
    the file's edition (ETag or date), and thrown away where they may not be trusted.
    """
    if known := unchanged(wire, wanted, folder):
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
    return settled(wanted, folder, part, sums, resumed=bool(here and resumed))


def _attempt(wire: Wire, wanted: Wanted, part: Part, progress: Progress) -> bool:
    """One try. Returns whether it went on from bytes that were there; raises Trouble when it did not get to the end."""
    said = part.said(wanted.url)
    if said and part.size == said.total:
        return True
    asked = {"Range": f"bytes={part.size}-", "If-Range": said.validator} if said else {}
    with wire.ask(wanted.url, asked) as answer:
        check_is_file(answer, wanted.url)
        goes_on = _goes_on(answer, part, said)
        if not goes_on:
            part.begin(Said(wanted.url, validator(answer), length(answer)))
        total = said.total if goes_on and said else length(answer)
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
    start, total = content_range(answer)
    fits = answer.status == 206 and said and (start, total) == (part.size, said.total or total)
    left = None if total is None else total - part.size
    if not fits or validator(answer) not in ("", said.validator if said else "") or length(answer) not in (None, left):
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


def _check_size(total: int | None, part: Part, wanted: Wanted) -> None:
    if total is not None and total > wanted.largest:
        part.drop()
        raise Refusal(wanted.url, f"has {total:,} bytes, over {wanted.largest:,}", "check that it is the right file")
    if total is not None and total - part.size > shutil.disk_usage(part.path.parent).free:
        raise Refusal(wanted.url, f"has {total:,} bytes, more than this disk has room for", "make room, or use --home")


def _kept(part: Part) -> str:
    return f"run the same command again: {part.size:,} bytes are kept and it goes on from there" if part.size else ""
