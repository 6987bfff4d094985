"""Long work tells how far it is, and stops where whoever listens says so; the answer is that of work in silence."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from sextant.places.near_repeats import near_repeats
from sextant.places.scan import prospective_scan

CHANCE = np.random.default_rng(3)
EAST, NORTH = CHANCE.integers(0, 12, (2, 80)) * 200.0
TIMES = CHANCE.integers(0, 8, 80)


def asked(work: str, **more: Any) -> Any:
    if work == "scan":
        return prospective_scan(EAST, NORTH, TIMES, simulations=99, **more)
    return near_repeats(EAST, NORTH, TIMES, permutations=99, **more)


@pytest.mark.parametrize("work", ["scan", "near repeats"])
def test_draws_of_chance_are_told_to_the_last_and_change_nothing(work: str) -> None:
    heard: list[tuple[int, int]] = []
    found, silent = asked(work, tick=lambda done, whole, _: heard.append((done, whole))), asked(work)
    assert heard == sorted(heard)
    assert len(heard) > 1
    assert heard[-1] == (99, 99)
    assert repr(found) == repr(silent)


@pytest.mark.parametrize("work", ["scan", "near repeats"])
def test_whoever_listens_may_stop_it(work: str) -> None:
    def stop(_done: int, _whole: int, _what: str) -> None:
        raise InterruptedError

    with pytest.raises(InterruptedError):
        asked(work, tick=stop)
