"""Narrative Markdown: read without HTML or images, with placeholders as tokens that no Markdown can break."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import cache
from html import escape

from markdown_it import MarkdownIt
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token

from sextant.errors import Refusal
from sextant.publishing.placeholders import PATTERN, Filled, Placeholder, parse

HEADING_SHIFT = 2  # the page's own title and the measure's name stand above
CLASSES = {
    "paragraph_open": "govuk-body",
    "bullet_list_open": "govuk-list govuk-list--bullet",
    "ordered_list_open": "govuk-list govuk-list--number",
    "link_open": "govuk-link",
    "table_open": "govuk-table",
    "tr_open": "govuk-table__row",
    "th_open": "govuk-table__header",
    "td_open": "govuk-table__cell",
    "blockquote_open": "govuk-inset-text",
}


def tokens(text: str) -> list[Token]:
    """The Markdown as a flat list of block tokens; those of type `inline` hold children, placeholders among them."""
    return reader().parse(text)


@cache
def reader() -> MarkdownIt:
    """CommonMark and tables; raw HTML is printed as text and images are left out: a page loads nothing from outside."""
    markdown = MarkdownIt("commonmark", {"html": False}).enable("table").disable("image")
    markdown.disable(["html_block", "html_inline"])
    markdown.inline.ruler.before("escape", "placeholder", placeholder_rule)
    markdown.add_render_rule("placeholder", filled_html)
    return markdown


def filled_html(_self: object, found: Sequence[Token], at: int, _options: object, _env: object) -> str:
    return str(found[at].meta["html"])


def placeholder_rule(state: StateInline, silent: bool) -> bool:
    """Take `{{ key }}` as one token, so that emphasis, links and entities can't reach into it."""
    found = PATTERN.match(state.src, state.pos, state.posMax)
    if not found:
        return False
    if not silent:
        token = state.push("placeholder", "", 0)
        token.content, token.meta = found[0], {"placeholder": parse(found[1])}
    state.pos = found.end()
    return True


def html(text: str, words: Callable[[Placeholder, int], Filled], first_line: int = 1) -> str:
    """The Markdown as HTML; `words` gives what each placeholder prints, from it and its line in the file."""
    parsed = tokens(text)
    for token, line in placeholders(parsed, first_line):
        token.meta["html"] = span(token.meta["placeholder"], words(token.meta["placeholder"], line))
    for token in parsed:
        dress(token)
    return str(reader().renderer.render(parsed, reader().options, {}))


def span(wanted: Placeholder, filled: Filled) -> str:
    """The printed words, marked with the figure or fact they came from."""
    state = "" if filled.state == "open" else f" {wanted.kind}--{filled.state}"
    part = f' data-part="{wanted.part}"' if wanted.part else ""
    return f'<span class="{wanted.kind}{state}" data-{wanted.kind}="{wanted.key}"{part}>{escape(filled.text)}</span>'


def dress(token: Token) -> None:
    """Give a token the page's classes, and set headings below the measure's own."""
    if token.type in ("heading_open", "heading_close"):
        token.tag = f"h{min(6, int(token.tag[1]) + HEADING_SHIFT)}"
        if token.nesting == 1:
            token.attrSet("class", "govuk-heading-s")
    elif token.type in CLASSES:
        token.attrSet("class", CLASSES[token.type])
    for child in token.children or ():
        dress(child)


def placeholders(parsed: Sequence[Token], first_line: int = 1) -> Iterator[tuple[Token, int]]:
    """Every placeholder token with its line in the file."""
    for block, line in inline_blocks(parsed, first_line):
        for token in block.children or ():
            if token.type == "placeholder":
                yield token, line
            line += token.type in ("softbreak", "hardbreak")


def inline_blocks(parsed: Sequence[Token], first_line: int = 1) -> Iterator[tuple[Token, int]]:
    """Every block of running text with the line its text begins on."""
    start = 0
    for token in parsed:
        start = token.map[0] if token.map else start
        if token.type == "inline":
            yield token, first_line + start


def refuse_unfillable(text: str, name: str, first_line: int = 1) -> None:
    """Raises Refusal where `{{` stands that would be printed as it is: misspelt, in code, or in a link's address."""
    parsed = tokens(text)
    for token in parsed:
        if token.type in ("fence", "code_block") and "{{" in token.content:
            raise unfillable(name, first_line + (token.map[0] if token.map else 0))
    for block, line in inline_blocks(parsed, first_line):
        for token in block.children or ():
            address = str(token.attrGet("href") or "")
            if token.type != "placeholder" and ("{{" in token.content or "{{" in address or "%7B%7B" in address):
                raise unfillable(name, line)
            line += token.type in ("softbreak", "hardbreak")


def unfillable(name: str, line: int) -> Refusal:
    return Refusal(
        f"{name}, line {line}",
        "'{{' stands there without a key that can be filled",
        "write {{ measure.figure }} or {{ fact.id }} in plain text, in small letters, closed with }}",
    )
