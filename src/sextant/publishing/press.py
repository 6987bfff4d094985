"""The press line: the figures' own sentences with both counts, both windows, verdict, completeness and source.

It is written as a narrative is, with placeholders, so that the claims check can judge it; then it is filled. Every
measure gets the same words whichever way its number went.
"""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Sequence
from pathlib import Path

from sextant.measures.definition import Definitions
from sextant.measures.figures import AsPublished, Figure, FigureSet
from sextant.publishing import words
from sextant.publishing.narrative import Narrative
from sextant.publishing.openness import withheld
from sextant.publishing.page import Head
from sextant.publishing.placeholders import PATTERN, fill, parse
from sextant.publishing.sections import Section
from sextant.publishing.sources import pair_source_line, source_line
from sextant.publishing.views import MeasureView

NOTHING_HELD = "No local number is held; the statement says why."
WIDTH = 100  # letters in a line of a plain text file


def press_line(
    head: Head,
    figures: FigureSet,
    measures: Sequence[MeasureView],
    narrative: Narrative | None,
    definitions: Definitions | None,
) -> str:
    """The press line as plain text. `figures` must be the public set."""
    embargo = narrative.settings.embargo if narrative else ""
    parts = [
        *([f"NOT FOR PUBLICATION BEFORE {embargo}"] if embargo else []),
        *([head.marking] if head.marking else []),
        *head.notices,
        f"{head.title}\n{figures.force_name}, {head.quarter}",
        figures.summary,
        *(_told(measure, figures, definitions) for measure in measures),
        "A clear rise, a clear fall or a change larger than usual is one that chance, or the usual variation of volume "
        "crime, would seldom make. “No clear change” does not mean that nothing changed.",
        f"Published by {head.publisher}. Issued {head.issued}. Edition of the figures {head.edition}. "
        f"Contact: {head.contact or 'not given'}.",
    ]
    return "\n\n".join("\n".join(_wrapped(part)) for part in parts) + "\n"


def press_section(measure: MeasureView, figures: FigureSet) -> Section:
    """What the press line says of one measure, as a narrative file would say it: for the claims check."""
    text = "\n".join(_sentences(measure))
    return Section(measure.note.key, Path("press.txt"), _quarter(figures), text, (), ())


def _told(measure: MeasureView, figures: FigureSet, definitions: Definitions | None) -> str:
    said = [PATTERN.sub(lambda found: fill(parse(found[1]), figures, {}).text, text) for text in _sentences(measure)]
    as_published = measure.figure.published if measure.figure and measure.published_first else None
    source = _source(measure.figure, as_published, figures, definitions) if measure.figure else ""
    lines = [measure.note.title.upper(), *said]
    if as_published:
        lines.append(f"As published by {as_published.source}{words.on_day(as_published.published_on)}.")
    return "\n".join([*lines, *([f"{source}."] if source else [])])


def _source(figure: Figure, pair: AsPublished | None, figures: FigureSet, definitions: Definitions | None) -> str:
    if pair:
        return pair_source_line(figure, pair, definitions, figures.made_up)
    return source_line(figure, definitions, figures.made_up)


def _sentences(measure: MeasureView) -> Iterator[str]:
    """The sentence that stands over the measure; where it is a comparison, counts, completeness and verdict as well."""
    figure = measure.figure
    if figure is None:
        yield NOTHING_HELD
        return
    key = f"{figure.key}.published" if measure.published_first else figure.key
    pair = figure.published if measure.published_first and figure.published else figure
    if withheld(figure) and pair is figure:
        yield f"This figure is {{{{ {key} }}}}."
        return
    yield f"{{{{ {key}.sentence }}}}"
    if pair.current.value is not None and pair.baseline.value is not None:
        yield f"Counted: {_count(key, '')}; {_count(key, 'baseline_')}."
    if measure.chip:
        yield f"Verdict: {{{{ {key}.verdict }}}}."
    if measure.published_first and figure.published and figure.published.reconciliation:
        yield f"{{{{ {key}.reconciliation }}}}"


def _count(key: str, part: str) -> str:
    """`19 in the 12 months to December 2021 (12 of 12 months)`, all of it as placeholders."""
    value = f"{key}.{part}".rstrip("._")
    parts = [value, f"{key}.{part}window", f"{key}.{part}completeness"]
    return "{} in the {} ({})".format(*(f"{{{{ {name} }}}}" for name in parts))


def _quarter(figures: FigureSet) -> str:
    return f"{figures.to.year}-Q{(figures.to.month + 2) // 3}"


def _wrapped(text: str) -> Iterator[str]:
    for line in text.split("\n"):
        yield from textwrap.wrap(line, WIDTH, break_long_words=False, break_on_hyphens=False) or [""]
