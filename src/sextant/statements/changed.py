"""What newer figures do to a text: which numbers moved, which sentences now say otherwise, which no longer hold."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from sextant.measures.figures import Figure, FigureSet
from sextant.publishing.claims import Claim, check_narrative
from sextant.publishing.claims.sentences import Sentence, sentences
from sextant.publishing.claims.words import SLOT
from sextant.publishing.narrative import Narrative
from sextant.publishing.placeholders import fill, spoken_verdict, value_words


@dataclass(frozen=True)
class FigureChange:
    """A figure as a statement gave it, beside the same figure as it is known now."""

    key: str
    name: str
    then: tuple[str, str, str]  # current, baseline, verdict, as printed
    now: tuple[str, str, str]

    @property
    def moved(self) -> bool:
        return self.then != self.now


@dataclass(frozen=True)
class Moved:
    """A sentence that newer figures touch. `fault` says which rule it breaks now; empty: only its numbers differ."""

    measure: str
    then: str
    now: str
    fault: str = ""


def figure_changes(old: FigureSet, new: FigureSet) -> list[FigureChange]:
    """Every open figure of both sets for the whole force; a withheld one gives no number on either side."""
    known = {figure.key: figure for figure in new.figures if figure.area is None}
    return [
        FigureChange(figure.key, figure.name, _printed(figure), _printed(known[figure.key]))
        for figure in old.figures
        if figure.area is None and figure.key in known and figure.counting != "none"
        if not (_bare(figure) and _bare(known[figure.key]))  # why there is no number may differ; no figure does
    ]


def moved(narrative: Narrative, old: FigureSet, new: FigureSet) -> list[Moved]:
    """The sentences that print another number with the new set, and those that only the new set contradicts."""
    found = [*_reprinted(narrative, old, new), *_broken(narrative, old, new)]
    return sorted(set(found), key=lambda each: (list(narrative.sections).index(each.measure), each.then, each.fault))


def _bare(figure: Figure) -> bool:
    """Neither window has a number."""
    return figure.current.value is None and figure.baseline.value is None


def _printed(figure: Figure) -> tuple[str, str, str]:
    if figure.disclosure.state != "open":
        return ("withheld", "withheld", "not available")
    return value_words(figure.current).text, value_words(figure.baseline).text, spoken_verdict(figure.verdict)


def _reprinted(narrative: Narrative, old: FigureSet, new: FigureSet) -> Iterator[Moved]:
    for measure, section in narrative.sections.items():
        for sentence in sentences(section.text, section.first_line):
            then, now = (_filled(sentence, figures, narrative) for figures in (old, new))
            if then != now:
                yield Moved(measure, then, now)


def _filled(sentence: Sentence, figures: FigureSet, narrative: Narrative) -> str:
    """The sentence as it would be printed with these figures."""
    slots = iter(sentence.slots.values())
    known = {figure.key for figure in figures.figures if figure.area is None}

    def word(_found: re.Match[str]) -> str:
        slot = next(slots)
        there = slot.key in (known if slot.kind == "figure" else narrative.facts)
        return fill(slot, figures, narrative.facts).text if there else "not there any more"

    return " ".join(re.sub(SLOT, word, sentence.text).split())


def _broken(narrative: Narrative, old: FigureSet, new: FigureSet) -> Iterator[Moved]:
    before = {_same(claim) for claim in check_narrative(narrative, old)}
    for claim in check_narrative(narrative, new):
        if _same(claim) not in before:
            measure = next(key for key, section in narrative.sections.items() if str(section.path) == claim.file)
            yield Moved(measure, claim.text, claim.text, claim.message)


def _same(claim: Claim) -> tuple[str, int, str, str]:
    return claim.file, claim.line, claim.rule, claim.text
