from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace

import pytest

from sextant.fetching.manners import Manners
from sextant.fetching.wire import Wire
from tests.unit.cli.conftest import sextant as sextant  # the fixture
from tests.unit.fetching.publisher import Site, serving


@dataclass
class QuickClock:
    """Time goes by sleeping alone, which takes none: it is written down and added."""

    slept: list[float] = field(default_factory=list)

    def monotonic(self) -> float:
        return sum(self.slept)

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
    return Wire(Manners(pause=0.0, timeout=60.0, tries=4, first_wait=1.0, clock=clock))


@pytest.fixture
def hasty(wire: Wire) -> Callable[[float], Wire]:
    """The same, but a server that is silent for so many seconds stalls."""
    return lambda seconds: Wire(replace(wire.manners, timeout=seconds))
