"""From a home and a quarter to the statement's folder: figures, narrative, claims, pages."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from sextant.config import Home
from sextant.measures import FigureSet, figure_set, load_definitions, store
from sextant.measures.definition import DEFAULT
from sextant.measures.publications import problems_with_earlier
from sextant.periods import parse_quarter
from sextant.publishing.claims import Claim, check_narrative
from sextant.publishing.claims.blocking import blocking, draft_notice, refuse
from sextant.publishing.narrative import read_narrative
from sextant.publishing.statement import build


@dataclass(frozen=True)
class BuiltStatement:
    """What was written, from which figures, and what somebody should look at before it is published."""

    figures: FigureSet
    files: Sequence[dict[str, Any]]
    problems: Sequence[str]
    press: str


def build_for(
    home: Home,
    *,
    force: str,
    quarter: str,
    out: Path,
    narrative: Path | None = None,
    baseline: str | None = None,
    definitions: str = DEFAULT,
    editions: Sequence[str] = (),
    as_of: date | None = None,
    switches: Sequence[str] = (),
    draft: bool = False,
) -> BuiltStatement:
    """Build the statement of a quarter into `out`.

    Raises Refusal for wrong use, and, before anything is written to `out`, for claims that the figures don't bear out.
    With `draft` such a statement is built all the same, and each of its pages and files says what it is.
    """
    figures = figure_set(
        home,
        force=force,
        to=str(parse_quarter(quarter)),
        baseline=baseline,
        definitions=definitions,
        editions=editions,
        as_of=as_of,
        switches=switches,
    )
    stored = store(figures, home.figures)
    told = read_narrative(narrative) if narrative else None
    claims = check_narrative(told, figures) if told else []
    blocked = blocking(claims)
    if narrative and not draft:
        refuse(blocked, narrative, stored)
    defined = load_definitions(definitions, home.definitions)
    built = build(figures, told, out, definitions=defined, draft=draft_notice(blocked))
    problems = [*built.problems, *(_told(claim) for claim in claims), *problems_with_earlier(home, figures, defined)]
    return BuiltStatement(figures, built.files, problems, built.press)


def _told(claim: Claim) -> str:
    return f"{claim.file}, line {claim.line}: {claim.message}"
