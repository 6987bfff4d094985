"""From what a person asks in words to the severity of a force's recorded crime by quarter or by 12 months."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Literal

from sextant.bodies import Bodies, Body
from sextant.config import Home
from sextant.engines import engine
from sextant.engines.base import Condition, Query, Tally
from sextant.errors import Refusal
from sextant.lake.catalogue import Lake
from sextant.lake.selection import Selection, select
from sextant.periods import Month, Window
from sextant.severity.populations import population_of
from sextant.severity.report import Negative, Point, Severity
from sextant.severity.scoring import score
from sextant.severity.weights import DEFAULT, Weights, load_weights

By = Literal["quarter", "year"]
MONTHS = {"quarter": 3, "year": 12}
Counts = Mapping[tuple[str, Month], int]  # offences by code and first month of the quarter


def severity(
    home: Home,
    *,
    force: str,
    to: str,
    start: str | None = None,
    by: str = "quarter",
    weights: str = DEFAULT,
    editions: Sequence[str] = (),
    as_of: date | None = None,
    engine_name: str = "duck",
) -> Severity:
    """Severity of what a force recorded, for each quarter or each 12 months from `start` to the one that ends in `to`.

    Without `start`: the last 12 months. Raises Refusal for an unknown force, month, edition, engine or weights, and
    where `to` ends no quarter or nothing is held.
    """
    body = Bodies.load(home.lists).named(force)
    periods = _periods(Month.parse(to, "--to"), Month.parse(start, "--from") if start else None, by)
    loaded = load_weights(weights, home.lists)
    selection = select(Lake(home.lake), "recorded-crime", "recorded_crime", as_of=as_of, pinned=editions)
    held = selection.present(body.slug)
    if not held:
        raise Refusal(body.name, "has no recorded crime loaded", "load it with `sextant load recorded-crime`")
    counts = _counts(selection, body, engine_name)
    points = tuple(_point(period, counts, held, loaded, body.slug, home) for period in periods)
    shown = [quarter for point in points if point.score for quarter in _quarters(point.window)]
    used = selection.editions_of(body.slug, shown)
    return Severity(body, by, loaded, points, score(_sum(counts, shown), loaded), _negatives(counts, shown), used)


def _periods(end: Month, start: Month | None, by: str) -> list[Window]:
    if by not in MONTHS:
        raise Refusal("--by", f"'{by}' is not a period", "use quarter or year")
    if not end.ends_a_quarter:
        first = end.quarter_start
        raise Refusal(
            "--to", f"recorded crime comes in quarters and {end} ends none", f"ask for {first + -1} or {first + 2}"
        )
    first = start or end + -11
    if first > end:
        raise Refusal("--from", f"{first} is after {end}", "give an earlier month")
    step = MONTHS[by]
    ends = [end + -step * k for k in range(max(1, (end - first + 1) // step))]
    return [Window.ending(each, step) for each in reversed(ends)]


def _counts(selection: Selection, body: Body, engine_name: str) -> Counts:
    of_body = Condition(("body",), "in", (body.slug,))
    query = Query("recorded_crime", (of_body,), ("offence_code", "period"), Tally("sum", "count"))
    answer = engine(engine_name).run(query, selection.parts())
    return {(str(code), Month.of(day)): number for (code, day), number in answer.items() if isinstance(day, date)}


def _point(window: Window, counts: Counts, held: frozenset[Month], weights: Weights, body: str, home: Home) -> Point:
    quarters = _quarters(window)
    missing = [quarter for quarter in quarters if quarter not in held]
    weighed = None if missing else score(_sum(counts, quarters), weights)
    return Point(window, weighed, tuple(missing), population_of(body, window, home.lists))


def _quarters(window: Window) -> list[Month]:
    return [month for month in window if month == month.quarter_start]


def _sum(counts: Counts, quarters: Iterable[Month]) -> Counter[str]:
    """Offences by code. Negative counts stay negative, and are taken off."""
    wanted, found = set(quarters), Counter[str]()
    for (code, quarter), number in counts.items():
        if quarter in wanted:
            found[code] += number
    return found


def _negatives(counts: Counts, quarters: Iterable[Month]) -> tuple[Negative, ...]:
    wanted = set(quarters)
    found = [Negative(code, quarter, n) for (code, quarter), n in counts.items() if n < 0 and quarter in wanted]
    return tuple(sorted(found, key=lambda each: (each.quarter, each.code)))
