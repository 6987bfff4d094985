"""Areas beside each other: other forces as a funnel, and the districts of a measure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from sextant.board.beside import PLACES, Beside, ratio
from sextant.board.beside import words as beside_words
from sextant.board.drawings.funnel import funnel_chart
from sextant.board.ingredients import Ingredients, Page
from sextant.board.inside import OPEN, told
from sextant.board.parts import chart_page, chip
from sextant.measures.figures import Figure, WindowValue
from sextant.publishing.tables import cell
from sextant.publishing.verdicts import chip_of
from sextant.publishing.words import number, sentence_case


def beside_page(found: Beside | None, foot: str) -> Page | None:
    """The force beside the others, as a funnel."""
    if found is None:
        return None
    rows = [
        [
            point.name,
            *(f"{count:,}" for count in found.counts[point.name]),
            _ratio(point.value),
            sentence_case(PLACES[point.position]),
        ]
        for point in found.funnel.points
    ]
    heads = ["Force", "Now", "Then", "Ratio", "Place by its limits"]
    return {
        "name": found.figure.name,
        "words": beside_words(found),
        "left_out": list(found.left_out),
        "own": found.body.name,
        "block": {"chart": chart_page(funnel_chart(found, foot)), "head": heads, "table": rows},
    }


def _ratio(share: float) -> str:
    value = ratio(share)
    return "no limit" if value is None else f"{value:.2f}"


def districts_page(measure: str, figure: Figure | None, made: Ingredients) -> Page | None:
    """The districts of the headline, or of the first figure of the measure that has any."""
    own = [each for each in made.districts if each.measure == measure and each.area]
    keys = dict.fromkeys(each.key for each in own)
    key = figure.key if figure and figure.key in keys else next(iter(keys), None)
    chosen = sorted((each for each in own if each.key == key), key=lambda each: str(each.area))
    if not chosen:
        return None
    return {
        "key": key,
        "name": chosen[0].name,
        "kind": chosen[0].origin.kind,
        "headline": figure is not None and key == figure.key,
        "limits": any(told(each).limits for each in chosen),
        "told": _alike([told(each).as_json() for each in chosen]),
        "rows": [_area(each) for each in chosen],
    }


def _alike(states: Sequence[Page]) -> Page | None:
    """The one state that all districts share, to be said once; None where they differ."""
    return states[0] if all(each == states[0] for each in states) else None


def _area(each: Figure) -> Page:
    shown = _opened(each)
    return {
        "area": each.area,
        "now": _shown(shown, shown.current),
        "then": _shown(shown, shown.baseline),
        "chip": chip(chip_of(shown)),
        "disclosure": told(each).as_json(),
    }


def _opened(figure: Figure) -> Figure:
    return replace(figure, disclosure=OPEN)


def _shown(figure: Figure, part: WindowValue) -> str:
    found = cell(figure, part)
    return found.words + (
        f" of {number(part.denominator)}" if part.denominator is not None and found.value is not None else ""
    )
