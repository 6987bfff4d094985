"""The pages as HTML: one set of templates, GOV.UK components by their macros, nothing undefined ever printed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from jinja2 import Environment, PackageLoader, PrefixLoader, StrictUndefined
from markupsafe import Markup

from sextant.evidence.verdicts import VerdictCode
from sextant.measures.figures import FigureSet
from sextant.publishing import standing, words
from sextant.publishing.narrative import Narrative
from sextant.publishing.sources import Attribution
from sextant.publishing.verdicts import MEANINGS, chip
from sextant.publishing.views import MeasureView

COMPONENTS = ("details", "generic-header", "skip-link", "summary-list", "table")
REPORTS = (
    ("peel", "Latest inspection report (HMICFRS PEEL)"),
    ("peel_summary", "Our summary of it"),
    ("complaints", "Quarterly complaints data (IOPC)"),
    ("complaints_annual", "Annual report on complaints (IOPC)"),
    ("complaints_narrative", "This body’s own account of complaints"),
)


@dataclass(frozen=True)
class Report:
    """A link or text that paragraphs 7B and 7C ask for; both empty when it has not been given yet."""

    name: str
    link: str
    text: str


@dataclass(frozen=True)
class Head:
    """What stands on every page: whose it is, which quarter, notices, marking, dates, the hash of the figures."""

    title: str
    publisher: str
    quarter: str
    windows: tuple[str, str]
    issued: str
    contact: str
    marking: str
    notices: tuple[str, ...]
    edition: str
    software: str
    definition: str
    corrections: tuple[str, ...] = ()

    @property
    def notice(self) -> str:
        return " ".join(self.notices)


def head_of(figures: FigureSet, narrative: Narrative | None, draft: str = "") -> Head:
    """The head of every page of one statement; `figures` must be the public set. `draft` is the notice of a draft."""
    settings = narrative.settings if narrative else None
    return Head(
        title=settings.title if settings else "National Crime and Policing Measures",
        publisher=settings.publisher if settings else figures.force_name,
        quarter=words.quarter_in_words(figures.to),
        windows=_windows(figures),
        issued=words.day_in_words(settings.issued if settings else None),
        contact=settings.contact if settings else "",
        marking=settings.marking if settings else "",
        notices=_notices(figures, draft, settings.notice if settings else ""),
        edition=words.short_hash(figures.sha256),
        software=figures.software,
        definition=figures.definition_title,
        corrections=settings.corrections if settings else (),
    )


def index_page(
    head: Head, figures: FigureSet, measures: list[MeasureView], narrative: Narrative | None, sources: list[Attribution]
) -> str:
    """The statement itself."""
    return _render(
        "index.html",
        head=head,
        figures=figures,
        measures=measures,
        reports=reports(narrative),
        sources=sources,
        nothing=chip(VerdictCode.NOT_AVAILABLE),
        verdicts=[(chip(code), MEANINGS[code]) for code in VerdictCode],
        symbols=words.SYMBOLS,
        standing=standing,
    )


def accessibility_page(head: Head) -> str:
    """How the statement meets WCAG 2.2 AA, what is known not to, and whom to tell."""
    return _render("accessibility.html", head=head)


def margins(head: Head) -> str:
    """The style sheet of this one statement: what stands in the margins of every printed sheet."""
    left = " · ".join(part for part in (head.publisher, head.title) if part)
    foot = f"{head.quarter} · issued {head.issued} · edition {head.edition}"
    return _environment().get_template("margins.css").render(left=_css(left), right=_css(head.marking), foot=_css(foot))


def _windows(figures: FigureSet) -> tuple[str, str]:
    first = next((figure for figure in figures.figures), None)
    if first is None:
        return f"to {figures.to.in_words}", f"to {figures.baseline_to.in_words}"
    return first.current.window.in_words, first.baseline.window.in_words


def _notices(figures: FigureSet, draft: str, more: str) -> tuple[str, ...]:
    invented = f"Made-up data: {figures.force_name} does not exist, and nothing here is about a real place or person."
    return tuple(text for text in (draft, invented if figures.made_up else "", more) if text)


def reports(narrative: Narrative | None) -> list[Report]:
    """What paragraphs 7B and 7C ask for, each with its link, its text, or neither yet."""
    given: Mapping[str, str] = narrative.settings.links if narrative else {}
    return [_report(name, given.get(key, "").strip()) for key, name in REPORTS]


def _report(name: str, given: str) -> Report:
    link = given if given.startswith(("https://", "http://")) else ""
    return Report(name, link, "" if link else given)


def _css(text: str) -> str:
    """Text as a string of CSS: quotes, backslashes and line ends as escapes, so that it can't end the string."""
    return '"' + "".join(f"\\{ord(c):x} " if c in '"\\\n\r\f<' else c for c in text) + '"'


def _render(name: str, **values: Any) -> str:
    return _environment().get_template(name).render(**values) + "\n"


@cache
def _environment() -> Environment:
    found = Environment(
        loader=PackageLoader("sextant.publishing", "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    found.filters |= {
        "number": words.number,
        "day": words.day_in_words,
        "completeness": words.completeness,
        "counted": words.counted,
        "on_day": words.on_day,
        "sentence_case": words.sentence_case,
        "span": lambda note: words.span_in_words(note.start, note.end),
        "short_hash": words.short_hash,
    }
    found.globals |= components(COMPONENTS)
    return found


def components(names: Iterable[str]) -> dict[str, Any]:
    """The GOV.UK macros of these components, by their own names.

    They ask freely for options that nobody gave, so they live in an environment of their own.
    """
    lenient = Environment(
        loader=PrefixLoader({"govuk_frontend_jinja": PackageLoader("govuk_frontend_jinja")}),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    modules = [lenient.get_template(f"govuk_frontend_jinja/components/{name}/macro.html").module for name in names]
    return {
        name: _safe(macro) for module in modules for name, macro in vars(module).items() if name.startswith("govuk")
    }


def _safe(macro: Any) -> Any:
    """The macro with its result marked as HTML, which it is."""
    return lambda params: Markup(macro(params))
