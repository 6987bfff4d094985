"""How a guest behaves: one request at a time, a pause between them, patience when asked for it, and an end to it."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Protocol, TypeVar

from sextant import __version__
from sextant.errors import Refusal
from sextant.fetching.addresses import on_this_machine

AGENT = f"Sextant/{__version__} (statistics of police performance; one connection at a time)"
T = TypeVar("T")


class Clock(Protocol):
    """Time, so that tests need not wait."""

    def monotonic(self) -> float: ...

    def sleep(self, seconds: float) -> None: ...


@dataclass(frozen=True)
class Manners:
    """Seconds, tries and bytes. `slowest` bytes a second over `window` seconds are the least that is no stall."""

    pause: float = 1.0
    timeout: float = 30.0
    tries: int = 6
    first_wait: float = 2.0
    longest_wait: float = 120.0
    window: float = 60.0
    slowest: int = 512
    clock: Clock = time


def manners_towards(address: str) -> Manners:
    """As to any publisher; a mirror on this machine needs no pauses."""
    return Manners(pause=0.0) if on_this_machine(address) else Manners()


class Trouble(Exception):
    """Something that may pass: worth another try, after `wait` seconds where the server asks for it."""

    def __init__(self, reason: str, wait: float | None = None) -> None:
        self.reason, self.wait = reason, wait
        super().__init__(reason)


def patiently(manners: Manners, thing: str, attempt: Callable[[], T], kept: Callable[[], str] = lambda: "") -> T:
    """What `attempt` gives, tried again after Trouble with longer and longer waits.

    Raises Refusal when all tries are used up, or the server asks for a longer wait than `longest_wait`; `kept` then
    says what a new start can go on from.
    """
    for tried in range(1, manners.tries + 1):
        try:
            return attempt()
        except Trouble as trouble:
            wait = _wait(manners, trouble, tried)
            if tried == manners.tries or wait > manners.longest_wait:
                raise _gave_up(thing, trouble, wait, manners, tried, kept()) from trouble
            manners.clock.sleep(wait)
    raise AssertionError("no tries")


def retry_after(text: str | None, now: datetime | None = None) -> float | None:
    """Seconds that a Retry-After header asks for: a number of seconds, or a date. None where it can't be read.

    >>> retry_after("120")
    120.0
    """
    if not text:
        return None
    if text.strip().isdecimal():
        return float(text)
    try:
        until = parsedate_to_datetime(text)
    except ValueError:
        return None
    until = until if until.tzinfo else until.replace(tzinfo=UTC)
    return max(0.0, (until - (now or datetime.now(UTC))).total_seconds())


def _wait(manners: Manners, trouble: Trouble, tried: int) -> float:
    own = min(manners.first_wait * 2.0 ** (tried - 1), manners.longest_wait)
    return own if trouble.wait is None else max(own, trouble.wait)


def _gave_up(thing: str, trouble: Trouble, wait: float, manners: Manners, tried: int, kept: str) -> Refusal:
    mend = kept or "try again later"
    if wait > manners.longest_wait:
        return Refusal(thing, f"{trouble.reason} and asks to wait {wait:,.0f} seconds", mend)
    return Refusal(thing, f"{trouble.reason} ({tried} {'try' if tried == 1 else 'tries'})", mend)
