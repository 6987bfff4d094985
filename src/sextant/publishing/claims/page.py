"""What a rule may look at: the sentence's file, the figures, the facts."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

from sextant.publishing.claims.known import Knowledge, Known
from sextant.publishing.claims.sentences import Sentence, plain, sentences
from sextant.publishing.claims.things import Thing, things
from sextant.publishing.facts import Fact
from sextant.publishing.narrative import Section


@dataclass(frozen=True)
class Page:
    """One narrative file with what it is checked against. `as_published` when the measure shows that pair first."""

    section: Section
    knowledge: Knowledge
    facts: Mapping[str, Fact] = field(default_factory=dict)
    as_published: frozenset[str] = frozenset()
    issued: date | None = None

    @cached_property
    def sentences(self) -> list[Sentence]:
        return sentences(self.section.text, self.section.first_line)

    @cached_property
    def action_sentences(self) -> list[Sentence]:
        return [one for action in self.section.actions for one in plain(action.what, action.line, "action")]

    def things(self, sentence: Sentence) -> tuple[Thing, ...]:
        return things(sentence, self.knowledge)

    @property
    def headline(self) -> Known | None:
        """The figure this file is chiefly about; None for a file that isn't named after a measure."""
        key = self.knowledge.headlines.get(self.section.measure)
        return self.version(self.knowledge.figures.get(key or ""))

    def version(self, known: Known | None, published: bool = False) -> Known | None:
        """The as-published pair where it is asked for or is the measure's headline, else the figure as known now."""
        if known and known.published and (published or known.measure in self.as_published):
            return known.published
        return known

    def slot_figure(self, sentence: Sentence, at: int) -> Known | None:
        """The figure of the placeholder at `at`, as published when the placeholder says so."""
        slot = sentence.slots[at]
        known = self.knowledge.figures.get(slot.key)
        if known and slot.part.startswith("published"):
            return known.published
        return known

    def figure(self, sentence: Sentence, thing: Thing | None, at: int) -> Known | None:
        """The figure that a word at `at`, said of `thing`, is about; None when there is none to go by."""
        if thing and thing.kind == "slot":
            return self.slot_figure(sentence, thing.start)
        if thing and thing.kind == "named":
            return self.named_figure(sentence, thing, at)
        if thing and thing.kind == "outcome" and not self.slots(sentence):
            return None
        return self.nearest(sentence, at) or self.headline

    def named_figure(self, sentence: Sentence, thing: Thing, at: int) -> Known | None:
        """A name's figure; a placeholder of the same measure in the sentence says which."""
        known = self.knowledge.first(thing.keys, self.section.measure)
        family = {key.split(".")[0] for key in thing.keys}
        placed = [where for where in self.slots(sentence) if sentence.slots[where].key.split(".")[0] in family]
        exact = [where for where in placed if sentence.slots[where].key in thing.keys]
        if exact or (placed and known is None):
            return self.slot_figure(sentence, min(exact or placed, key=lambda where: abs(where - at)))
        return self.version(known)

    def slots(self, sentence: Sentence) -> list[int]:
        return [at for at, slot in sentence.slots.items() if slot.kind == "figure"]

    def nearest(self, sentence: Sentence, at: int) -> Known | None:
        """The figure placed nearest to `at`: in the sentence, else in those before it in the paragraph."""
        one: Sentence | None = sentence
        while one is not None:
            if places := self.slots(one):
                return self.slot_figure(one, min(places, key=lambda place: abs(place - at)))
            one, at = one.before, 10**6
        return None

    def fact_slots(self, sentence: Sentence) -> list[Fact]:
        return [self.facts[s.key] for s in sentence.slots.values() if s.kind == "fact" and s.key in self.facts]

    def fact_says(self, sentence: Sentence, patterns: Iterable[re.Pattern[str]]) -> bool:
        """Whether a fact quoted in the sentence says the same word, so that the claim is the publisher's."""
        patterns = list(patterns)
        said = [f"{fact.value} {fact.text}".lower() for fact in self.fact_slots(sentence) if not fact.hold]
        return any(pattern.search(text) for text in said for pattern in patterns)
