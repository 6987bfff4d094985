"""Outside facts: a number or claim that somebody else published, quoted with who, when and where."""

from __future__ import annotations

import difflib
import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from datetime import date
from pathlib import Path
from typing import Any

from sextant.errors import Refusal


@dataclass(frozen=True)
class Fact:
    """A quoted fact. `value` is printed as written; `hold` says why it may not be printed yet."""

    id: str
    value: str
    text: str
    publisher: str
    date: str
    link: str = ""
    note: str = ""
    hold: str = ""
    line: int = 0

    @property
    def source(self) -> str:
        return ", ".join(part for part in (self.publisher, self.date) if part)


NEEDED = ("id", "value", "text", "publisher", "date")
ALLOWED = tuple(field.name for field in fields(Fact) if field.name != "line")


def read_facts(path: Path) -> dict[str, Fact]:
    """The facts of a facts.toml by id; none when the file isn't there. Raises Refusal with file and line."""
    if not path.exists():
        return {}
    text = read_text(path)
    tables = read_toml(text, path).get("fact", [])
    facts: dict[str, Fact] = {}
    for table, line in zip(tables_of(tables, "fact", path), lines_of("fact", text), strict=False):
        fact = fact_from(table, f"{path.name}, line {line}", line)
        if fact.id in facts:
            raise Refusal(f"{path.name}, line {line}", f"fact '{fact.id}' is there twice", "give each fact its own id")
        facts[fact.id] = fact
    return facts


def fact_from(table: Mapping[str, Any], place: str, line: int) -> Fact:
    """One [[fact]] table as a Fact. Raises Refusal for unknown keys and for missing or empty ones."""
    refuse_unknown(table, ALLOWED, place)
    for key in NEEDED:
        if not str(table.get(key, "")).strip():
            raise Refusal(place, f"the fact has no {key}", f'write {key} = "…"; a fact needs {", ".join(NEEDED)}')
    if not re.fullmatch(r"[a-z0-9][a-z0-9_-]*", str(table["id"])):
        raise Refusal(place, f"'{table['id']}' can't be a fact's id", "use small letters, digits, - and _")
    return Fact(line=line, **{key: str(value).strip() for key, value in table.items()})


def read_text(path: Path) -> str:
    """The file's text. Raises Refusal when it can't be read as UTF-8."""
    try:
        return path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as fault:
        raise Refusal(str(path), f"is not UTF-8 text (byte {fault.start})", "save it as UTF-8") from fault
    except OSError as fault:
        raise Refusal(str(path), f"can't be read ({fault.strerror})", "check the path") from fault


def read_toml(text: str, path: Path, lines_before: int = 0) -> dict[str, Any]:
    """TOML text as tables; a fault names the line in the file that holds it, `lines_before` the TOML begins."""
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as fault:
        said = str(fault)
        at = re.search(r" \(at line (\d+), column \d+\)", said)
        line = int(at[1]) + lines_before if at else lines_before + text.count("\n") + 1
        what = said.replace(at[0], "") if at else said.replace(" (at end of document)", "")
        raise Refusal(f"{path.name}, line {line}", what.rstrip("."), "mend the TOML there") from fault


def tables_of(value: object, name: str, path: Path) -> list[dict[str, Any]]:
    """The tables written as [[name]]. Raises Refusal when it is something else."""
    if isinstance(value, list) and all(isinstance(one, dict) for one in value):
        return value
    raise Refusal(path.name, f"'{name}' is not a list of tables", f"write each one under its own [[{name}]] line")


def lines_of(name: str, text: str, lines_before: int = 0) -> Iterable[int]:
    """The line numbers of the [[name]] headings, for messages; then the first line for ever (inline tables)."""
    heading = re.compile(rf"\s*\[\[\s*{re.escape(name)}\s*\]\]")
    for number, line in enumerate(text.splitlines(), start=lines_before + 1):
        if heading.match(line):
            yield number
    while True:
        yield lines_before + 1


def refuse_unknown(table: Mapping[str, Any], allowed: Iterable[str], place: str) -> None:
    """Raises Refusal for a key nobody reads: a misspelt key would be lost without a word."""
    allowed = tuple(allowed)
    for key in table:
        if key not in allowed:
            near = difflib.get_close_matches(key, allowed, n=1)
            mend = f"did you mean '{near[0]}'?" if near else f"known are {', '.join(allowed)}"
            raise Refusal(place, f"'{key}' is not a known key", mend)


def as_date(value: object) -> date | None:
    """A TOML date or an ISO text as a date; None when it is neither."""
    if isinstance(value, date):
        return date(value.year, value.month, value.day)
    try:
        return date.fromisoformat(str(value).strip())
    except ValueError:
        return None
