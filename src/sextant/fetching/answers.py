"""What an answer says of the file behind it."""

from __future__ import annotations

import re

from sextant.errors import Refusal
from sextant.fetching.wire import Answer


def validator(answer: Answer) -> str:
    """A strong ETag, else the date; nothing where the server gives neither, or only a weak ETag."""
    etag = answer.header("ETag")
    return etag if etag and not etag.startswith("W/") else answer.header("Last-Modified")


def length(answer: Answer) -> int | None:
    text = answer.header("Content-Length")
    return int(text) if text.isdecimal() else None


def content_range(answer: Answer) -> tuple[int | None, int | None]:
    found = re.fullmatch(r"bytes (\d+)-\d+/(\d+)", answer.header("Content-Range"))
    return (int(found[1]), int(found[2])) if found else (None, None)


def check_is_file(answer: Answer, url: str) -> None:
    """Raises Refusal for a web page, and for bytes that are packed though nobody asked for it."""
    if answer.header("Content-Type").lower().startswith(("text/html", "application/xhtml")):
        raise Refusal(url, "sends a web page instead of the file", "open the address in a browser and see why")
    if answer.header("Content-Encoding").lower() not in ("", "identity"):
        raise Refusal(url, "sends the file packed though not asked to", "get it with a browser and load it")
