"""What people write around the figures: a folder with statement.toml, facts.toml and one Markdown file a measure."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from sextant.errors import Refusal
from sextant.measures.figures import FigureSet
from sextant.measures.order import SIX
from sextant.publishing import facts as reading
from sextant.publishing import prose
from sextant.publishing.facts import Fact, read_facts
from sextant.publishing.placeholders import fill
from sextant.publishing.sections import STATES, Action, Section, Source, read_section, text_of

__all__ = [
    "MEASURES",
    "STATES",
    "Action",
    "Narrative",
    "Section",
    "Settings",
    "Source",
    "read_narrative",
    "read_section",
    "read_settings",
    "render_html",
]

MEASURES = tuple(SIX)
HEADLINES = ("measured", "published")


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
    embargo: str = ""  # as the press line prints it: "9.30 am on 31 January 2022"
    corrections: tuple[str, ...] = ()  # what earlier editions of this quarter said otherwise, one sentence or two each


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
        corrections=tuple(str(each) for each in table.get("corrections", ())),
        headline=headlines(table.get("headline", {}), path.name),
        links={key: str(link) for key, link in table.get("links", {}).items()},
        **{key: text_of(table, key, path.name) for key in ("title", "publisher", "contact")},
        **{key: str(table.get(key, "")) for key in ("notice", "marking", "embargo")},
    )


def headlines(table: Mapping[str, Any], name: str) -> dict[str, str]:
    for measure, which in table.items():
        if which not in HEADLINES:
            raise Refusal(name, f"the headline of {measure} can't be '{which}'", f"write one of {', '.join(HEADLINES)}")
    return dict(table)
