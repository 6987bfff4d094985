"""Letters that the PDF can't print: found before anybody signs, not when the document is built."""

from __future__ import annotations

from collections.abc import Iterator

from sextant.publishing.claims.claim import Claim
from sextant.publishing.claims.page import Page
from sextant.publishing.printable import MEND, all_named, unprintable

RULE = "unprintable"


def letter_claims(page: Page) -> Iterator[Claim]:
    """Each line of the text, each action and each source that holds such a letter."""
    for line, where, text in _written(page):
        if letters := unprintable(text):
            shown = " ".join(text.split())
            yield Claim(
                str(page.section.path), line, shown, RULE, f"{where} holds {all_named(letters)}, {CANNOT}: {MEND}"
            )


CANNOT = "which no typeface of the PDF can print"


def _written(page: Page) -> Iterator[tuple[int, str, str]]:
    """Line, what stands there, and its text."""
    section = page.section
    for number, text in enumerate(section.text.splitlines(), start=section.first_line):
        yield number, "the text", text
    for action in section.actions:
        yield action.line, "this action", action.what
        yield action.line, "the post that answers for an action", action.owner
        yield action.line, "what is told of an action", action.reason
    for source in section.sources:
        yield 1, "a source", f"{source.title} {source.publisher} {source.date}"
