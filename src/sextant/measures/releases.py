"""What a force's releases give away together: this one and those published before, as sums of the same pieces."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import product

from sextant.disclosure import policy_for
from sextant.disclosure.differencing import Hidden, Known, Piece, Recovered, recovered
from sextant.measures.definition import Definitions, FigureDefinition
from sextant.measures.figures import Figure, FigureSet, Point, WindowValue
from sextant.periods import MONTHS_A_QUARTER, Month

ANYWHERE = ""  # crimes that lie in no district


@dataclass(frozen=True)
class Release:
    """A set of figures under the name by which people know its publication."""

    name: str
    figures: FigureSet


@dataclass(frozen=True)
class Leaks:
    """The hidden counts that can be worked out, and what could not be judged, in words."""

    recovered: tuple[Recovered, ...]
    unjudged: tuple[str, ...]

    @property
    def sentences(self) -> list[str]:
        return [f"disclosure: {each.sentence}; {each.mend}" for each in self.recovered]


def leaks(figures: FigureSet, earlier: Sequence[Release], definitions: Definitions) -> Leaks:
    """Check a full set of figures against what was published, the newest release first.

    Only own records are judged: figures of open data are public anyway. A number that was revised since it was
    published contradicts the newer ones; it is left out and named.
    """
    releases = [Release("this statement", figures), *earlier]
    found: list[Recovered] = []
    unjudged: list[str] = []
    for definition in definitions.figures:
        if definition.counting in ("count", "series") and _own(definition, definitions):
            policy = policy_for(definition.source)
            threshold = definitions.source_notes[definition.source].threshold
            policy = replace(policy, threshold=threshold, protection=max(policy.protection, threshold - 1))
            known = _Known(definition.key, releases)
            told = recovered(list(known.shown()), list(known.hidden()), policy)
            found += told.recovered
            unjudged += [f"{each.what} in {each.release} was revised since" for each in told.revised]
            unjudged += known.unjudged()
    return Leaks(tuple(found), tuple(unjudged))


def _own(definition: FigureDefinition, definitions: Definitions) -> bool:
    note = definitions.source_notes.get(definition.source)
    return note is not None and note.disclosure == "own" and definition.disclosure != "open"


@dataclass(frozen=True)
class _Known:
    """One figure's key in all releases."""

    key: str
    releases: Sequence[Release]

    def shown(self) -> Iterator[Known]:
        """Every number of the key that the public has or is about to get."""
        for release, figure in self._figures():
            name = _name(figure)
            if figure.disclosure.state == "open":
                for value, other in _pairs(figure):
                    if (months := counted_months(figure, value, other)) and value.value is not None:
                        what = f"{name}, {value.window.in_words}"
                        yield Known(what, release.name, self._pieces(figure, months), int(value.value))
            if figure.disclosure.state == figure.disclosure.series == "open":
                for point in figure.series:
                    if point.value is not None:
                        what = f"{name}, {_period(figure, point)}"
                        yield Known(what, release.name, self._pieces(figure, _months(figure, point)), point.value)

    def hidden(self) -> Iterator[Hidden]:
        """Every number of the newest release that the public must not have."""
        for figure in self._of(self.releases[0]):
            if figure.disclosure.series != "open" or figure.disclosure.state != "open":
                for point in figure.series:
                    what = f"{_name(figure)}, {_period(figure, point)}"
                    yield Hidden(what, self._pieces(figure, _months(figure, point)), point.value or 0)
            if figure.disclosure.state != "open":
                for value, other in _pairs(figure):
                    if months := counted_months(figure, value, other):
                        what = f"{_name(figure)}, {value.window.in_words}"
                        yield Hidden(what, self._pieces(figure, months), int(value.value or 0))

    def unjudged(self) -> Iterator[str]:
        for release, figure in self._figures():
            for value, other in _pairs(figure):
                if value.value is not None and not counted_months(figure, value, other):
                    yield f"{_name(figure)}, {value.window.in_words} in {release.name}: its months can't be told"

    def _figures(self) -> Iterator[tuple[Release, Figure]]:
        return ((release, figure) for release in self.releases for figure in self._of(release))

    def _of(self, release: Release) -> list[Figure]:
        return [figure for figure in release.figures.figures if figure.key == self.key]

    def _pieces(self, figure: Figure, months: Sequence[Month]) -> frozenset[Piece]:
        """(district, month, code) of everything the number adds up."""
        named = {str(each.area) for _, each in self._figures() if each.area}
        areas = [figure.area] if figure.area else [*named, ANYWHERE]
        return frozenset(product(areas, map(str, months), figure.origin.codes or ("any",)))


def _pairs(figure: Figure) -> tuple[tuple[WindowValue, WindowValue], ...]:
    return (figure.current, figure.baseline), (figure.baseline, figure.current)


def counted_months(figure: Figure, value: WindowValue, other: WindowValue) -> list[Month]:
    """The months that a window's number adds up; empty when they can't be told.

    Where months are missing only the calendar months held in both windows are counted.
    """
    if value.months_counted == value.months_expected:
        return value.window.months
    held = {month for point in figure.series if point.value is not None for month in _months(figure, point)}
    also = {month.month for month in other.window if month in held}
    for months in ([m for m in value.window if m in held and m.month in also], [m for m in value.window if m in held]):
        if len(months) == value.months_counted:
            return months
    return []


def _months(figure: Figure, point: Point) -> list[Month]:
    return [point.period + k for k in range(MONTHS_A_QUARTER if figure.grain == "quarter" else 1)]


def _period(figure: Figure, point: Point) -> str:
    return f"the quarter from {point.period.in_words}" if figure.grain == "quarter" else point.period.in_words


def _name(figure: Figure) -> str:
    return f"{figure.key} – {figure.area}" if figure.area else figure.key
