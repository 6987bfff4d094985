from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass, field

import pytest

from sextant.fetching.manners import Manners
from sextant.fetching.wire import Wire
from tests.unit.cli.conftest import sextant as sextant  # the fixture
from tests.unit.fetching.publisher import Site, serving


@dataclass
class QuickClock:
    """Real time, but sleeping takes none: it is written down and added."""

    slept: list[float] = field(default_factory=list)

    def monotonic(self) -> float:
        return time.monotonic() + sum(self.slept)

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)


@pytest.fixture
def site() -> Iterator[Site]:
    with serving() as found:
        yield found


@pytest.fixture
def clock() -> QuickClock:
    return QuickClock()


@pytest.fixture
def wire(clock: QuickClock) -> Wire:
    return Wire(Manners(pause=0.0, timeout=0.4, tries=4, first_wait=1.0, clock=clock))
