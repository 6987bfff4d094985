"""The rows of the table of all figures: each figure as measured, and where one was published before, that pair too."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Literal

from sextant.measures.figures import AsPublished, Disclosure, Figure, FigureSet

HEADLINE, SUPPORTING = "headline", "supporting"


@dataclass(frozen=True)
class FigureRow:
    """A figure with its counts as `basis` tells: measured from the records, or as `pair`'s publisher gave them."""

    figure: Figure
    basis: Literal["measured", "published"]
    role: str
    pair: AsPublished | None = None


def figure_rows(figures: FigureSet, published_first: frozenset[str]) -> list[FigureRow]:
    """The rows in the order of the set; of a pair the one that the page shows first stands first.

    `published_first` holds the measures whose published pair is the page's headline. `figures` must be the public set.
    """
    leads = {note.headline for note in figures.measures if note.key in published_first}
    return [row for figure in figures.figures for row in _rows(figure, figure.key in leads)]


def _rows(figure: Figure, published_leads: bool) -> Iterator[FigureRow]:
    pair = figure.published
    if pair is None:
        yield FigureRow(figure, "measured", figure.role)
        return
    beside = SUPPORTING if figure.role == HEADLINE else figure.role
    measured = FigureRow(figure, "measured", beside if published_leads else figure.role)
    published = FigureRow(_given(figure, pair), "published", figure.role if published_leads else beside, pair)
    yield from (published, measured) if published_leads else (measured, published)


def _given(figure: Figure, pair: AsPublished) -> Figure:
    """The figure as it was published. What has been published is open, whatever is withheld of our own count."""
    return replace(
        figure,
        current=pair.current,
        baseline=pair.baseline,
        change=pair.change,
        verdict=pair.verdict,
        sentence=pair.sentence,
        origin=pair.origin,
        disclosure=Disclosure("open"),
        series=(),
        notes=(),
    )
