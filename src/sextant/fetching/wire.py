"""One request at a time over http, redirects followed by our own rules. Every fault is Trouble or a Refusal."""

from __future__ import annotations

import ssl
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.client import HTTPException, HTTPResponse
from typing import cast
from urllib.error import URLError
from urllib.request import (
    HTTPDefaultErrorHandler,
    HTTPHandler,
    HTTPSHandler,
    OpenerDirector,
    ProxyHandler,
    Request,
    UnknownHandler,
)

from sextant.errors import Refusal
from sextant.fetching.addresses import checked, led_on, on_this_machine
from sextant.fetching.manners import AGENT, Manners, Trouble, retry_after

REDIRECTS = (301, 302, 303, 307, 308)
GOOD = (200, 206, 304, 416)
CHUNK = 256 * 1024


@dataclass
class Answer:
    """A server's answer, its body not read yet."""

    url: str
    response: HTTPResponse
    manners: Manners

    @property
    def status(self) -> int:
        return self.response.status

    def header(self, name: str) -> str:
        return self.response.headers.get(name, "").strip()

    def chunks(self) -> Iterator[bytes]:
        """The body, piece by piece as it comes. Raises Trouble when the server stalls or the line breaks."""
        clock = self.manners.clock
        since, got = clock.monotonic(), 0
        while piece := self._piece():
            yield piece
            got += len(piece)
            if (waited := clock.monotonic() - since) >= self.manners.window:
                if got < self.manners.slowest * waited:
                    raise Trouble(f"sends too slowly ({got / waited:,.0f} bytes a second)")
                since, got = clock.monotonic(), 0

    def _piece(self) -> bytes:
        with _faults_told():
            return self.response.read1(CHUNK)


@dataclass
class Wire:
    """Asks servers, one request after another with a pause between them."""

    manners: Manners = field(default_factory=Manners)
    _last: float | None = None

    @contextmanager
    def ask(self, address: str, headers: Mapping[str, str] | None = None) -> Iterator[Answer]:
        """The answer to a GET, with status 200, 206, 304 or 416.

        Raises Trouble for what may pass (no connection, a stall, 429, 5xx) and Refusal for what won't.
        """
        self._pause()
        answer = self._followed(address, headers or {})
        try:
            yield answer
        finally:
            answer.response.close()
            self._last = self.manners.clock.monotonic()

    def _pause(self) -> None:
        clock = self.manners.clock
        if self._last is not None and (left := self.manners.pause - (clock.monotonic() - self._last)) > 0:
            clock.sleep(left)

    def _followed(self, address: str, headers: Mapping[str, str]) -> Answer:
        seen = [checked(address, address)]
        while True:
            answer = self._asked(seen[-1], headers)
            try:
                if answer.status not in REDIRECTS:
                    _check_status(address, answer)
                    return answer
                if not answer.header("Location"):
                    raise Refusal(address, f"answers {answer.status} and leads nowhere", "check the address")
                seen.append(led_on(seen[-1], answer.header("Location"), seen))
            except BaseException:
                answer.response.close()
                raise
            answer.response.close()

    def _asked(self, url: str, headers: Mapping[str, str]) -> Answer:
        request = Request(url, headers={"User-Agent": AGENT, "Accept-Encoding": "identity", **headers})
        with _faults_told():
            response = _opener(url).open(request, timeout=self.manners.timeout)
        return Answer(url, cast(HTTPResponse, response), self.manners)


def _opener(url: str) -> OpenerDirector:
    """http and https only, through the machine's proxy where it has one; statuses are ours to judge."""
    opener = OpenerDirector()
    proxies = ProxyHandler({}) if on_this_machine(url) else ProxyHandler()
    for handler in (proxies, UnknownHandler(), HTTPHandler(), HTTPSHandler(), HTTPDefaultErrorHandler()):
        opener.add_handler(handler)
    return opener


def _check_status(address: str, answer: Answer) -> None:
    status, wait = answer.status, retry_after(answer.header("Retry-After"))
    if status in GOOD:
        return
    if status == 429:
        raise Trouble("says that we ask too often (429)", wait)
    if status >= 500:
        raise Trouble(f"fails on its own side ({status})", wait)
    if status in (404, 410):
        raise Refusal(address, f"is not there ({status})", "check the months, or whether the publisher has moved it")
    if status in (401, 403, 407):
        raise Refusal(address, f"may not be read from here ({status})", "ask whoever runs your network")
    raise Refusal(address, f"answers with status {status}", "check the address")


@contextmanager
def _faults_told() -> Iterator[None]:
    """Faults of the line as Trouble, in words; a certificate that does not hold as Refusal."""
    try:
        yield
    except URLError as error:
        if isinstance(error.reason, ssl.SSLCertVerificationError):
            raise _not_who_it_says(error.reason) from error
        raise Trouble(_in_words(error.reason)) from error
    except (HTTPException, OSError) as error:
        raise Trouble(_in_words(error)) from error


def _not_who_it_says(error: ssl.SSLCertVerificationError) -> Refusal:
    fault = f"can't show that it is who it says ({error.verify_message})"
    return Refusal("the server", fault, "check the clock of this machine, or ask whoever runs your network")


def _in_words(error: object) -> str:
    if isinstance(error, TimeoutError):
        return "stops answering"
    if isinstance(error, ConnectionRefusedError):
        return "takes no connection"
    if isinstance(error, ConnectionError | HTTPException):
        return "breaks the connection off"
    return f"can't be reached ({error})"
