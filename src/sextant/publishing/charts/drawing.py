"""From a Vega-Lite specification to an SVG that is the same each time."""

from __future__ import annotations

import json
import re
from functools import cache, lru_cache
from html import escape
from types import ModuleType
from typing import Any

from sextant.publishing.charts.look import FONT, HEADING, HEADING_LINE, INK, LINE, TEXT, wrapped

VEGA_LITE = "5.20"
MARGIN = 12  # of a file; in a page the page gives it
KEPT = 256  # pictures of some 20 kB each


def draw(spec: dict[str, Any]) -> str:
    """The specification as SVG, without ids that change from call to call and without what only scripts would read."""
    return drawn(json.dumps(spec, allow_nan=False))


@lru_cache(KEPT)
def drawn(spec: str) -> str:
    """The picture of a specification in JSON. It is kept: a statement is built to be read, to be signed and to be
    released, with the same pictures each time."""
    text: str = _converter().vegalite_to_svg(spec, vl_version=VEGA_LITE, allowed_base_urls=[])
    return renumbered(_lean(text))


def titled(svg: str, title: str, words: str, foot: str) -> str:
    """The SVG as a file of its own, under its title, over its source and notice, with its text alternative."""
    width, height = (float(size) for size in re.findall(r' (?:width|height)="([\d.]+)"', svg[: svg.index(">")]))
    head, tail = wrapped(title, width, HEADING), wrapped(foot, width)
    top = len(head) * HEADING_LINE + 10
    whole = top + height + len(tail) * LINE + 6
    across = width + 2 * MARGIN
    box = f'width="{across:g}" height="{whole:g}" viewBox="{-MARGIN} 0 {across:g} {whole:g}"'
    lines = [
        '<?xml version="1.0" encoding="UTF-8"?>',
        f'<svg xmlns="http://www.w3.org/2000/svg" {box} role="img" aria-labelledby="title words">',
        f'<title id="title">{escape(title)}</title><desc id="words">{escape(words)}</desc>',
        f'<rect x="{-MARGIN}" width="{across:g}" height="{whole:g}" fill="white"/>',
        f'<g font-family="{FONT}" fill="{INK}">',
        *(_text(line, 17 + k * HEADING_LINE, HEADING, ' font-weight="600"') for k, line in enumerate(head)),
        *(_text(line, top + height + 13 + k * LINE, TEXT) for k, line in enumerate(tail)),
        "</g>",
        svg.replace("<svg", f'<svg y="{top}"', 1),
        "</svg>",
    ]
    return "\n".join(lines) + "\n"


def _text(line: str, y: float, size: int, more: str = "") -> str:
    return f'<text y="{y:g}" font-size="{size}px"{more}>{escape(line)}</text>'


def inline(svg: str, words: str) -> str:
    """The SVG as part of a page: one image with one text alternative."""
    start, end = svg.index("<svg"), svg.index(">")
    return f'{svg[start:end]} role="img" focusable="false" aria-label="{escape(words)}">{svg[end + 1 :]}'


def decorative(svg: str) -> str:
    """The SVG for eyes only, beside words that say the same."""
    start, end = svg.index("<svg"), svg.index(">")
    return f'{svg[start:end]} aria-hidden="true" focusable="false">{svg[end + 1 :]}'


def renumbered(svg: str) -> str:
    """Number ids from 1 in order of appearance: the converter counts on through the life of a process.

    >>> renumbered('<g clip-path="url(#clip7)"/><clipPath id="clip7"/>')
    '<g clip-path="url(#id1)"/><clipPath id="id1"/>'
    """
    names = {name: f"id{k}" for k, name in enumerate(dict.fromkeys(re.findall(r'\bid="([^"]+)"', svg)), 1)}
    for name, new in names.items():
        svg = re.sub(rf'(id="|#){re.escape(name)}(?=["\)])', rf"\g<1>{new}", svg)
    return svg


@cache
def _converter() -> ModuleType:
    import vl_convert

    return vl_convert


def _lean(svg: str) -> str:
    """Leave out the empty frames and the roles that Vega writes for its own scripts, and cut long decimals."""
    svg = re.sub(r'<path class="(?:background|foreground)"[^>]*/>', "", svg)
    svg = re.sub(r' (?:class|role|aria-hidden|aria-roledescription|aria-label|pointer-events)="[^"]*"', "", svg)
    svg = re.sub(r"-?\d+\.\d{3,}", lambda found: _short(found[0]), svg)
    svg = svg.replace(' opacity="1"', "").replace("<defs></defs>", "")
    while "<g></g>" in svg:
        svg = svg.replace("<g></g>", "")
    return svg


def _short(digits: str) -> str:
    """Two decimals of a pixel are enough, and do not differ between processors."""
    text = f"{float(digits):.2f}".rstrip("0").rstrip(".")
    return "0" if text == "-0" else text
