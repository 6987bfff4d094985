"""The statement as one tagged PDF that conforms to PDF/UA-1, set by typst: the same bytes from the same inputs."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from importlib import resources
from pathlib import Path
from typing import Any

from sextant.errors import Refusal

TEMPLATES = ("statement.typ", "measure.typ", "parts.typ", "prose.typ")
UNPRINTABLE = re.compile(r'the text `"(.+?)"` could not be displayed')
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
            font_paths=[str(_typeface())],
            ignore_system_fonts=True,
            format="pdf",
            pdf_standards="ua-1",
        )
        return made
    except typst.TypstError as fault:
        letters = UNPRINTABLE.findall(f"{fault.message}\n{fault.diagnostic}")
        if not letters:
            raise
        raise _unprintable(letters, tree) from fault


def _template(name: str) -> bytes:
    return (resources.files("sextant.publishing") / "templates" / name).read_bytes()


def _typeface() -> Path:
    folder = Path(str(resources.files("sextant.web") / "static" / "print-fonts"))
    if not folder.is_dir():
        raise Refusal("the PDF's typeface", "has not been built", "run ./run once, it builds it")
    return folder


def _unprintable(letters: list[str], tree: Mapping[str, Any]) -> Refusal:
    """The refusal of letters that a PDF/UA may not hold, since a reader could not be told what they are."""
    named = ", ".join(dict.fromkeys(f"'{letter}'" for letter in letters))
    letter = letters[0]
    around = next((text for text in _texts(tree) if letter in text), letter)
    at = around.index(letter) if letter in around else 0
    shown = around[max(0, at - 30) : at + 30].strip()
    return Refusal(f"the text '{shown}'", f"holds what no typeface of the PDF can print ({named})", "use other words")


def _texts(found: Any) -> list[str]:
    if isinstance(found, str):
        return [found]
    inside = found.values() if isinstance(found, Mapping) else found if isinstance(found, list | tuple) else ()
    return [text for each in inside for text in _texts(each)]
