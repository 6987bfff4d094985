"""The statement as one tagged PDF that conforms to PDF/UA-1, set by typst: the same bytes from the same inputs."""

from __future__ import annotations

import json
from collections.abc import Mapping
from importlib import resources
from typing import Any

from sextant.errors import Refusal
from sextant.publishing.printable import MEND, all_named, letters_of, typeface

TEMPLATES = ("statement.typ", "measure.typ", "parts.typ", "prose.typ")
XML = '<?xml version="1.0" encoding="UTF-8"?>\n'


def statement_pdf(tree: Mapping[str, Any], pictures: Mapping[str, str]) -> bytes:
    """The PDF of what `pdf_document.document` and `pdf_document.charts` give.

    The template is fixed and reads the tree as JSON: no word of it is ever read as a command. No date of making, no
    system font and no path is in the bytes. Raises Refusal for a character that the typefaces lack, and when the
    typeface has not been built.
    """
    import typst

    files: Any = {name: _template(name) for name in TEMPLATES}  # typst takes files by name, its stubs don't say so
    files["main.typ"] = files.pop("statement.typ")
    files["statement.json"] = json.dumps(tree, ensure_ascii=False, allow_nan=False).encode()
    files |= {name: (XML + svg).encode() for name, svg in pictures.items()}
    try:
        made: bytes = typst.compile(
            files,
            font_paths=[str(typeface())],
            ignore_system_fonts=True,
            format="pdf",
            pdf_standards="ua-1",
        )
        return made
    except typst.TypstError as fault:
        letters = letters_of(f"{fault.message}\n{fault.diagnostic}")
        if not letters:
            raise
        raise _unprintable(letters, tree) from fault


def _template(name: str) -> bytes:
    return (resources.files("sextant.publishing") / "templates" / name).read_bytes()


def _unprintable(letters: tuple[str, ...], tree: Mapping[str, Any]) -> Refusal:
    """The refusal of letters that a PDF/UA may not hold, since a reader could not be told what they are."""
    letter = letters[0]
    around = next((text for text in _texts(tree) if letter in text), letter)
    at = around.index(letter)
    shown = around[max(0, at - 30) : at + 30].strip()
    return Refusal(f"the text '{shown}'", f"holds what no typeface of the PDF can print: {all_named(letters)}", MEND)


def _texts(found: Any) -> list[str]:
    if isinstance(found, str):
        return [found]
    inside = found.values() if isinstance(found, Mapping) else found if isinstance(found, list | tuple) else ()
    return [text for each in inside for text in _texts(each)]
