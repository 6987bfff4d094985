"""Which letters the PDF can't print: asked of the typesetter itself, which alone knows what its typefaces hold."""

from __future__ import annotations

import json
import re
import unicodedata
from functools import lru_cache
from importlib import resources
from pathlib import Path
from typing import Any

from sextant.errors import Refusal

FAMILY = "Source Sans 3"
# What every typeface of ours holds; only words with other letters are worth asking about.
USUAL = r"\t\n\r\x20-\x7e\xa0-\xff–—‘’“”…€"
UNUSUAL = re.compile(rf"\S*[^{USUAL}]\S*")
UNPRINTABLE = re.compile(r'the text `"(.+?)"` could not be displayed')
ESCAPED = re.compile(r"\\u\{([0-9a-f]+)\}")
PROBE = f'''#set document(title: "x")
#set text(font: "{FAMILY}", lang: "en")
#for word in json("words.json") [#word ]
'''
MEND = "leave it out, or say it in words"


def unprintable(text: str) -> tuple[str, ...]:
    """The letters of a text that the PDF can't print, each once, in the order in which they are met."""
    words = tuple(dict.fromkeys(UNUSUAL.findall(text)))
    return _asked(words) if words else ()


def named(letter: str) -> str:
    """A letter with its name, since it may look like nothing on somebody's screen: `‘🙂’ (slightly smiling face)`."""
    point = f"U+{ord(letter):04X}"
    name = unicodedata.name(letter, "").lower()
    seen = f"‘{letter}’ " if letter.isprintable() and not unicodedata.combining(letter) else ""
    return f"{seen}({name or f'the character {point}'})"


def all_named(letters: tuple[str, ...]) -> str:
    return ", ".join(map(named, letters))


def letters_of(fault: str) -> tuple[str, ...]:
    """The letters that a message of the typesetter names."""
    found = "".join(UNPRINTABLE.findall(fault))
    plain = ESCAPED.sub(lambda code: chr(int(code[1], 16)), found)
    return tuple(dict.fromkeys(each for each in plain if not each.isspace()))


def typeface() -> Path:
    """The folder of the PDF's typeface. Raises Refusal when it has not been built."""
    folder = Path(str(resources.files("sextant.web") / "static" / "print-fonts"))
    if not folder.is_dir():
        raise Refusal("the PDF's typeface", "has not been built", "run ./run once, it builds it")
    return folder


@lru_cache(maxsize=256)
def _asked(words: tuple[str, ...]) -> tuple[str, ...]:
    """Set the words as the PDF would, and read off what the typesetter complains of."""
    import typst

    files: Any = {
        "main.typ": PROBE.encode(),
        "words.json": json.dumps(words, ensure_ascii=False).encode("utf-8", "replace"),
    }
    try:
        typst.compile(files, font_paths=[str(typeface())], ignore_system_fonts=True, format="pdf", pdf_standards="ua-1")
    except typst.TypstError as fault:
        letters = letters_of(f"{fault.message}\n{fault.diagnostic}")
        if not letters:
            raise
        return letters
    return ()
