"""A publisher on loopback that can be made to misbehave, one answer after another."""

from __future__ import annotations

import contextlib
import hashlib
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

Answering = Callable[["Handler"], None]
BOUND = 120.0  # seconds after which a stalled answer ends, whatever happens


@dataclass
class Request:
    """What was asked."""

    path: str
    headers: Mapping[str, str]


@dataclass
class Site:
    """Pages by path. A list of answers is given one after another, the last one for ever."""

    pages: dict[str, list[Answering]] = field(default_factory=dict)
    requests: list[Request] = field(default_factory=list)
    done: threading.Event = field(default_factory=threading.Event)
    base: str = ""

    def put(self, path: str, *answers: Answering) -> str:
        self.pages[path] = list(answers)
        return self.base + path

    def asked(self, path: str) -> list[Request]:
        return [each for each in self.requests if each.path == path]


class Handler(BaseHTTPRequestHandler):
    """Looks up what to answer; speaks HTTP/1.1 so that lengths matter."""

    protocol_version = "HTTP/1.1"
    site: Site

    def do_GET(self) -> None:
        self.close_connection = True
        self.site.requests.append(Request(self.path, dict(self.headers.items())))
        answers = self.site.pages.get(self.path, [status(404)])
        answer = answers.pop(0) if len(answers) > 1 else answers[0]
        with contextlib.suppress(ConnectionError):  # the client may go away
            answer(self)

    def head(self, code: int, headers: Mapping[str, object]) -> None:
        self.send_response(code)
        for name, value in headers.items():
            self.send_header(name, str(value))
        self.send_header("Connection", "close")
        self.end_headers()

    def log_message(self, *_: Any) -> None:
        """Nothing is printed."""


@contextmanager
def serving() -> Iterator[Site]:
    """A site on a free port of this machine."""
    site = Site()
    server = ThreadingHTTPServer(("127.0.0.1", 0), type("Handler", (Handler,), {"site": site}))
    server.daemon_threads = False
    site.base = f"http://127.0.0.1:{server.server_address[1]}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield site
    finally:
        site.done.set()
        server.shutdown()
        server.server_close()
        thread.join(BOUND)


def status(code: int, **headers: object) -> Answering:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return lambda handler: handler.head(code, {"Content-Length": 0} | named)


def moved(to: str, code: int = 302) -> Answering:
    return status(code, Location=to)


def page(text: str, kind: str = "text/html; charset=utf-8") -> Answering:
    def answer(handler: Handler) -> None:
        body = text.encode()
        handler.head(200, {"Content-Type": kind, "Content-Length": len(body)})
        handler.wfile.write(body)

    return answer


def file(data: bytes, etag: str | None = '"one"', stop: int | None = None, **wrong: object) -> Answering:
    """A file as a good server gives it: ranges, validators, 304. It breaks off after `stop` bytes of its body.

    `wrong` are headers that replace the true ones; None leaves one out.
    """

    def answer(handler: Handler) -> None:
        if etag and handler.headers.get("If-None-Match") == etag:
            handler.head(304, {"ETag": etag})
            return
        start = _start(handler, data, etag)
        headers: dict[str, object] = {"Content-Type": "application/zip", "Content-Length": len(data) - start}
        headers |= {"ETag": etag} if etag else {}
        headers |= {"Content-Range": f"bytes {start}-{len(data) - 1}/{len(data)}"} if start else {}
        headers |= {name.replace("_", "-"): value for name, value in wrong.items()}
        handler.head(206 if start else 200, {name: value for name, value in headers.items() if value is not None})
        handler.wfile.write(data[start:] if stop is None else data[start : start + stop])

    return answer


def _start(handler: Handler, data: bytes, etag: str | None) -> int:
    asked = handler.headers.get("Range", "")
    if asked.startswith("bytes=") and handler.headers.get("If-Range") == etag:
        return min(int(asked[6:].rstrip("-")), len(data))
    return 0


def stalling(data: bytes, after: int, etag: str = '"one"') -> Answering:
    """Sends some bytes and then nothing, keeping the line open until the test ends."""

    def answer(handler: Handler) -> None:
        start = _start(handler, data, etag)
        headers = {"Content-Length": len(data) - start, "ETag": etag}
        headers |= {"Content-Range": f"bytes {start}-{len(data) - 1}/{len(data)}"} if start else {}
        handler.head(206 if start else 200, headers)
        handler.wfile.write(data[start : start + after])
        handler.wfile.flush()
        handler.site.done.wait(BOUND)

    return answer


def hanging_up(handler: Handler) -> None:
    """Takes the request and closes the line without a word."""
    handler.connection.close()


def index(archives: Sequence[tuple[str, str, bytes]]) -> Answering:
    """The list of archives, in the shape of the publisher's: link, months covered, MD5."""
    rows = "".join(
        f'<li><a href="/data/archive/{month}.zip">{month}</a> <p>Contains data {covers}.</p><code>\n'
        f"{hashlib.md5(data, usedforsecurity=False).hexdigest()}\n</code></li>"
        for month, covers, data in archives
    )
    return page(f"<!doctype html><html><body><ul>{rows}</ul><a href='/about'>About</a></body></html>")
