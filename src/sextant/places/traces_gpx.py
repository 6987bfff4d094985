"""Tracks of a GPX file as rows. Foreign XML is read without following entities or addresses."""

from __future__ import annotations

import io
from typing import Any

from sextant.errors import Refusal
from sextant.places.traces_rows import EMPTY, Row

NUMBERED = "track "


def gpx_rows(name: str, content: bytes) -> list[Row]:
    """One row a track point, numbered through the file; the unit is the track's name, else its number in the file.

    Raises Refusal for a file that is no GPX or has no point, and for XML that declares entities or outside documents.
    """
    from defusedxml import DefusedXmlException
    from defusedxml.ElementTree import ParseError, parse

    try:
        root = parse(io.BytesIO(content), forbid_dtd=True).getroot()
    except ParseError as fault:
        raise Refusal(name, f"is not XML: {fault}", "export it again") from None
    except DefusedXmlException as fault:
        raise Refusal(name, f"holds XML that is not read ({type(fault).__name__})", "export a plain GPX file") from None
    if _plain(root.tag) != "gpx":
        raise Refusal(name, f"is XML, but no GPX: its root is '{_plain(root.tag)}'", "export GPX 1.1 tracks")
    rows: list[Row] = []
    for number, track in enumerate(_children(root, "trk"), start=1):
        unit = _text(track, "name") or f"{name} {NUMBERED}{number}"
        for segment in _children(track, "trkseg"):
            rows += [Row(name, len(rows) + k, _cells(each, unit)) for k, each in enumerate(_points(segment), start=1)]
    if not rows:
        raise Refusal(name, EMPTY, "export it again, or leave it out")
    return rows


def nameless(row: Row) -> bool:
    """Whether a row's unit is but a number in its file."""
    return row.text("unit").startswith(f"{row.file} {NUMBERED}")


def _points(segment: Any) -> list[Any]:
    return _children(segment, "trkpt")


def _cells(point: Any, unit: str) -> dict[str, str]:
    return {
        "unit": unit,
        "time": _text(point, "time"),
        "latitude": point.get("lat", ""),
        "longitude": point.get("lon", ""),
    }


def _children(node: Any, tag: str) -> list[Any]:
    return [each for each in node if _plain(each.tag) == tag]


def _text(node: Any, tag: str) -> str:
    return next(((each.text or "").strip() for each in _children(node, tag)), "")


def _plain(tag: str) -> str:
    """The tag without its namespace: GPX 1.0 and 1.1 differ in nothing else that is read."""
    return tag.rpartition("}")[2]
