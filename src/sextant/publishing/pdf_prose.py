"""Narrative Markdown as nodes for the PDF: text stays data, so nothing that anybody writes can become a command."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from markdown_it.tree import SyntaxTreeNode

from sextant.measures.figures import FigureSet
from sextant.publishing import prose
from sextant.publishing.facts import Fact
from sextant.publishing.narrative import Section
from sextant.publishing.placeholders import fill

Node = dict[str, Any]
FIRST_LEVEL, LAST_LEVEL = 3, 6  # the measure's name and "What is being done" stand above
SAFE = ("https://", "http://", "mailto:")
INLINE = {"strong": "strong", "em": "emph", "s": "text"}


def nodes(section: Section, figures: FigureSet, facts: Mapping[str, Fact]) -> list[Node]:
    """The section's Markdown as a tree of plain values, every placeholder filled from the figures and facts.

    Raises Refusal, with file and line, for a key that isn't there.
    """
    parsed = prose.tokens(section.text)
    for token, line in prose.placeholders(parsed, section.first_line):
        place = f"{section.path.name}, line {line}"
        token.content = fill(token.meta["placeholder"], figures, facts, place).text
    return _nested([_block(node) for node in SyntaxTreeNode(parsed).children])


def _block(node: SyntaxTreeNode) -> Node:
    if node.type == "heading":
        return {"kind": "heading", "level": int(node.tag[1]), "parts": _inline(node)}
    if node.type in ("bullet_list", "ordered_list"):
        return {"kind": node.type, "start": _start(node), "items": [_blocks(item) for item in node.children]}
    if node.type == "blockquote":
        return {"kind": "quote", "blocks": _blocks(node)}
    if node.type in ("fence", "code_block"):
        return {"kind": "code", "text": node.content.rstrip("\n")}
    if node.type == "table":
        return _table(node)
    if node.type == "hr":
        return {"kind": "rule"}
    return {"kind": "paragraph", "parts": _inline(node)}


def _blocks(node: SyntaxTreeNode) -> list[Node]:
    """What stands in a list or a quotation; a heading there is only strong words, else it would break the order."""
    found = [_block(child) for child in node.children]
    return [_strong(block) if block["kind"] == "heading" else block for block in found]


def _strong(heading: Node) -> Node:
    return {"kind": "paragraph", "parts": [{"kind": "strong", "parts": heading["parts"]}]}


def _start(node: SyntaxTreeNode) -> int:
    return int(node.attrs.get("start", 1))


def _table(node: SyntaxTreeNode) -> Node:
    rows = [[_inline(cell) for cell in row.children] for part in node.children for row in part.children]
    return {"kind": "table", "head": rows[0], "rows": rows[1:]}


def _inline(node: SyntaxTreeNode) -> list[Node]:
    return [_part(child) for block in node.children for child in block.children]


def _part(node: SyntaxTreeNode) -> Node:
    if node.type in ("softbreak", "hardbreak"):
        return {"kind": "break" if node.type == "hardbreak" else "text", "text": " "}
    if node.type == "code_inline":
        return {"kind": "code", "text": node.content}
    if node.children:
        inside = [_part(child) for child in node.children]
        return _link(node, inside) if node.type == "link" else {"kind": INLINE[node.type], "parts": inside}
    return {"kind": "text", "text": node.content}


def _link(node: SyntaxTreeNode, inside: list[Node]) -> Node:
    """A link that leads out, or its words alone: a PDF stands by itself, so a relative address leads nowhere."""
    address = str(node.attrs.get("href", ""))
    return {"kind": "link", "to": address if address.startswith(SAFE) else "", "parts": inside}


def _nested(blocks: list[Node]) -> list[Node]:
    """Headings in steps of one, as PDF/UA asks: a narrative that starts with `##` or leaps to `####` is set right."""
    last = FIRST_LEVEL - 1
    for block in blocks:
        if block["kind"] == "heading":
            wanted = block["level"] + prose.HEADING_SHIFT
            last = block["level"] = max(FIRST_LEVEL, min(wanted, last + 1, LAST_LEVEL))
    return blocks
