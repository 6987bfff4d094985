"""What comes in: one module a format turns files into tidy rows, and says what it refused and why.

`KINDS` names every format that `sextant load` knows; a module is imported only when its kind is asked for.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

from sextant.errors import Refusal

if TYPE_CHECKING:
    from sextant.records.kinds import Kind

KINDS = {
    "police-uk": "sextant.records.police_uk",
    "recorded-crime": "sextant.records.recorded_crime",
    "crimes": "sextant.records.crimes",
    "published": "sextant.records.published",
    "admissions": "sextant.records.admissions",
    "desk-figures": "sextant.records.desk_figures",
}


def kind(name: str) -> Kind:
    """The format called `name`. Raises Refusal when there is none."""
    if name not in KINDS:
        raise Refusal(f"kind '{name}'", "is not known", f"use one of {', '.join(KINDS)}")
    return import_module(KINDS[name]).KIND  # type: ignore[no-any-return]
