"""Where chance comes from: one stream a month and purpose, so that no part moves because another drew more."""

from __future__ import annotations

from enum import IntEnum

import numpy as np

from sextant.periods import Month


class Purpose(IntEnum):
    """What a stream is for. Numbers are part of the bytes that come out: add at the end, never renumber."""

    COUNTS = 1
    PLACES = 2
    CRIMES = 3
    NEAR_REPEATS = 4
    OUTCOMES = 5
    STREET = 6
    STOPS = 7
    FLAGS = 8
    MEASURING = 9


def stream(seed: int, purpose: Purpose, month: Month | None = None) -> np.random.Generator:
    """A generator that depends on the seed, the purpose and the month only."""
    when = month.year * 12 + month.month if month else 0
    return np.random.Generator(np.random.PCG64(np.random.SeedSequence([seed, int(purpose), when])))
