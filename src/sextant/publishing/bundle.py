"""The audit folder and its ZIP: everything from which the same statement can be built again, byte for byte."""

from __future__ import annotations

import hashlib
import io
import json
import sys
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import asdict
from importlib.metadata import version
from typing import Any

from sextant import __version__
from sextant.measures.definition import Definitions
from sextant.measures.figures import FigureSet
from sextant.publishing.facts import Fact
from sextant.publishing.narrative import Narrative

FORMAT = "sextant-statement 1"
COUNTING = ("defusedxml", "duckdb", "ibis-framework", "numpy", "pyarrow", "python-calamine", "scipy", "sqlglot")
PAGES = ("govuk-frontend-jinja", "jinja2", "markdown-it-py", "markupsafe", "mdurl", "typst", "vl-convert-python")
PACKAGES = tuple(sorted(COUNTING + PAGES))  # what reads and counts the records, and what draws the pages
FIXED_TIME = (1980, 1, 1, 0, 0, 0)  # the first a ZIP can hold
FIXED_MODE = 0o100644 << 16
UNIX = 3
SOFTWARE = "audit/software.json"


def audit_files(
    figures: FigureSet, narrative: Narrative | None, definitions: Definitions | None, draft: str = ""
) -> Iterator[tuple[str, bytes]]:
    """(path, bytes) of the audit folder but its checksums. `figures` must be the public set.

    Facts that are held back are left out; the hash of the facts file stands among the inputs.
    """
    yield "audit/figures.json", figures.canonical()
    yield "audit/inputs.json", _json(_inputs(figures, narrative, definitions) | ({"draft": draft} if draft else {}))
    yield SOFTWARE, _json(_software(figures))
    if definitions:
        yield "audit/definitions.toml", definitions.text.encode()
    if narrative:
        yield from _narrative_files(narrative)


def checksums(files: Mapping[str, bytes]) -> bytes:
    """Lines as `sha256sum` prints and checks them, of every file of the statement, from its own folder."""
    return "".join(f"{digest(files[path])}  {path}\n" for path in sorted(files)).encode()


def zipped(files: Mapping[str, bytes]) -> bytes:
    """A ZIP of the files: same bytes in, same bytes out, whenever and wherever it is made."""
    whole = io.BytesIO()
    with zipfile.ZipFile(whole, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for path in sorted(files):
            entry = zipfile.ZipInfo(path, FIXED_TIME)
            entry.external_attr, entry.create_system, entry.compress_type = FIXED_MODE, UNIX, zipfile.ZIP_DEFLATED
            archive.writestr(entry, files[path])
    return whole.getvalue()


def digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def _inputs(figures: FigureSet, narrative: Narrative | None, definitions: Definitions | None) -> dict[str, Any]:
    return {
        "force": figures.force,
        "made_up": figures.made_up,
        "figures": {"sha256": figures.sha256, "to": str(figures.to), "baseline_to": str(figures.baseline_to)},
        "editions": [dict(edition) for edition in figures.editions],
        "definitions": {
            "name": figures.definition,
            "sha256": figures.definition_sha256,
            "included": definitions is not None,
        },
        "narrative": [{"name": name, "sha256": digest(content)} for name, content in _read(narrative)],
    }


def _software(figures: FigureSet) -> dict[str, Any]:
    return {
        "format": FORMAT,
        "sextant": __version__,
        "figures_made_with": figures.software,
        "python": f"{sys.version_info.major}.{sys.version_info.minor}",
        "packages": {name: version(name) for name in PACKAGES},
    }


def _read(narrative: Narrative | None) -> Iterator[tuple[str, bytes]]:
    """The narrative's own files, in a fixed order."""
    if narrative is None:
        return
    names = ["statement.toml", "facts.toml", *(section.path.name for section in narrative.sections.values())]
    for name in sorted(names):
        path = narrative.folder / name
        if path.exists():
            yield name, path.read_bytes()


def _narrative_files(narrative: Narrative) -> Iterator[tuple[str, bytes]]:
    for name, content in _read(narrative):
        if name != "facts.toml":
            yield f"audit/narrative/{name}", content
    printed = [_fact(fact) for fact in narrative.facts.values() if not fact.hold]
    if printed:
        yield "audit/narrative/facts.json", _json({"facts": printed})


def _fact(fact: Fact) -> dict[str, str]:
    return {key: value for key, value in asdict(fact).items() if key not in ("line", "hold") and value}


def _json(document: Mapping[str, Any]) -> bytes:
    return (json.dumps(document, ensure_ascii=False, sort_keys=True, indent=1, allow_nan=False) + "\n").encode()
