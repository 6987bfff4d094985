from __future__ import annotations

import ssl
from datetime import UTC, datetime
from urllib.error import URLError
from urllib.request import OpenerDirector

import pytest

from sextant.errors import Refusal
from sextant.fetching.addresses import checked, led_on
from sextant.fetching.manners import Manners, Trouble, manners_towards, patiently, retry_after
from sextant.fetching.wire import Wire
from tests.unit.fetching.conftest import QuickClock
from tests.unit.fetching.publisher import BOUND, Handler, Site, hanging_up, moved, page, status


def body(wire: Wire, address: str) -> bytes:
    with wire.ask(address) as answer:
        return b"".join(answer.chunks())


def test_redirects_are_followed_to_the_page(site: Site, wire: Wire) -> None:
    site.put("/new", page("here"))
    assert body(wire, site.put("/old", moved("/new", 301))) == b"here"


def test_five_redirects_are_followed_and_a_sixth_is_not(site: Site, wire: Wire) -> None:
    site.put("/5", page("here"))
    for k in range(5):
        site.put(f"/{k}", moved(f"/{k + 1}"))
    assert body(wire, site.base + "/0") == b"here"
    site.put("/5", moved("/6"))
    with pytest.raises(Refusal, match="leads on more than 5 times"):
        body(wire, site.base + "/0")


def test_a_loop_is_seen_at_once(site: Site, wire: Wire) -> None:
    site.put("/b", moved("/a"))
    with pytest.raises(Refusal, match="round in a loop"):
        body(wire, site.put("/a", moved("/b")))
    assert len(site.requests) == 2


@pytest.mark.parametrize(
    "to",
    ["file:///etc/passwd", "ftp://127.0.0.1/x", "http://example.org/x", "http://127.0.0.1:1/x", "data:text/html,hi"],
)
def test_a_redirect_to_anything_but_https_or_the_same_server_here_is_not_followed(
    site: Site, wire: Wire, to: str
) -> None:
    with pytest.raises(Refusal):
        body(wire, site.put("/a", moved(to)))
    assert len(site.requests) == 1


def test_a_redirect_without_an_address_is_refused(site: Site, wire: Wire) -> None:
    with pytest.raises(Refusal, match="leads nowhere"):
        body(wire, site.put("/a", status(302)))


def test_https_leads_to_https_and_never_back() -> None:
    start = "https://data.police.uk/a"
    assert led_on(start, "https://store.example/a#top", [start]) == "https://store.example/a"
    for to in ("http://data.police.uk/a", "http://127.0.0.1/a", "//user@store.example/a"):
        with pytest.raises(Refusal):
            led_on(start, to, [start])


@pytest.mark.parametrize(
    "address",
    [
        "http://data.police.uk/",
        "file:///etc/passwd",
        "https://",
        "https://me:pw@host/",
        "https://a b/",
        "nonsense",
        "https://[::1",
    ],
)
def test_an_address_that_is_not_https_is_refused(address: str) -> None:
    with pytest.raises(Refusal):
        checked(address, "publishers.toml")


@pytest.mark.parametrize(
    "address", ["https://data.police.uk/", "http://127.0.0.1:80/", "http://[::1]:8/", "http://localhost/"]
)
def test_https_anywhere_and_http_on_this_machine_will_do(address: str) -> None:
    assert checked(address, "x") == address


@pytest.mark.parametrize(
    ("code", "words"),
    [(404, r"is not there \(404\)"), (410, "is not there"), (403, "may not be read"), (400, "status 400")],
)
def test_what_will_not_pass_is_refused_without_another_try(site: Site, wire: Wire, code: int, words: str) -> None:
    with pytest.raises(Refusal, match=words):
        body(wire, site.put("/a", status(code)))
    assert len(site.requests) == 1


@pytest.mark.parametrize(("code", "words"), [(429, "too often"), (500, "its own side"), (503, "its own side")])
def test_what_may_pass_is_trouble(site: Site, wire: Wire, code: int, words: str) -> None:
    with pytest.raises(Trouble, match=words):
        body(wire, site.put("/a", status(code)))


def test_a_wait_that_the_server_asks_for_is_kept(site: Site, wire: Wire, clock: QuickClock) -> None:
    address = site.put("/a", status(429, Retry_After=7), page("here"))
    assert patiently(wire.manners, address, lambda: body(wire, address)) == b"here"
    assert clock.slept == [7.0]


def test_a_wait_of_an_hour_is_told_and_not_waited_for(site: Site, wire: Wire, clock: QuickClock) -> None:
    address = site.put("/a", status(503, Retry_After=3600))
    with pytest.raises(Refusal, match="asks to wait 3,600 seconds"):
        patiently(wire.manners, address, lambda: body(wire, address))
    assert clock.slept == []


def test_tries_come_to_an_end_with_longer_and_longer_waits(site: Site, wire: Wire, clock: QuickClock) -> None:
    address = site.put("/a", status(500))
    with pytest.raises(Refusal, match=r"\(500\) \(4 tries\)"):
        patiently(wire.manners, address, lambda: body(wire, address))
    assert clock.slept == [1.0, 2.0, 4.0]
    assert len(site.requests) == 4


def test_retry_after_is_seconds_or_a_date_or_nothing() -> None:
    now = datetime(2022, 1, 1, 12, 0, tzinfo=UTC)
    assert retry_after("Sat, 01 Jan 2022 12:01:00 GMT", now) == 60
    assert retry_after("Sat, 01 Jan 2022 11:00:00 GMT", now) == 0
    assert retry_after("Sat, 01 Jan 2022 12:01:00 -0000", now) == 60
    assert [retry_after(text, now) for text in ("soon", "", None, "-5")] == [None] * 4


def test_there_is_a_pause_between_two_requests(site: Site, clock: QuickClock) -> None:
    wire = Wire(Manners(pause=1.0, timeout=60.0, clock=clock))
    address = site.put("/a", page("here"))
    body(wire, address)
    assert clock.slept == []
    body(wire, address)
    assert clock.slept == [1.0]


def test_a_mirror_on_this_machine_needs_no_pause() -> None:
    assert manners_towards("http://127.0.0.1:8000/").pause == 0
    assert manners_towards("https://data.police.uk/").pause >= 1


def test_a_line_that_is_closed_without_a_word_is_trouble(site: Site, wire: Wire) -> None:
    with pytest.raises(Trouble, match="breaks the connection off"):
        body(wire, site.put("/a", hanging_up))


def test_a_server_that_is_not_there_is_trouble(wire: Wire) -> None:
    with pytest.raises(Trouble, match="takes no connection"):
        body(wire, "http://127.0.0.1:9/")


def test_a_server_that_can_not_show_who_it_is_is_refused_and_not_tried_again(
    wire: Wire, monkeypatch: pytest.MonkeyPatch
) -> None:
    def stranger(*_: object, **__: object) -> None:
        error = ssl.SSLCertVerificationError("no")
        error.verify_message = "self-signed certificate"
        raise URLError(error)

    monkeypatch.setattr(OpenerDirector, "open", stranger)
    with pytest.raises(Refusal, match="who it says \\(self-signed certificate\\)"):
        body(wire, "https://127.0.0.1/")


def test_https_is_never_answered_in_plain_http(site: Site, wire: Wire) -> None:
    with pytest.raises(Trouble):
        body(wire, site.put("/a", page("here")).replace("http:", "https:"))


def test_a_server_that_drips_is_a_server_that_stalls(site: Site, clock: QuickClock) -> None:
    wire = Wire(Manners(pause=0.0, timeout=60.0, window=30.0, clock=clock))

    def dripping(handler: Handler) -> None:
        handler.head(200, {"Content-Length": 100})
        handler.wfile.write(b"x")
        handler.wfile.flush()
        handler.site.done.wait(BOUND)

    with wire.ask(site.put("/a", dripping)) as answer:
        pieces = answer.chunks()
        assert next(pieces) == b"x"
        clock.sleep(60.0)
        with pytest.raises(Trouble, match="too slowly"):
            next(pieces)
