"""Districts of a force's own records: which may be shown beside the force's number without giving a small one away."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import groupby

from sextant.disclosure import Policy, Sum, Suppression, Table, policy_for, suppress
from sextant.measures.definition import Definitions, FigureDefinition
from sextant.measures.figures import Disclosure, Figure, WindowValue

WINDOWS = ("current", "baseline")
FORCE, REST = "the force", "no district"
Key = tuple[str, str]  # district (or FORCE, REST) and window

HIDDEN = "its count is small, or another district's is and this one would give it away by subtraction"
UNSAFE = "the districts are too few, or too small, to be shown beside the force's number"
NOT_A_SUM = "the districts' counts do not add up to the force's, so what they give away can't be told"
FORCE_HIDDEN = "the force's own number is withheld, and its districts with it"


def with_districts_open(figures: Sequence[Figure], definitions: Definitions) -> list[Figure]:
    """The figures with each district of own records opened or suppressed; open data and whole forces stay as they are.

    Both windows of a district are shown or hidden together. Every reason is the same for a small count and for one
    that is hidden beside it: which of the two it is would tell.
    """
    whole = {figure.key: figure for figure in figures if figure.area is None}
    defined = {each.key: each for each in definitions.figures}
    states: dict[tuple[str, str | None], Disclosure] = {}
    restricted = [f for f in figures if f.area and f.disclosure.state == "restricted" and not defined[f.key].publish]
    for key, group in groupby(restricted, key=lambda figure: figure.key):
        own = list(group)
        policy = _policy(defined[key], definitions)
        states |= {(key, area): found for area, found in _states(defined[key], whole[key], own, policy).items()}
    return [replace(f, disclosure=states.get((f.key, f.area), f.disclosure)) for f in figures]


def _policy(figure: FigureDefinition, definitions: Definitions) -> Policy:
    """The kind's policy with the threshold of the definitions' own source note."""
    policy, threshold = policy_for(figure.source), definitions.source_notes[figure.source].threshold
    return replace(policy, threshold=threshold, protection=max(policy.protection, threshold - 1))


def _states(figure: FigureDefinition, force: Figure, own: Sequence[Figure], policy: Policy) -> Mapping[str, Disclosure]:
    areas = {str(each.area): each for each in own}
    if force.disclosure.state != "open":
        return dict.fromkeys(areas, _withheld(FORCE_HIDDEN))
    table = _table(figure, force, areas)
    if table is None:
        return dict.fromkeys(areas, _withheld(NOT_A_SUM, "restricted"))
    found = suppress(table, policy)
    return {area: _state(area, each, found) for area, each in areas.items()}


def _table(figure: FigureDefinition, force: Figure, areas: Mapping[str, Figure]) -> Table[Key] | None:
    """Districts by window with the force as the total, public and fixed; None where districts don't add up to it.

    Incidents counted once each may lie in several districts, and a window that lacks months counts others in a
    district than in the force. Crimes without a district are taken as known to the reader.
    """
    if figure.tally.get("how") == "distinct":
        return None
    counts: dict[Key, int] = {}
    for window in WINDOWS:
        if _value(force, window) is not None:
            own = _counts(force, areas, window)
            if own is None:
                return None
            counts |= own
    held = [window for window in WINDOWS if (FORCE, window) in counts]
    sums = [Sum((FORCE, window), tuple((area, window) for area in (*areas, REST))) for window in held]
    fixed = frozenset((name, window) for name in (FORCE, REST) for window in held)
    together = tuple(frozenset((area, window) for window in held) for area in areas)
    return Table(counts, tuple(sums), fixed, together)


def _counts(force: Figure, areas: Mapping[str, Figure], window: str) -> dict[Key, int] | None:
    """One window's counts and what lies in no district; None where they can't add up."""
    everybody = {**areas, FORCE: force}
    counted = {_window(each, window).months_counted for each in everybody.values()}
    if len(counted) != 1 or any(_value(each, window) is None for each in areas.values()):
        return None
    known = {(area, window): int(_value(each, window) or 0) for area, each in everybody.items()}
    rest = 2 * known[FORCE, window] - sum(known.values())
    return None if rest < 0 else known | {(REST, window): rest}


def _value(figure: Figure, window: str) -> float | int | None:
    return _window(figure, window).value


def _window(figure: Figure, window: str) -> WindowValue:
    return figure.current if window == "current" else figure.baseline


def _state(area: str, figure: Figure, found: Suppression[Key]) -> Disclosure:
    series = (figure.disclosure.series, figure.disclosure.series_reason)
    if not found.safe:
        return _withheld(UNSAFE)
    if any((area, window) in found.hidden for window in WINDOWS):
        return _withheld(HIDDEN)
    # The series of one district beside those of the others would open another table: only the two windows are shown.
    return Disclosure("open", "", "suppressed", series[1] or "districts are shown for the two windows, not by month")


def _withheld(reason: str, state: str = "suppressed") -> Disclosure:
    return Disclosure(state, reason, "suppressed", reason)  # type: ignore[arg-type]
