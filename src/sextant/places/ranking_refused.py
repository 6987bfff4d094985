"""What never ranks a place: arrests, stops and offences that police find."""

from __future__ import annotations

import tomllib
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import numpy as np

from sextant.errors import Refusal
from sextant.places.events import Events


class NeverRanks(Refusal):
    """A ranking of places was asked of records that follow where police have been."""


@dataclass(frozen=True)
class Refused:
    """A kind of record that never ranks a place, and why."""

    what: str
    reason: str
    source: str


def refused_kinds(kinds: Collection[str]) -> dict[str, Refused]:
    """Which of these crime types, offence codes or kinds of records never rank a place."""
    listed = _listed()
    return {kind: listed[kind.strip().casefold()] for kind in kinds if kind.strip().casefold() in listed}


def check_rankable(events: Events) -> None:
    """Raise NeverRanks where any of the events is an arrest, a stop or an offence that police find."""
    used = [events.kinds[place] for place in np.unique(events.kind)]
    refused = refused_kinds(used)
    if refused:
        kind, why = next(iter(refused.items()))
        raise NeverRanks(
            f"'{kind}'", f"never ranks a place: {why.reason}", "leave it out, or describe it without a rank"
        )


def without_refused(events: Events) -> tuple[Events, Mapping[str, int]]:
    """The events that may rank places, and how many of each kind were left out."""
    refused = refused_kinds(events.kinds)
    counts = np.bincount(events.kind, minlength=len(events.kinds))
    left_out = {name: int(counts[events.kinds.index(name)]) for name in refused}
    codes = [events.kinds.index(name) for name in refused]
    return events[~np.isin(events.kind, codes)], {name: count for name, count in left_out.items() if count}


@cache
def _listed() -> dict[str, Refused]:
    text = files("sextant.places").joinpath("ranking_refused.toml").read_text("utf-8")
    return {
        name.casefold(): Refused(entry["what"], entry["reason"], entry["source"])
        for entry in tomllib.loads(text)["refused"]
        for name in [*entry.get("names", ()), *entry.get("codes", ())]
    }
