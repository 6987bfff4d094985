"""One measure as its part of the page shows it, put together from figures, charts and narrative."""

from __future__ import annotations

from dataclasses import dataclass

from markupsafe import Markup

from sextant.measures.definition import Definitions
from sextant.measures.figures import AsPublished, Figure, FigureSet, MeasureNote, Note, WindowValue
from sextant.measures.order import in_order
from sextant.publishing.blocks import ChartBlock, chart_blocks
from sextant.publishing.charts.measure import spark
from sextant.publishing.narrative import Action, Narrative, Section, Source, render_html
from sextant.publishing.openness import withheld
from sextant.publishing.sources import Fact, pair_source_line, provenance, published_provenance, source_line
from sextant.publishing.tables import Cell, cell, published_cell
from sextant.publishing.verdicts import PageChip, chip_of


@dataclass(frozen=True)
class Count:
    """One of the two large numbers: the window in months, the number, how whole the records are."""

    part: WindowValue
    cell: Cell


@dataclass(frozen=True)
class Row:
    """A figure in the table of supporting figures."""

    figure: Figure
    now: Cell
    then: Cell
    chip: PageChip | None
    data: str

    @property
    def tells_why(self) -> bool:
        """Numbers that are withheld, lacking, a share or not comparable need their sentence beside them."""
        untold = self.chip is not None and self.chip.shape == "unequal"
        return withheld(self.figure) or self.now.value is None or self.figure.counting == "share" or untold


@dataclass(frozen=True)
class Caution:
    """What may mislead: a note, its letter in the chart, and whose figure it concerns when not the headline’s."""

    note: Note
    letter: str = ""
    concerns: str = ""


@dataclass(frozen=True)
class MeasureView:
    """Everything the part of one measure holds, in the order it is read."""

    note: MeasureNote
    figure: Figure | None
    published_first: bool
    lead: str
    chip: PageChip | None
    counts: tuple[Count, ...]
    main: ChartBlock | None
    second: ChartBlock | None
    spark: Markup | None
    cautions: tuple[Caution, ...]
    narrative: Markup | None
    actions: tuple[Action, ...]
    sources: tuple[Source, ...]
    rows: tuple[Row, ...]
    missing: tuple[str, ...]
    facts: tuple[Fact, ...]
    published_facts: tuple[Fact, ...]

    @property
    def beside(self) -> list[tuple[str, Cell, Cell, PageChip | None]]:
        """As published beside as known now: whose number, now, then, chip."""
        if self.figure is None or self.figure.published is None:
            return []
        pair, known = self.figure.published, self.figure
        named = (f"As published: {pair.source}", f"As known now: {known.origin.publisher}")
        return [
            (named[0], published_cell(pair.current), published_cell(pair.baseline), chip_of(pair)),
            (named[1], cell(known, known.current), cell(known, known.baseline), chip_of(known)),
        ]


def measure_views(
    figures: FigureSet,
    narrative: Narrative | None,
    definitions: Definitions | None,
    notice: str,
    sparks: bool = True,
) -> list[MeasureView]:
    """The measures in the order the narrative gives, else the national one. `figures` must be the public set.

    Without `sparks` the small charts are not drawn: the workspace's board has its own.
    """
    by_key = {note.key: note for note in figures.measures}
    order = in_order(by_key, narrative.settings.order if narrative else ())
    return [_view(by_key[key], figures, narrative, definitions, notice, sparks) for key in order]


def _view(
    note: MeasureNote,
    figures: FigureSet,
    narrative: Narrative | None,
    definitions: Definitions | None,
    notice: str,
    sparks: bool,
) -> MeasureView:
    figure = figures.figure(note.headline) if note.headline else None
    pair = figure.published if figure else None
    first = bool(pair) and narrative is not None and narrative.settings.headline.get(note.key) == "published"
    head = pair if first else figure
    foot = f"{source_line(figure, definitions, figures.made_up)}. {notice}".strip() if figure else ""
    both = (
        f"{pair_source_line(figure, pair, definitions, figures.made_up)}. {notice}".strip() if figure and pair else ""
    )
    main, second = chart_blocks(note, figure, first, foot, both)
    section = narrative.sections.get(note.key) if narrative else None
    rows = tuple(_row(each) for each in figures.of_measure(note.key) if each is not figure and _in_table(each, figure))
    told = {row.figure.sentence for row in rows}
    return MeasureView(
        note=note,
        figure=figure,
        published_first=first,
        lead=head.sentence if head else _nothing_held(note),
        chip=chip_of(head) if head else None,
        counts=_counts(figure, pair if first else None),
        main=main,
        second=second,
        spark=_spark(figure) if sparks and not first else None,
        cautions=tuple(_cautions(figure, figures, note, main, second)),
        narrative=_words(section, figures, narrative),
        actions=section.actions if section else (),
        sources=section.sources if section else (),
        rows=rows,
        missing=() if figure is None else tuple(text for text in note.missing if text not in told),
        facts=tuple(provenance(figure, definitions, figures.made_up)) if figure else (),
        published_facts=tuple(published_provenance(pair)) if pair else (),
    )


def _nothing_held(note: MeasureNote) -> str:
    return " ".join(note.missing) or "No local number is held for this measure."


def _counts(figure: Figure | None, pair: AsPublished | None) -> tuple[Count, ...]:
    if pair:
        return tuple(Count(part, published_cell(part)) for part in _parts(pair))
    if figure is None or figure.counting == "none":
        return ()
    return tuple(Count(part, cell(figure, part)) for part in _parts(figure))


def _parts(figure: Figure | AsPublished) -> tuple[WindowValue, WindowValue]:
    return figure.current, figure.baseline


def _spark(figure: Figure | None) -> Markup | None:
    drawn = spark(figure) if figure and not withheld(figure) and figure.series else None
    return Markup(drawn) if drawn else None


def _cautions(
    figure: Figure | None, figures: FigureSet, note: MeasureNote, *blocks: ChartBlock | None
) -> list[Caution]:
    """The headline's notes first, then those of other figures of the measure that the headline does not have."""
    letters = {marked.note: marked.letter for block in blocks if block for marked in block.chart.marks}
    found = {each: Caution(each, letters.get(each, "")) for each in (figure.notes if figure else ())}
    names: dict[Note, list[str]] = {}
    for other in figures.of_measure(note.key):
        if other.current.value is None and not withheld(other):
            continue
        for each in other.notes:
            if each not in found:
                names.setdefault(each, []).append(other.name)
    return [*found.values(), *(Caution(each, concerns=", ".join(whose)) for each, whose in names.items())]


def _words(section: Section | None, figures: FigureSet, narrative: Narrative | None) -> Markup | None:
    if section is None or narrative is None or not section.text.strip():
        return None
    return Markup(render_html(section, figures, narrative.facts))


def _in_table(each: Figure, headline: Figure | None) -> bool:
    """Where a measure has no headline, the sentence on top already says what is not held."""
    return headline is not None or each.counting != "none"


def _row(figure: Figure) -> Row:
    data = f"data/{figure.key}.csv" if figure.series else "data/figures.csv"
    return Row(figure, cell(figure, figure.current), cell(figure, figure.baseline), chip_of(figure), data)
