"""How many people live in a force's area: the denominator of a rate, with its date."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from datetime import date, timedelta
from importlib import resources
from pathlib import Path

from sextant.periods import Window


@dataclass(frozen=True)
class Population:
    """Residents of a body's area on a day."""

    body: str
    residents: int
    on: date
    source: str


def population_of(body: str, window: Window, own_lists: Path | None = None) -> Population | None:
    """The population whose day is nearest to the middle of `window`; None when none is held for the body.

    A home's lists/populations.toml adds to the shipped ones; of two for the same day its own counts.
    """
    known = {each.on: each for each in load_populations(own_lists) if each.body == body}
    middle = window.start.first_day + timedelta(days=window.days // 2)
    return min(known.values(), key=lambda each: (abs(each.on - middle), each.on), default=None)


def load_populations(own_lists: Path | None = None) -> list[Population]:
    """The shipped populations, then a home's own."""
    texts = [(resources.files("sextant") / "lists" / "populations.toml").read_text("utf-8")]
    if own_lists and (own_lists / "populations.toml").exists():
        texts.append((own_lists / "populations.toml").read_text("utf-8"))
    return [Population(**entry) for text in texts for entry in tomllib.loads(text)["population"]]
