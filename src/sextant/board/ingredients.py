"""What the pages of one set of figures are made of."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sextant.board.beside import Beside
from sextant.board.standing import Standing
from sextant.measures.definition import Definitions
from sextant.measures.figures import Figure, FigureSet
from sextant.measures.robustness import Robustness
from sextant.publishing.views import MeasureView

Page = dict[str, Any]


@dataclass(frozen=True)
class Plotted:
    """A series with its control chart as a page shows it, the small chart of the board, and words beside that."""

    control: Page
    spark: str
    spark_words: str


@dataclass(frozen=True)
class Ingredients:
    """What the pages of one set are made of. `figures` is the full set, `views` those of the same set inside."""

    figures: FigureSet
    views: Sequence[MeasureView]
    definitions: Definitions
    plotted: Mapping[str, Plotted]  # by measure
    beside: Mapping[str, Beside]  # by measure
    districts: Sequence[Figure]
    robust: Sequence[Robustness]
    standings: Sequence[Standing]
    foot: str
    persons: frozenset[str]  # kinds of record that are about people
