"""Do published sentences still hold? Each published headline made again from what is known now, for its own windows."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from sextant.board.published import Published
from sextant.measures.figures import Figure, FigureSet, WindowValue
from sextant.publishing.words import number


@dataclass(frozen=True)
class Standing:
    """One published headline beside the same figure as known now."""

    measure: str
    key: str
    name: str
    published_on: str
    where: str
    to: str
    windows: tuple[str, str]
    was: tuple[str, str]  # now and then, as published
    known: tuple[str, str]  # the same windows, as known now
    verdicts: tuple[str, str]
    sentences: tuple[str, str]

    @property
    def holds(self) -> bool:
        return self.was == self.known and self.verdicts[0] == self.verdicts[1]

    @property
    def verdict_holds(self) -> bool:
        return self.verdicts[0] == self.verdicts[1]

    def as_json(self) -> dict[str, Any]:
        plain = {key: list(value) if isinstance(value, tuple) else value for key, value in vars(self).items()}
        return plain | {"holds": self.holds, "verdict_holds": self.verdict_holds}


def standings(published: Sequence[Published], make: Callable[[FigureSet], FigureSet]) -> Iterator[Standing]:
    """Every published headline. `make` gives the figures as known now for the windows of a published set."""
    for each in published:
        now = make(each.figures)
        for note in each.figures.measures:
            was = each.headline(note.key)
            if was is not None and was.counting != "none":
                yield _standing(each, was, now.figure(was.key))


def _standing(published: Published, was: Figure, known: Figure) -> Standing:
    return Standing(
        measure=was.measure,
        key=was.key,
        name=was.name,
        published_on=published.published_on.isoformat(),
        where=published.where,
        to=str(was.current.window.end),
        windows=(was.current.window.in_words, was.baseline.window.in_words),
        was=(_said(was.current), _said(was.baseline)),
        known=(_said(known.current), _said(known.baseline)),
        verdicts=(was.verdict, known.verdict),
        sentences=(was.sentence, known.sentence),
    )


def _said(part: WindowValue) -> str:
    """In a sentence, where a sign would be read as a number."""
    return "no number" if part.value is None else number(part.value)
