"""What keeps a statement from being put forward: claims the figures don't bear out, unanswered promises, disclosure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from sextant.errors import Refusal
from sextant.measures.figures import FigureSet
from sextant.measures.publications import releases_before
from sextant.measures.releases import leaks
from sextant.publishing.claims import Claim, check_narrative
from sextant.publishing.claims.blocking import BLOCKING
from sextant.publishing.page import REPORTS
from sextant.statements.commenting import open_comments
from sextant.statements.definitions import definitions_of
from sextant.statements.document import document, narrative_of
from sextant.statements.letters import letter_faults
from sextant.statements.models import Comment, Statement
from sextant.statements.owed import overtaken, owed
from sextant.web.workspace import home

# In the workspace an action without a day, a post or a state does not pass either, nor a figure that is not there.
STOPPING = BLOCKING | {
    "action-undated",
    "action-ownerless",
    "action-names-a-person",
    "action-state",
    "unknown-placeholder",
    "unprintable",
}


@dataclass(frozen=True)
class Found:
    """What was found. `faults` are sentences about the whole; `unreadable` says why nothing could be checked."""

    claims: Sequence[Claim] = ()
    faults: Sequence[str] = ()
    unreadable: str = ""
    told: Sequence[str] = field(default=())
    comments: Sequence[Comment] = ()  # that nobody has resolved

    @property
    def stopping(self) -> list[Claim]:
        return [claim for claim in self.claims if stops(claim)]

    @property
    def passes(self) -> bool:
        return not (self.stopping or self.faults or self.unreadable or self.comments)

    def of(self, measure: str) -> list[Claim]:
        """The claims of one measure's section."""
        return [claim for claim in self.claims if Path(claim.file).stem == measure]


def stops(claim: Claim) -> bool:
    """Whether a statement with this claim may not be put forward."""
    return claim.rule in STOPPING


def check(statement: Statement, figures: FigureSet | None = None, texts: dict[str, str] | None = None) -> Found:
    """Check the text against its figures (or others), with `texts` in the stead of what is saved."""
    try:
        used = figures or statement.figures()
        with narrative_of(document(statement, with_figures=False, texts=texts)) as narrative:
            return Found(tuple(check_narrative(narrative, used)))
    except Refusal as refusal:
        return Found(unreadable=str(refusal))


def check_whole(statement: Statement) -> Found:
    """Everything that has to hold before a statement is put forward as checked."""
    found = check(statement)
    faults = [*_unanswered(statement), *_unset(statement), *_unprintable(statement)]
    faults += [] if found.unreadable else _judged(statement)
    asked = open_comments(statement)
    return Found(found.claims, tuple(faults), found.unreadable, tuple(_told(statement)), asked)


def _judged(statement: Statement) -> list[str]:
    """Disclosure, and whether the document can be put together at all; why not, where it can't."""
    try:
        document(statement)
        return disclosure_faults(statement)
    except Refusal as refusal:
        return [str(refusal).rstrip(".")]


def disclosure_faults(statement: Statement) -> list[str]:
    """Hidden counts that this statement gives away beside those published before it; what can't be judged."""
    figures = statement.figures()
    earlier, missing = releases_before(home(), figures)
    return [*leaks(figures, earlier, definitions_of(figures)).sentences, *missing]


def _unanswered(statement: Statement) -> list[str]:
    """What nobody has come back to; what stands here without need, or not yet, is put right in one way."""
    bring_in = "bring in the actions as they stand today"
    gone = overtaken(statement)
    rows = [each for each in statement.promises.all() if each.unanswered and each not in gone]
    silent = [f"nothing is said yet of “{row.wording}”" for row in rows]
    elsewhere = [f"another statement has answered “{row.wording}” since: {bring_in} to leave it out" for row in gone]
    lacking = [
        f"“{row.wording}”, promised for {row.statement.quarter_in_words}, has not come back: {bring_in}"
        for row in owed(statement)
    ]
    return [f"what we said, what happened: {fault}" for fault in (*silent, *elsewhere, *lacking)]


def _unset(statement: Statement) -> list[str]:
    return [] if statement.announced_at else ["no announced time is given: settings of the statement"]


def _unprintable(statement: Statement) -> list[str]:
    """Letters that the PDF lacks; why nobody can tell, where the typesetter can't be asked."""
    try:
        return letter_faults(statement)
    except Refusal as refusal:
        return [str(refusal).rstrip(".")]


def _told(statement: Statement) -> list[str]:
    """What should be looked at and does not stop the statement."""
    return [f"{name}: not given yet" for key, name in REPORTS if not statement.links.get(key)]
