"""Markdown as sentences that know their lines, with each placeholder as one character."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property

from markdown_it.token import Token

from sextant.publishing import prose
from sextant.publishing.claims.words import SLOT, any_of, lists, word_list
from sextant.publishing.placeholders import Placeholder

END = re.compile(rf"[.!?…]+[\"'”’)\]]*(?=\s+[\"'“‘(\[]*[A-Z0-9£{SLOT}]|\s*$)")
BREAKS = ("softbreak", "hardbreak")


@dataclass(frozen=True)
class Block:
    """A paragraph, heading, list item or table cell: its text and the placeholders that stand in it, in order."""

    text: str
    slots: tuple[Placeholder, ...]
    line: int
    kind: str


@dataclass(frozen=True)
class Sentence:
    """One sentence of a block. `start` is where it begins in the block; `before` is the sentence before it there."""

    block: Block
    start: int
    end: int
    before: Sentence | None = field(default=None, repr=False)

    @cached_property
    def text(self) -> str:
        return self.block.text[self.start : self.end]

    @cached_property
    def low(self) -> str:
        """Small letters with idioms blotted out, so that 'set up' is no rise. As long as `text`."""
        low = self.text.lower() if len(self.text.lower()) == len(self.text) else self.text
        return word_list("idioms.text").sub(lambda found: "·" * len(found[0]), low)

    @cached_property
    def slots(self) -> dict[int, Placeholder]:
        """The placeholders by where they stand in the sentence."""
        first = self.block.text.count(SLOT, 0, self.start)
        places = [found.start() for found in re.finditer(SLOT, self.text)]
        return dict(zip(places, self.block.slots[first:], strict=False))

    @property
    def shown(self) -> str:
        """The sentence as it is written in the file, on one line."""
        slots = iter(self.slots.values())
        return " ".join(re.sub(SLOT, lambda _: next(slots).written, self.text).split())

    def line_at(self, at: int) -> int:
        return self.block.line + self.block.text.count("\n", 0, self.start + at)

    @property
    def is_question(self) -> bool:
        return self.text.rstrip("\"'”’) ").endswith("?")


def sentences(text: str, first_line: int = 1) -> list[Sentence]:
    """Every sentence of the Markdown, in order."""
    return [sentence for block in blocks(text, first_line) for sentence in split(block)]


def blocks(text: str, first_line: int = 1) -> Iterator[Block]:
    """The running text of the Markdown, without its marks."""
    kinds: list[str] = []
    line = first_line
    for token in prose.tokens(text):
        kinds = [*kinds, token.type] if token.nesting == 1 else kinds[:-1] if token.nesting == -1 else kinds
        line = first_line + token.map[0] if token.map else line
        if token.type == "inline":
            yield block(token, line, kinds[-1].removesuffix("_open") if kinds else "paragraph")


def block(token: Token, line: int, kind: str) -> Block:
    """One inline token flattened: text as it is, breaks as line ends, a placeholder as one character."""
    parts: list[str] = []
    slots: list[Placeholder] = []
    for child in token.children or ():
        if child.type == "placeholder":
            parts.append(SLOT)
            slots.append(child.meta["placeholder"])
        elif child.type in BREAKS:
            parts.append("\n")
        else:
            parts.append(child.content.replace(SLOT, " "))
    text = re.sub(r"[ \t\u00a0]+", " ", "".join(parts))
    return Block(re.sub(r" ?\n ?", "\n", text), tuple(slots), line, kind)


def plain(text: str, line: int, kind: str) -> list[Sentence]:
    """Sentences of text that isn't Markdown, such as an action's."""
    return list(split(Block(text.replace(SLOT, " "), (), line, kind)))


def split(whole: Block) -> Iterator[Sentence]:
    """Part a block into sentences: not after 'e.g.', 'Mr.', an initial or inside a decimal."""
    abbreviation = any_of((re.escape(one) for one in lists()["abbreviations"]), after="")
    start, before = 0, None
    for found in END.finditer(whole.text):
        word = re.search(r"\S+$", whole.text[: found.start()])
        last = word[0].lower().lstrip("(\"'“‘") if word else ""
        if (
            found[0] == "."
            and (abbreviation.fullmatch(last) or re.fullmatch(r"[a-z]", last))
            and not ends(whole, found)
        ):
            continue
        before = Sentence(whole, start, found.end(), before)
        yield before
        start = found.end()
    if whole.text[start:].strip():
        yield Sentence(whole, start, len(whole.text), before)


def ends(whole: Block, found: re.Match[str]) -> bool:
    return not whole.text[found.end() :].strip()
