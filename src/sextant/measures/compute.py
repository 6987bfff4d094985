"""All figures of a force, from a lake and a definitions file."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sextant import __version__, evidence
from sextant.measures.asks import Ask
from sextant.measures.definition import Definitions
from sextant.measures.districts import with_districts_open
from sextant.measures.figures import Figure, FigureSet
from sextant.measures.headlines import headline_tests, look_of_year, measure_note, with_holm, with_roles
from sextant.measures.making import FigureMaker
from sextant.measures.series import Reader


def compute(ask: Ask, definitions: Definitions, reader: Reader) -> FigureSet:
    """Every figure that the definitions name, each with its verdict, provenance and disclosure state."""
    maker = FigureMaker(ask, definitions, reader)
    wanted = [each for each in definitions.figures if not each.only_if_held or reader.holds(each, ask.body.slug)]
    figures = [maker.figure(each) for each in wanted]
    if ask.districts:
        figures += [maker.figure(each, area) for each in wanted for area in maker.districts(each)]
        figures = with_districts_open(figures, definitions)
    measures = [measure_note(measure, figures) for measure in definitions.measures]
    figures = with_holm(with_roles(figures, measures), measures)
    return FigureSet(
        force=ask.body.slug,
        force_name=ask.body.name,
        made_up=ask.body.made_up,
        to=ask.to,
        baseline_to=ask.baseline_to,
        definition=definitions.name,
        definition_title=definitions.title,
        definition_sha256=definitions.sha256,
        measures=tuple(measures),
        figures=tuple(figures),
        editions=tuple(_editions(figures, reader)),
        summary=evidence.summary_sentence(headline_tests(figures, measures), look_of_year(ask.to)),
        headlines_tested=sum(p is not None for _, p in headline_tests(figures, measures)),
        look=look_of_year(ask.to),
        software=f"sextant {__version__}",
    )


def _editions(figures: Sequence[Figure], reader: Reader) -> list[dict[str, Any]]:
    """What the audit bundle says of every edition that a figure was read from."""
    names = {name for figure in figures for name in figure.origin.editions}
    names |= {name for figure in figures if figure.published for name in figure.published.origin.editions}
    return [
        {
            "id": edition.id,
            "kind": edition.kind,
            "edition_date": edition.edition_date.isoformat(),
            "dated_by": edition.dated_by,
            "sha256": edition.sha256,
            "files": [dict(file) for file in edition.files],
            "rows_read": edition.rows_read,
            "rows_accepted": edition.rows_accepted,
            "rows_quarantined": edition.rows_quarantined,
            "reasons": dict(edition.reasons),
            "mapping_sha256": edition.mapping_sha256,
        }
        for edition in (reader.editions[name] for name in sorted(names))
    ]
