"""Which addresses may be asked: https anywhere, plain http only on this machine, where mirrors and tests live."""

from __future__ import annotations

import ipaddress
from urllib.parse import SplitResult, urldefrag, urljoin, urlsplit

from sextant.errors import Refusal

MOST_REDIRECTS = 5


def checked(address: str, thing: str) -> str:
    """The address itself. Raises Refusal that names `thing` when it may not be asked."""
    parts = _parts(address, thing)
    if parts.scheme == "https" or (parts.scheme == "http" and on_this_machine(address)):
        return address
    raise Refusal(thing, f"'{address}' is not https", "give an address that begins with https://")


def led_on(address: str, location: str, seen: list[str]) -> str:
    """The address that a redirect leads to. Raises Refusal for one that may not be followed.

    At most five are followed, never in a loop, never from https to anything else; plain http only from and to the same
    server on this machine.
    """
    to = urldefrag(urljoin(address, location)).url
    parts = _parts(to, address)
    if parts.scheme != "https" and (parts.scheme, parts.netloc) != ("http", _loopback(address)):
        raise Refusal(address, f"leads on to {to}, which is not https", "it is not followed; tell the publisher")
    if to in seen:
        raise Refusal(address, "leads round in a loop", "try again later, or tell the publisher")
    if len(seen) > MOST_REDIRECTS:
        raise Refusal(seen[0], f"leads on more than {MOST_REDIRECTS} times", "check the address")
    return to


def on_this_machine(address: str) -> bool:
    host = urlsplit(address).hostname or ""
    try:
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _loopback(address: str) -> str:
    parts = urlsplit(address)
    return parts.netloc if parts.scheme == "http" and on_this_machine(address) else "nowhere"


def _parts(address: str, thing: str) -> SplitResult:
    try:
        parts = urlsplit(address)
        unfit = not parts.hostname or "@" in parts.netloc or parts.port == 0
    except ValueError:
        unfit = True
    if unfit or any(ord(letter) <= ord(" ") for letter in address):
        raise Refusal(thing, f"'{address}' is no address of a server", "write it as https://server/path")
    return parts
