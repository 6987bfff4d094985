"""A publisher's page, looked at for links: what they lead to and the words that follow each."""

from __future__ import annotations

from dataclasses import dataclass
from html.parser import HTMLParser
from urllib.parse import urldefrag, urljoin

from sextant.errors import Refusal
from sextant.fetching.manners import patiently
from sextant.fetching.wire import Wire

LARGEST = 5_000_000


@dataclass(frozen=True)
class Link:
    """A link of a page: the whole address, and the text from it to the next link."""

    url: str
    text: str


def links_of(wire: Wire, address: str) -> list[Link]:
    """Every link of the page at `address`, in order. Raises Refusal when the page can't be had."""
    text = patiently(wire.manners, address, lambda: _text(wire, address))
    found = _Links()
    found.feed(text)
    found.close()
    return [
        Link(url, " ".join("".join(words).split())) for href, words in found.links if (url := _whole(address, href))
    ]


def _text(wire: Wire, address: str) -> str:
    body = b""
    with wire.ask(address) as answer:
        for piece in answer.chunks():
            body += piece
            if len(body) > LARGEST:
                raise Refusal(address, f"is a page of over {LARGEST:,} bytes", "check the address")
    return body.decode("utf-8", "replace")


def _whole(address: str, href: str) -> str:
    try:
        return urldefrag(urljoin(address, href.strip())).url
    except ValueError:
        return ""


class _Links(HTMLParser):
    """Links with the text that follows them."""

    def __init__(self) -> None:
        super().__init__()
        self.links: list[tuple[str, list[str]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        href = dict(attrs).get("href")
        if tag == "a" and href:
            self.links.append((href, []))

    def handle_data(self, data: str) -> None:
        if self.links:
            self.links[-1][1].append(data)
