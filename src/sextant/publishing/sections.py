"""One measure's narrative file: front matter with quarter, actions and sources, then Markdown."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from sextant.errors import Refusal
from sextant.periods import Month, parse_quarter
from sextant.publishing import facts as reading
from sextant.publishing import prose

STATES = ("planned", "under way", "done", "withdrawn")
FENCE = "+++"


@dataclass(frozen=True)
class Action:
    """What is being done. `due` is None when no date was given or it can't be read; the claims check says so."""

    what: str
    owner: str
    due: date | None
    state: str
    reason: str
    line: int
    written_due: str = ""


@dataclass(frozen=True)
class Source:
    """Where the section's account can be looked up."""

    title: str
    publisher: str
    date: str
    link: str


@dataclass(frozen=True)
class Section:
    """One measure's Markdown with its front matter. `text` begins on `first_line` of the file."""

    measure: str
    path: Path
    quarter: str
    text: str
    actions: tuple[Action, ...]
    sources: tuple[Source, ...]
    first_line: int = 1

    @property
    def quarter_end(self) -> Month | None:
        """The last month of the quarter; None for a file without front matter."""
        return parse_quarter(self.quarter) if self.quarter else None


def read_section(path: Path, strict: bool = True) -> Section:
    """Read one measure's file. With `strict` a file without front matter is refused; otherwise it is plain text."""
    front, text, first_line = split_front_matter(path)
    if front is None and strict:
        raise Refusal(f"{path.name}, line 1", "has no front matter", 'begin with +++, quarter = "2021-Q4", +++')
    prose.refuse_unfillable(text, path.name, first_line)
    table = reading.read_toml(front or "", path, lines_before=1)
    reading.refuse_unknown(table, ("quarter", "action", "source"), f"{path.name}, front matter")
    return Section(
        measure=path.stem,
        path=path,
        quarter=read_quarter(table, path, strict or front is not None),
        text=text,
        actions=read_actions(table, front or "", path),
        sources=read_sources(table, front or "", path),
        first_line=first_line,
    )


def split_front_matter(path: Path) -> tuple[str | None, str, int]:
    """The TOML between the two +++ lines (None without them), the text after it and the line that text begins on."""
    whole = reading.read_text(path)
    lines = whole.splitlines()
    if not lines or lines[0].strip() != FENCE:
        return None, whole, 1
    closing = next((n for n, line in enumerate(lines[1:], start=1) if line.strip() == FENCE), None)
    if closing is None:
        raise Refusal(f"{path.name}, line 1", "the front matter is never closed", f"end it with a line {FENCE}")
    return "\n".join(lines[1:closing]), "\n".join(lines[closing + 1 :]), closing + 2


def read_quarter(table: Mapping[str, Any], path: Path, needed: bool) -> str:
    """The quarter as written; empty where it may be left out. Raises Refusal for anything that is no quarter."""
    quarter = str(table.get("quarter", "")).strip()
    if not needed and not quarter:
        return ""
    if not re.fullmatch(r"\d{4}-Q[1-4]", quarter):
        said = f"'{quarter}' is not a quarter" if quarter else "names no quarter"
        raise Refusal(f"{path.name}, front matter", said, 'write quarter = "2021-Q4"')
    return quarter


def read_actions(table: Mapping[str, Any], front: str, path: Path) -> tuple[Action, ...]:
    """The [[action]] tables. What is missing in them is for the claims check: a draft may still be built."""
    tables = reading.tables_of(table.get("action", []), "action", path)
    lines = reading.lines_of("action", front, lines_before=1)
    return tuple(read_action(one, path.name, line) for one, line in zip(tables, lines, strict=False))


def read_action(table: Mapping[str, Any], name: str, line: int) -> Action:
    """One [[action]]. Raises Refusal for unknown keys and for an action that says nothing."""
    place = f"{name}, line {line}"
    reading.refuse_unknown(table, ("what", "owner", "due", "state", "reason"), place)
    said = {key: str(table.get(key, "")).strip() for key in ("owner", "state", "reason", "due")}
    return Action(
        what=text_of(table, "what", place),
        owner=said["owner"],
        due=reading.as_date(table.get("due", "")),
        state=said["state"],
        reason=said["reason"],
        line=line,
        written_due=said["due"],
    )


def read_sources(table: Mapping[str, Any], front: str, path: Path) -> tuple[Source, ...]:
    """The [[source]] tables. Raises Refusal for unknown keys and for a source without a title."""
    tables = reading.tables_of(table.get("source", []), "source", path)
    sources = []
    for one, line in zip(tables, reading.lines_of("source", front, lines_before=1), strict=False):
        place = f"{path.name}, line {line}"
        reading.refuse_unknown(one, ("title", "publisher", "date", "link"), place)
        rest = {key: str(one.get(key, "")).strip() for key in ("publisher", "date", "link")}
        sources.append(Source(title=text_of(one, "title", place), **rest))
    return tuple(sources)


def text_of(table: Mapping[str, Any], key: str, name: str) -> str:
    text = str(table.get(key, "")).strip()
    if not text:
        raise Refusal(name, f"has no {key}", f'write {key} = "…"')
    return text
