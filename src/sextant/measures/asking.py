"""From what a person asks in words to a figure set, or to the rows behind one figure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from sextant.bodies import Bodies
from sextant.config import Home
from sextant.engines import engine
from sextant.engines.base import Condition
from sextant.errors import Refusal
from sextant.lake.catalogue import Lake
from sextant.lake.consultations import consult
from sextant.measures.asks import Ask
from sextant.measures.compute import compute
from sextant.measures.definition import DEFAULT, Definitions, FigureDefinition, load_definitions
from sextant.measures.figures import FigureSet
from sextant.measures.robustness import Choice, Robustness, choices, robustness
from sextant.measures.series import Reader, question
from sextant.periods import Month, Window


def figure_set(
    home: Home,
    *,
    force: str,
    to: str,
    baseline: str | None = None,
    definitions: str = DEFAULT,
    editions: Sequence[str] = (),
    as_of: date | None = None,
    switches: Sequence[str] = (),
    districts: bool = False,
    released: Mapping[str, str] | None = None,
    engine_name: str = "duck",
) -> FigureSet:
    """The figures of one force. Raises Refusal for an unknown force, month, definitions, edition or switch."""
    defined = load_definitions(definitions, home.definitions)
    _check_switches(defined, switches)
    body = Bodies.load(home.lists).named(force)
    until = Month.parse(to, "--to")
    against = Month.parse(baseline, "--baseline") if baseline else defined.baseline_to
    ask = Ask(body, until, against, tuple(switches), districts, released or {})
    reader = Reader(Lake(home.lake), engine(engine_name), (body.slug,), as_of, tuple(editions))
    return compute(ask, defined, reader)


def robust(
    home: Home,
    figures: FigureSet,
    *,
    baselines: Sequence[str] = (),
    definitions: str = DEFAULT,
    editions: Sequence[str] = (),
    as_of: date | None = None,
    switches: Sequence[str] = (),
    engine_name: str = "duck",
) -> list[Robustness]:
    """Whether each headline of a set survives other baselines and each switch turned over.

    Without `baselines` the definitions' own list is tried. The other arguments are those that the set was made with.
    """
    defined = load_definitions(definitions, home.definitions)
    months = [Month.parse(each, "--also-baseline") for each in baselines] or list(defined.also_baselines)
    body = Bodies.load(home.lists).named(figures.force)
    reader = Reader(Lake(home.lake), engine(engine_name), (body.slug,), as_of, tuple(editions))

    def make(choice: Choice) -> FigureSet:
        return compute(Ask(body, figures.to, choice.baseline_to, choice.switches), defined, reader)

    return robustness(figures, choices(defined, figures.baseline_to, switches, months), make)


def rows_behind(
    home: Home,
    key: str,
    *,
    force: str,
    to: str,
    definitions: str = DEFAULT,
    editions: Sequence[str] = (),
    as_of: date | None = None,
    switches: Sequence[str] = (),
    limit: int = 100,
    why: str = "",
) -> list[Mapping[str, Any]]:
    """The rows that a figure's current window is made of, in the order of their files.

    Where they are about people, `why` is needed and the look is logged. Raises Refusal without it.
    """
    defined = load_definitions(definitions, home.definitions)
    _check_switches(defined, switches)
    figure = _figure(defined, key)
    body = Bodies.load(home.lists).named(force)
    window = Window.ending(Month.parse(to, "--to"), defined.window_months)
    reader = Reader(Lake(home.lake), engine(), (body.slug,), as_of, tuple(editions))
    selection = reader.selection(figure.source, figure.table)
    if any(edition.persons for edition in selection.editions):
        consult(home.root, why=why, what=f"rows of {key}", details={"force": body.slug, "window": str(window)})
    days = Condition(("period",), "between", (window.start.first_day, window.end.last_day))
    whose = (body.region or "") if figure.of == "region" else body.slug
    query = question(figure, defined.codes_of(figure, switches), (whose,), more=(days,))
    if figure.table == "recorded_crime":  # rows of 0 are part of the table, not of the number
        query = replace(query, where=(*query.where, Condition(("count",), "not_in", (0,))))
    return reader.engine.rows(query, selection.parts(), limit)


def _check_switches(defined: Definitions, switches: Sequence[str]) -> None:
    for switch in switches:
        if switch not in defined.switches:
            raise Refusal(
                f"switch '{switch}'", "is not in the definitions", f"use one of {', '.join(defined.switches)}"
            )


def _figure(defined: Definitions, key: str) -> FigureDefinition:
    for figure in defined.figures:
        if figure.key == key and figure.table:
            return figure
    raise Refusal(f"figure '{key}'", f"has no rows in {defined.name}", "see the keys that `sextant measures` lists")
