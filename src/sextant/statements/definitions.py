"""The definitions that a statement's figures were made with: today's, or a copy kept from when they were made."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from sextant.errors import Refusal
from sextant.measures.definition import Definitions, kept_file, load_definitions
from sextant.measures.figures import FigureSet
from sextant.web.workspace import home

FILE = "definitions.toml"  # within a signed document


def definitions_of(figures: FigureSet) -> Definitions:
    """The definitions of the very hash that the figures name, so that a later change of the file stops no correction.

    Raises Refusal when the file has changed and no copy of what it was is in the home.
    """
    for name in _places(figures):
        found = _read(name)
        if found and found.sha256 == figures.definition_sha256:
            return found
    fault = "have changed since the figures were made, and those of then are not in the home"
    raise Refusal(f"the definitions {figures.definition}", fault, "make the figures again, then take them here")


def gone(figures: FigureSet) -> bool:
    """Whether nobody has the definitions any more."""
    try:
        definitions_of(figures)
    except Refusal:
        return True
    return False


def _read(name: str) -> Definitions | None:
    """None for a file that can't be read any more: another one may still be what is wanted."""
    try:
        return load_definitions(name, home().definitions)
    except Refusal:
        return None


def _places(figures: FigureSet) -> Iterator[str]:
    """Today's, the copy that was kept with the figures, and those that were signed: each only when the last failed."""
    yield figures.definition
    signed: Path = home().root / "statements" / figures.force
    for path in (kept_file(home().figures, figures.definition_sha256), *sorted(signed.glob(f"*/edition-*/*/{FILE}"))):
        if path.exists():
            yield str(path)
