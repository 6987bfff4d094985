"""What people write around the figures: a folder with statement.toml, facts.toml and one Markdown file a measure."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from sextant.errors import Refusal
from sextant.measures.figures import FigureSet
from sextant.periods import Month, parse_quarter
from sextant.publishing import facts as reading
from sextant.publishing import prose
from sextant.publishing.facts import Fact, read_facts
from sextant.publishing.placeholders import fill

MEASURES = ("homicide", "serious-violence", "drugs-county-lines", "neighbourhood-crime", "cyber", "victims")
STATES = ("planned", "under way", "done", "withdrawn")
HEADLINES = ("measured", "published")
FENCE = "+++"


@dataclass(frozen=True)
class Settings:
    """What holds for the whole statement. `headline` names the measures whose as-published pair is shown first."""

    title: str
    issued: date
    publisher: str
    contact: str
    order: tuple[str, ...] = MEASURES
    notice: str = ""
    headline: Mapping[str, str] = field(default_factory=dict)
    links: Mapping[str, str] = field(default_factory=dict)
    marking: str = ""


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


@dataclass(frozen=True)
class Narrative:
    """A whole narrative folder; `sections` are in the statement's display order."""

    folder: Path
    settings: Settings
    facts: Mapping[str, Fact]
    sections: Mapping[str, Section]


def read_narrative(folder: Path) -> Narrative:
    """Read the folder. Raises Refusal, with file and line, for whatever would be lost or printed wrongly."""
    if not folder.is_dir():
        raise Refusal(str(folder), "is not a folder", "give the folder that holds statement.toml")
    settings = read_settings(folder / "statement.toml")
    paths = {path.stem: path for path in sorted(folder.glob("*.md")) if path.stem.lower() != "readme"}
    for stem, path in paths.items():
        if stem not in settings.order:
            known = ", ".join(settings.order)
            raise Refusal(path.name, f"'{stem}' is no measure of this statement", f"name it after one of {known}")
    sections = {key: read_section(paths[key]) for key in settings.order if key in paths}
    return Narrative(folder, settings, read_facts(folder / "facts.toml"), sections)


def render_html(section: Section, figures: FigureSet, facts: Mapping[str, Fact]) -> str:
    """The section's Markdown as HTML, every placeholder filled from the figures and facts and nothing else.

    Each printed number stands in <span class="figure" data-figure="KEY"> (or class "fact", data-fact="ID"), with
    data-part for anything but the value. Raises Refusal, with file and line, for a key that isn't there.
    """
    name = section.path.name
    return prose.html(
        section.text, lambda wanted, line: fill(wanted, figures, facts, f"{name}, line {line}"), section.first_line
    )


def read_settings(path: Path) -> Settings:
    """Read statement.toml. Raises Refusal for a missing file, unknown keys and whatever isn't what it should be."""
    if not path.exists():
        raise Refusal(str(path), "is missing", "write it with title, issued, publisher and contact")
    table = reading.read_toml(reading.read_text(path), path)
    reading.refuse_unknown(table, [known.name for known in dataclasses.fields(Settings)], path.name)
    issued = reading.as_date(table.get("issued", ""))
    if issued is None:
        raise Refusal(path.name, "has no date of issue", "write issued = 2021-12-31")
    return Settings(
        issued=issued,
        order=tuple(str(key) for key in table.get("order", MEASURES)),
        headline=headlines(table.get("headline", {}), path.name),
        links={key: str(link) for key, link in table.get("links", {}).items()},
        **{key: text_of(table, key, path.name) for key in ("title", "publisher", "contact")},
        **{key: str(table.get(key, "")) for key in ("notice", "marking")},
    )


def headlines(table: Mapping[str, Any], name: str) -> dict[str, str]:
    for measure, which in table.items():
        if which not in HEADLINES:
            raise Refusal(name, f"the headline of {measure} can't be '{which}'", f"write one of {', '.join(HEADLINES)}")
    return dict(table)


def text_of(table: Mapping[str, Any], key: str, name: str) -> str:
    text = str(table.get(key, "")).strip()
    if not text:
        raise Refusal(name, f"has no {key}", f'write {key} = "…"')
    return text


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
    tables = reading.tables_of(table.get("source", []), "source", path)
    sources = []
    for one, line in zip(tables, reading.lines_of("source", front, lines_before=1), strict=False):
        place = f"{path.name}, line {line}"
        reading.refuse_unknown(one, ("title", "publisher", "date", "link"), place)
        rest = {key: str(one.get(key, "")).strip() for key in ("publisher", "date", "link")}
        sources.append(Source(title=text_of(one, "title", place), **rest))
    return tuple(sources)
