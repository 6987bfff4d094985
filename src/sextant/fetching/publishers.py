"""Where publishers keep their files: addresses are data, with a source and a date."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import date
from importlib import resources
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from sextant.errors import Refusal
from sextant.fetching.addresses import checked


@dataclass(frozen=True)
class Publisher:
    """A publisher's addresses for one kind of record. Empty ones do not apply."""

    kind: str
    publisher: str
    largest_bytes: int
    licence: str = ""
    source: str = ""
    as_of: date | None = None
    archive: str = ""  # {month} stands for YYYY-MM
    index: str = ""
    months_an_archive: int = 36
    page: str = ""
    link: str = ""  # what the wanted link on `page` looks like
    file: str = ""

    @property
    def start(self) -> str:
        """The address that is asked first."""
        return self.index or self.archive or self.file or self.page


ADDRESSES = ("archive", "index", "page", "file")


def publisher_of(kind: str, own: Path | None = None, base: str | None = None) -> Publisher:
    """The publisher of `kind` from the shipped list or from `own`; `base` is a mirror that keeps the same paths.

    Raises Refusal for a kind that nobody publishes, and for an address that is neither https nor on this machine.
    """
    listed, shown = _list(own)
    if kind not in listed:
        known = ", ".join(listed) or "nothing"
        raise Refusal(f"kind '{kind}'", f"can't be fetched: {shown} names {known}", "get the file and load it")
    raw = dict(listed[kind])
    if unknown := sorted(raw.keys() - {each.name for each in fields(Publisher)}):
        raise Refusal(f"{shown}, {kind}", f"has '{unknown[0]}', which means nothing here", "see publishers.toml")
    for name in ADDRESSES:
        if raw.get(name):
            raw[name] = checked(_moved(raw[name], base), f"{shown}, {kind}.{name}")
    try:
        return Publisher(kind, **raw)
    except TypeError as fault:
        raise Refusal(f"{shown}, {kind}", "lacks publisher or largest_bytes", "add it") from fault


def _list(own: Path | None) -> tuple[Mapping[str, Any], str]:
    if own is None:
        text = (resources.files("sextant") / "lists" / "publishers.toml").read_text("utf-8")
        return tomllib.loads(text), "publishers.toml"
    try:
        return tomllib.loads(own.read_text("utf-8")), own.name
    except FileNotFoundError:
        raise Refusal(str(own), "is not there", "check the path of --publisher") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as fault:
        raise Refusal(own.name, f"is not TOML: {fault}", "mend that line") from fault


def _moved(address: str, base: str | None) -> str:
    """The same path on another server: `https://data.police.uk/data/archive/` on `https://mirror/police`."""
    if base is None:
        return address
    parts = urlsplit(address)
    return base.rstrip("/") + parts.path + (f"?{parts.query}" if parts.query else "")
