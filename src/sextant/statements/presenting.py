"""What the pages of a statement show: where each section stands, what can be put into a text, what may be done next."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from markupsafe import Markup

from sextant.access.models import User
from sextant.access.permissions import Permission as P
from sextant.access.policy import can, holds
from sextant.errors import Refusal
from sextant.measures.figures import FigureSet
from sextant.publishing.claims import Claim
from sextant.publishing.narrative import render_html
from sextant.publishing.placeholders import spoken_verdict, value_words
from sextant.statements import states
from sextant.statements.checks import Found, stops
from sextant.statements.document import document, narrative_of
from sextant.statements.models import TITLES, PublishedAction, QuotedFact, Section, Statement
from sextant.statements.tracked import Stale, left_in, unchanged

LOOKS = {
    states.DRAFT: "dashed",
    states.CHECKED: "outlined",
    states.SIGNED: "outlined",
    states.PUBLISHED: "solid",
    states.SUPERSEDED: "dashed",
    states.WITHDRAWN: "dashed",
    states.GIVEN_UP: "dashed",
}
RELATIVE = re.compile(r'\b(src|href)="(?!#|https?:|/|mailto:)([^"]+)"')


@dataclass(frozen=True)
class Standing:
    """One section on the statement's page."""

    section: Section
    title: str
    claims: list[Claim]
    comments: int
    unanswered: int
    promises: int
    stale: list[Stale]
    as_before: bool
    may_write: bool

    @property
    def stopping(self) -> int:
        return sum(stops(claim) for claim in self.claims)

    @property
    def told(self) -> int:
        return len(self.claims) - self.stopping

    @property
    def state(self) -> tuple[str, str]:
        """A word for the section and how settled it looks."""
        if not self.section.text.strip() and not self.promises:
            return "empty", "dashed"
        if self.stopping or self.unanswered or self.comments:
            return "to mend", "dashed"
        return ("to look at", "outlined") if self.told or self.stale else ("nothing against it", "solid")


@dataclass(frozen=True)
class Insertable:
    """A key that can be put into the text, with what it prints now."""

    written: str
    name: str
    prints: str


def earlier_of(row: Statement) -> Statement | None:
    """The edition that a text is compared with: the one it follows, else the last one the public saw before it."""
    if row.supersedes_id:
        return row.supersedes
    return Statement.objects.of(row.force).public().filter(quarter__lt=row.quarter).first()


def last_quarters(row: Statement) -> Statement | None:
    """The earlier edition whose dates and sentences should not stand here any more: another quarter's, else None."""
    return None if row.supersedes_id else earlier_of(row)


def standings(row: Statement, user: User, found: Found) -> list[Standing]:
    """The six sections in their order."""
    sections = {each.measure: each for each in row.sections.select_related("writer")}
    before = _texts(last_quarters(row))
    promises = list(row.promises.all())
    comments = list(row.comments.filter(resolved_at=None).values_list("measure", flat=True))
    return [_standing(sections[measure], user, found, before.get(measure), promises, comments) for measure in row.order]


def palette(figures: FigureSet, measure: str) -> list[Insertable]:
    """The figures of a measure, each with its value, its baseline, its verdict and its sentence as keys."""
    found: list[Insertable] = []
    for figure in sorted(
        figures.of_measure(measure), key=lambda each: (each.current.value is None, each.role != "headline")
    ):
        if figure.disclosure.state == "open":
            parts = {
                "": value_words(figure.current).text,
                ".baseline": value_words(figure.baseline).text,
                ".window": figure.current.window.in_words,
                ".baseline_window": figure.baseline.window.in_words,
                ".verdict": spoken_verdict(figure.verdict),
                ".sentence": figure.sentence,
            }
            found += [Insertable(f"{{{{ {figure.key}{part} }}}}", figure.name, words) for part, words in parts.items()]
        else:
            found.append(Insertable(f"{{{{ {figure.key} }}}}", figure.name, "withheld"))
    return found


def facts_palette(facts: Iterable[QuotedFact]) -> list[Insertable]:
    """The quoted facts as keys."""
    held = "held back: "
    return [
        Insertable(f"{{{{ fact.{fact.name} }}}}", fact.publisher, held + fact.hold if fact.hold else fact.value)
        for fact in facts
    ]


def preview(row: Statement, measure: str, text: str, figures: FigureSet) -> str:
    """One section's text as the public would read it; why not, where it can't be drawn."""
    try:
        with narrative_of(document(row, with_figures=False, texts={measure: text})) as narrative:
            section = narrative.sections.get(measure)
            return Markup(render_html(section, figures, narrative.facts)) if section else Markup("")
    except Refusal as refusal:
        return Markup('<p class="govuk-body">{}</p>').format(f"Can’t be shown yet. {refusal}")


def inside(folder: Path, base: str) -> Markup:
    """The statement within its page, to stand inside one of ours: links lead to `base`, headings go one deeper."""
    page = (folder / "index.html").read_text("utf-8")
    found = re.search(r"<main\b[^>]*>(.*)</main>", page, re.S)
    notices = "".join(re.findall(r'<div class="sx-notice".*?</div>\s*</div>', page, re.S))
    notices = notices.replace('aria-label="Notice"', 'aria-label="Notice of the statement"')
    if found is None:
        raise Refusal("index.html", "is no page of a statement", "have the pages built again")
    body = RELATIVE.sub(lambda link: f'{link[1]}="{base}{link[2]}"', notices + found[1])
    deeper = re.sub(r"<(/?)h([1-5])\b", lambda tag: f"<{tag[1]}h{int(tag[2]) + 1}", body)
    return Markup(deeper)


def allowed(user: User, row: Statement) -> dict[str, bool]:
    """What this person may do next with this statement, role and state taken together."""
    making, public = row.in_the_making, row.state in states.PUBLIC
    own = making and row.hands.filter(by=user).exists()
    return {
        "edit": making and any(can(user, each, row) for each in _EDITORS),
        "figures": making and any(can(user, each, row) for each in (P.STATEMENT_CHECK, P.NARRATIVE_WRITE)),
        "comment": making and can(user, P.STATEMENT_COMMENT, row),
        "check": row.state == states.DRAFT and can(user, P.STATEMENT_CHECK, row),
        "sign": row.state == states.CHECKED and can(user, P.STATEMENT_SIGN, row),
        "own": own,
        "publish": row.state == states.SIGNED and can(user, P.STATEMENT_PUBLISH, row),
        "send_back": row.state == states.SIGNED and any(can(user, each, row) for each in _JUDGES),
        "give_up": making and any(can(user, each, row) for each in _FOLLOWERS),
        "withdraw": row.state == states.PUBLISHED and can(user, P.STATEMENT_PUBLISH, row),
        "take_down": row.state in states.PAST and can(user, P.STATEMENT_PUBLISH, row) and not row.taken_down,
        "follow": public and row.state != states.SUPERSEDED and any(can(user, each, row) for each in _FOLLOWERS),
        "make": making and can(user, P.RECORDS_LOAD),
        "hold": any(holds(user, each) for each in _JUDGES),
    }


_EDITORS = (P.STATEMENT_CHECK, P.STATEMENT_PUBLISH, P.NARRATIVE_WRITE)
_FOLLOWERS = (P.STATEMENT_PUBLISH, P.STATEMENT_CHECK)
_JUDGES = (P.STATEMENT_SIGN, P.STATEMENT_PUBLISH)


def _texts(row: Statement | None) -> dict[str, str]:
    return dict(row.sections.values_list("measure", "text")) if row else {}


def _standing(
    section: Section,
    user: User,
    found: Found,
    before: str | None,
    promises: list[PublishedAction],
    comments: list[str],
) -> Standing:
    own = [each for each in promises if each.measure == section.measure]
    old = before or ""
    return Standing(
        section=section,
        title=TITLES[section.measure],
        claims=found.of(section.measure),
        comments=comments.count(section.measure),
        unanswered=sum(each.unanswered for each in own),
        promises=len(own),
        stale=left_in(old, section.text),
        as_before=bool(old.strip()) and unchanged(old, section.text),
        may_write=can(user, P.NARRATIVE_WRITE, section),
    )


def word_of(row: Statement) -> dict[str, Any]:
    """A statement's state as a word with its look."""
    return {"word": "released" if row.scheduled else states.STATES[row.state], "look": LOOKS[row.state]}
