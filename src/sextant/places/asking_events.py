"""The events of a question: what is held, on one list of map points, of the kinds and hours asked, weighed or not."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from sextant.config import Home
from sextant.errors import Refusal
from sextant.periods import Month, Window
from sextant.places.crosswalk import crosswalk
from sextant.places.era import Eras, eras
from sextant.places.events import Events
from sextant.places.hours import AtTimes, Times, at_times
from sextant.places.plan_pattern import left_out_words, untold_words
from sextant.places.ranking_refused import refused_kinds
from sextant.places.reading import Held, events_of, with_harm

if TYPE_CHECKING:
    from sextant.places.asking import Ask

Bools = npt.NDArray[np.bool_]
SETS = {
    "violence": ("Violence and sexual offences",),
    "neighbourhood": ("Burglary", "Robbery", "Theft from the person", "Vehicle crime"),
}
"""Names for the sets of crime types that the measures use."""
LOOK_BACK = 120
"""Months before the window that are read to find where the list of map points changed, and earlier crime."""


def kinds_named(words: Sequence[str]) -> tuple[str, ...]:
    """Crime types and offence codes out of names of sets (`violence`, `neighbourhood`) and of their own."""
    found = [kind for word in words for kind in SETS.get(word.strip().casefold(), (word.strip(),))]
    return tuple(dict.fromkeys(found))


def read(home: Home, ask: Ask, window: Window) -> Held:
    """The force's events of the window and of LOOK_BACK months before it. Raises Refusal as `events_of` does."""
    start = window.start + -LOOK_BACK
    return events_of(
        home,
        force=ask.force,
        start=str(start),
        to=ask.to,
        table=ask.table,
        why=ask.why,
        editions=ask.editions,
        as_of=ask.as_of,
        named=window,
    )


def on_one_list(events: Events, ask: Ask, *, ranks: bool = True) -> tuple[Events, Eras, str]:
    """The events, moved to the newer map points where that is asked and a newer list begins by the window's end.

    The note counts the crimes that are asked about: of the window's months and of the kinds that would be counted.
    """
    if ask.table != "street" or not (events.point >= 0).any():
        return events, Eras((), ()), ""
    found = eras(events)
    if not (ask.moved and found.breaks):
        return events, found, ""
    made = crosswalk(events, found.breaks[-1])
    return made.events, found, made.label(_asked_about(events, ask, ranks))


def _asked_about(events: Events, ask: Ask, ranks: bool) -> Bools:
    """Which of the events are of the window and of the kinds asked, or else of those that may rank a place."""
    window = Window.ending(Month.parse(ask.to, "--to"), ask.months)
    first, last = (np.datetime64(str(month), "M") for month in (window.start, window.end))
    wanted = {kind.casefold() for kind in ask.kinds}
    refused = refused_kinds(events.kinds) if ranks else {}
    codes = [k for k, kind in enumerate(events.kinds) if (kind.casefold() in wanted if wanted else kind not in refused)]
    return (events.month >= first) & (events.month <= last) & np.isin(events.kind, codes)


def of_kinds(events: Events, ask: Ask) -> Events:
    """The events of the kinds asked, all where none is named. Raises Refusal for a kind that is not held."""
    if not ask.kinds:
        return events
    known = {name.casefold(): name for name in events.kinds}
    unknown = [kind for kind in ask.kinds if kind.casefold() not in known]
    if unknown:
        raise Refusal(f"kind '{unknown[0]}'", "is not held", f"use {', '.join([*SETS, *events.kinds[:16]])}")
    return events.of_kinds(*(known[kind.casefold()] for kind in ask.kinds))


def of_times(ask: Ask, events: Events) -> tuple[Events, tuple[str, ...]]:
    """The events of the hours and days of the week asked, and a note on what could not be told."""
    times = Times.parse(ask.hours, ask.weekdays)
    if times is None:
        return events, ()
    found = at_times(events, times)
    night = times.days and times.window and times.window.past_midnight
    rule = ", and a night for the day on which it began" if night else ""
    told = f"Only crimes {times}. Each counts at the middle of the times between which it happened{rule}."
    return events[found.inside], (told, *untold(found))


def untold(found: AtTimes) -> tuple[str, ...]:
    """What was left out since nobody can say when it happened; nothing is guessed."""
    told = (
        left_out_words(found.without, "without a time") if found.without else "",
        untold_words(found.untold) if found.untold else "",
    )
    return tuple(note for note in told if note)


def weighed(home: Home, ask: Ask, events: Events) -> tuple[Events, tuple[str, ...]]:
    """The events with what their offence weighs, where harm is asked for, and a note on those without a weight."""
    if not ask.weights:
        return events, ()
    from sextant.severity.weights import load_weights

    weights = load_weights(ask.weights, home.lists)
    found, lacking = with_harm(events, weights)
    named = f"Weighed by severity: {weights.edition.title}."
    if not lacking:
        return found, (named,)
    return found, (
        named,
        f"{sum(lacking.values()):,} crimes of codes without a weight are left out: {', '.join(lacking)}.",
    )
