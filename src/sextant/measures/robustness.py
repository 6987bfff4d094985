"""Does a headline's conclusion survive another baseline, or an option of the definitions the other way round?"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from sextant.measures.definition import Definitions
from sextant.measures.figures import Figure, FigureSet
from sextant.periods import Month, Window

Conclusion = Literal["a fall", "a rise", "no clear change", "nothing can be said"]
CONCLUSIONS: dict[str, Conclusion] = {
    "lower": "a fall",
    "larger_than_usual_down": "a fall",
    "higher": "a rise",
    "larger_than_usual_up": "a rise",
    "no_clear_change": "no clear change",
    "too_few": "no clear change",
}


@dataclass(frozen=True)
class Choice:
    """Another baseline, another set of switches, or both."""

    baseline_to: Month
    switches: tuple[str, ...]
    name: str


@dataclass(frozen=True)
class Tried:
    """What a headline comes to under another choice. `agrees` is None where nothing can be said."""

    choice: str
    verdict: str
    agrees: bool | None
    sentence: str

    def as_json(self) -> dict[str, Any]:
        return dict(vars(self))


@dataclass(frozen=True)
class Robustness:
    """One headline under every choice; `survives` is None where nothing could be compared."""

    key: str
    measure: str
    name: str
    verdict: str
    survives: bool | None
    sentence: str
    tried: tuple[Tried, ...]

    def as_json(self) -> dict[str, Any]:
        return {**vars(self), "tried": [each.as_json() for each in self.tried]}


def choices(
    definitions: Definitions, baseline_to: Month, switches: Sequence[str], others: Sequence[Month]
) -> list[Choice]:
    """Every other baseline as asked, and each switch of the definitions turned over, one thing at a time."""
    found = []
    for month in dict.fromkeys(others):
        if month != baseline_to:
            window = Window.ending(month, definitions.window_months)
            found.append(Choice(month, tuple(switches), f"against the {window.in_words}"))
    for switch in definitions.switches:
        on = switch in switches
        turned = tuple(each for each in switches if each != switch) if on else (*switches, switch)
        found.append(Choice(baseline_to, turned, f"{'without' if on else 'with'} {switch}"))
    return found


def robustness(figures: FigureSet, others: Sequence[Choice], make: Callable[[Choice], FigureSet]) -> list[Robustness]:
    """Each headline of a set under every other choice. `make` gives the figures of a choice.

    A conclusion survives when every choice that can be tested comes to the same one: a fall, a rise or no clear
    change. A choice that counts the very same thing, a switch that does not touch the figure, is not listed.
    """
    sets = [(choice, make(choice)) for choice in others]
    heads = [figure for figure in figures.figures if figure.role == "headline" and figure.area is None]
    return [_one(head, list(_tried(head, sets))) for head in heads]


def conclusion(verdict: str) -> Conclusion:
    """What a verdict says of the direction, whichever test gave it."""
    return CONCLUSIONS.get(verdict, "nothing can be said")


def _tried(head: Figure, sets: Sequence[tuple[Choice, FigureSet]]) -> Iterator[Tried]:
    for choice, figures in sets:
        other = figures.figure(head.key)
        same = other.origin.codes == head.origin.codes and other.baseline.window == head.baseline.window
        if not same:
            known = "nothing can be said" not in (conclusion(head.verdict), conclusion(other.verdict))
            agrees = conclusion(other.verdict) == conclusion(head.verdict) if known else None
            yield Tried(choice.name, other.verdict, agrees, other.sentence)


def _one(head: Figure, tried: Sequence[Tried]) -> Robustness:
    judged = [each for each in tried if each.agrees is not None]
    survives = all(each.agrees for each in judged) if judged else None
    return Robustness(
        head.key, head.measure, head.name, head.verdict, survives, _sentence(head, tried, survives), tuple(tried)
    )


def _sentence(head: Figure, tried: Sequence[Tried], survives: bool | None) -> str:
    """The answer in words, with every choice that differs and every one that could not be tried."""
    if survives is None:
        return f"{head.name}: whether the conclusion survives can't be said."
    judged = [each for each in tried if each.agrees is not None]
    against = [f"{each.choice} it is {conclusion(each.verdict)}" for each in judged if not each.agrees]
    untold = [each.choice for each in tried if each.agrees is None]
    words = f"{head.name}: the conclusion, {conclusion(head.verdict)}, "
    if survives:
        count = {1: "the other choice", 2: "both other choices"}.get(len(judged), f"all {len(judged)} other choices")
        words += f"survives {count}."
    else:
        words += f"does not survive: {'; '.join(against)}."
    return f"{words} Nothing can be said {', nor '.join(untold)}." if untold else words
