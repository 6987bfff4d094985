"""From what a person asks in words to a reconciliation."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date

from sextant.bodies import Bodies, Body
from sextant.config import Home
from sextant.engines import engine
from sextant.errors import Refusal
from sextant.lake.catalogue import Lake
from sextant.measures.reconciling.categories import Join, load_differences, load_join
from sextant.measures.reconciling.codes import CodeFault, code_behind, code_faults
from sextant.measures.reconciling.counts import Recorded, Street, read_recorded, read_street
from sextant.measures.reconciling.report import Reconciliation, Unmapped
from sextant.measures.reconciling.rows import Row, rows_of
from sextant.periods import MONTHS_A_QUARTER, Month


def reconcile(
    home: Home,
    *,
    force: str,
    start: str | None = None,
    end: str | None = None,
    editions: Sequence[str] = (),
    as_of: date | None = None,
    engine_name: str = "duck",
) -> Reconciliation:
    """Set police.uk beside recorded crime for the quarters that both reach, or those inside `start` to `end`.

    Codes are judged in every quarter of recorded crime inside `start` to `end`. Raises Refusal for an unknown force,
    month, edition or engine, and where one of the sources holds nothing of the force.
    """
    bodies = Bodies.load(home.lists)
    body = bodies.named(force)
    runner = engine(engine_name)
    street = read_street(Lake(home.lake), runner, body.slug, as_of, editions)
    recorded = read_recorded(Lake(home.lake), runner, as_of, editions)
    _check(body, street, recorded)
    first = Month.parse(start, "--from") if start else None
    last = Month.parse(end, "--to") if end else None
    compared = _inside(_shared(street, recorded.held[body.slug]), first, last)
    if not compared:
        raise Refusal(body.name, "has no quarter that both sources reach", "load months and quarters that meet")
    join, differences = load_join(home.lists), load_differences(home.lists)
    rows = [
        row
        for category in join.categories
        for row in rows_of(category, body.slug, street, recorded, compared, differences.by_type.get(category.name))
    ]
    judged = _inside(sorted(recorded.held[body.slug]), first, last)
    peers = _peers(bodies, body)
    return Reconciliation(
        body,
        tuple(rows),
        tuple(code_faults(body.slug, recorded, peers, judged)),
        _unmapped(body.slug, recorded, compared, join),
        {row: tuple(_behind(row, body.slug, join, recorded, peers)) for row in rows if row.flag == "fault"},
        join,
        differences,
        (*street.editions, *recorded.editions),
    )


def _check(body: Body, street: Street, recorded: Recorded) -> None:
    for held, kind in ((street.months, "police-uk"), (recorded.held.get(body.slug), "recorded-crime")):
        if not held:
            raise Refusal(body.name, f"has no {kind} loaded", f"load it with `sextant load {kind}`")


def _behind(row: Row, body: str, join: Join, recorded: Recorded, peers: Sequence[str]) -> list[CodeFault]:
    """The code that made recorded crime depart from what police.uk leads one to expect, where one did."""
    if row.police_uk is None or row.recorded is None or not row.usual:
        return []
    gap = row.recorded - row.police_uk / row.usual
    return code_behind(body, join.codes_of(row.category), row.quarter, gap, recorded, peers)


def _peers(bodies: Bodies, body: Body) -> list[str]:
    """Forces with an area; a made-up one is no measure of a real one, nor the other way round."""
    return [each.slug for each in bodies.all if each.type == "territorial" and each.made_up == body.made_up]


def _shared(street: Street, held: Iterable[Month]) -> list[Month]:
    """Quarters from the first to the last that both sources reach, those with a gap among them."""
    quarters = sorted(held)
    first = max(min(street.months).quarter_start, quarters[0])
    last = min(max(street.months).quarter_start, quarters[-1])
    return [first + k for k in range(0, last - first + 1, MONTHS_A_QUARTER)]


def _inside(quarters: Iterable[Month], first: Month | None, last: Month | None) -> list[Month]:
    """The quarters that lie wholly between two months, both counted."""
    return [
        quarter
        for quarter in quarters
        if (first is None or quarter >= first) and (last is None or quarter + (MONTHS_A_QUARTER - 1) <= last)
    ]


def _unmapped(body: str, recorded: Recorded, quarters: Sequence[Month], join: Join) -> tuple[Unmapped, ...]:
    found = Counter[str]()
    for code, counts in recorded.offences[body].items():
        if join.category_of(code) is None and code not in join.not_shown:
            found[code] += sum(counts.get(quarter, 0) for quarter in quarters)
    return tuple(Unmapped(code, count) for code, count in sorted(found.items()) if count)
