"""The check itself: every sentence of every file by every rule."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from sextant.errors import Refusal
from sextant.measures.figures import FigureSet
from sextant.publishing.claims.actions import action_faults
from sextant.publishing.claims.banned import banned_word
from sextant.publishing.claims.bound import fact_held, unknown_placeholder, withheld
from sextant.publishing.claims.causes import cause
from sextant.publishing.claims.claim import Claim, Finding, Findings
from sextant.publishing.claims.direction import direction
from sextant.publishing.claims.identifying import identifying_detail
from sextant.publishing.claims.known import Knowledge, know
from sextant.publishing.claims.letters import letter_claims
from sextant.publishing.claims.numbers import unbound_number
from sextant.publishing.claims.page import Page
from sextant.publishing.claims.percentages import percentage
from sextant.publishing.claims.phrases import phrase
from sextant.publishing.claims.promises import promise
from sextant.publishing.claims.quantity import quantity
from sextant.publishing.claims.sentences import Sentence
from sextant.publishing.claims.stale import stale, stale_quarter
from sextant.publishing.facts import Fact, read_facts, read_text
from sextant.publishing.narrative import Narrative, Settings, read_narrative, read_section, read_settings

Rule = Callable[[Sentence, Page], Findings]
ON_ACTIONS: tuple[Rule, ...] = (direction, quantity, percentage, cause, banned_word, identifying_detail)
ON_TEXT: tuple[Rule, ...] = (
    unknown_placeholder,
    fact_held,
    withheld,
    unbound_number,
    *ON_ACTIONS,
    stale,
    promise,
    phrase,
)


def check(
    files: Iterable[Path], figures: FigureSet | Mapping[str, Any], facts: Mapping[str, Fact] | None = None
) -> list[Claim]:
    """The claims of narrative files, or whole narrative folders, that the figures don't bear out, in reading order.

    `figures` is a set or the JSON that `measures --json` or a stored set holds. Facts and settings are read from
    facts.toml and statement.toml beside each file unless `facts` are given. Raises Refusal for what can't be read.
    """
    known = know(figures)
    return [claim for path in files for page in pages(path, known, facts) for claim in page_claims(page)]


def check_narrative(narrative: Narrative, figures: FigureSet | Mapping[str, Any]) -> list[Claim]:
    """The claims of a narrative that has been read already."""
    known = know(figures)
    return [claim for page in pages_of(narrative, known, narrative.facts) for claim in page_claims(page)]


def pages(path: Path, known: Knowledge, facts: Mapping[str, Fact] | None) -> list[Page]:
    """What one path given to the check stands for: a folder's sections, or one file with what lies beside it."""
    if path.is_dir() and (path / "statement.toml").exists():
        narrative = read_narrative(path)
        return pages_of(narrative, known, narrative.facts if facts is None else facts)
    if path.is_dir():
        texts = [one for one in sorted(path.glob("*.md")) if one.stem.lower() != "readme"]
        if not texts:
            raise Refusal(str(path), "holds no narrative", "give a folder with one Markdown file a measure")
        return [page for one in texts for page in pages(one, known, facts)]
    if not path.exists():
        raise Refusal(str(path), "is not there", "give a Markdown file or a narrative folder")
    beside = path.parent / "statement.toml"
    settings = read_settings(beside) if beside.exists() else None
    facts = read_facts(path.parent / "facts.toml") if facts is None else facts
    return [page_of(read_section(path, strict=False), known, facts, settings)]


def pages_of(narrative: Narrative, known: Knowledge, facts: Mapping[str, Fact]) -> list[Page]:
    return [page_of(section, known, facts, narrative.settings) for section in narrative.sections.values()]


def page_of(section: Any, known: Knowledge, facts: Mapping[str, Fact], settings: Settings | None) -> Page:
    published = [measure for measure, which in (settings.headline if settings else {}).items() if which == "published"]
    return Page(section, known, facts, frozenset(published), settings.issued if settings else None)


def page_claims(page: Page) -> Iterator[Claim]:
    """All claims of one file by line."""
    found = {*quarter_claims(page), *action_claims(page), *letter_claims(page)}
    for sentence in page.sentences:
        found |= {claim_of(one, sentence, page) for rule in ON_TEXT for one in rule(sentence, page)}
    for sentence in page.action_sentences:
        found |= {claim_of(one, sentence, page) for rule in ON_ACTIONS for one in rule(sentence, page)}
    return iter(sorted(found, key=lambda claim: (claim.line, claim.rule, claim.message)))


def claim_of(found: Finding, sentence: Sentence, page: Page) -> Claim:
    line = sentence.line_at(found.at)
    return Claim(str(page.section.path), line, sentence.shown, found.rule, found.message)


def quarter_claims(page: Page) -> Iterator[Claim]:
    if fault := stale_quarter(page):
        lines = read_text(page.section.path).splitlines()
        line = next((n for n, text in enumerate(lines, start=1) if text.strip().startswith("quarter")), 1)
        yield Claim(str(page.section.path), line, lines[line - 1].strip(), "stale", fault)


def action_claims(page: Page) -> Iterator[Claim]:
    for action in page.section.actions:
        for rule, message in action_faults(action, page):
            yield Claim(str(page.section.path), action.line, action.what, rule, message)
