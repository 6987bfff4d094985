"""One figure of a force beside the same figure of all other forces: how each has changed, with limits for its size."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sextant.bodies import Bodies, Body
from sextant.evidence.funnels import Funnel, FunnelPoint, Position, proportion_funnel
from sextant.measures.definition import FigureDefinition
from sextant.measures.series import Reader
from sextant.periods import Window

ENOUGH = 10  # forces; fewer make no picture of what is usual among forces
TERRITORIAL = "territorial"
PLACES: Mapping[Position, str] = {
    Position.INSIDE: "within the limits",
    Position.ABOVE_95: "above the 95% limit",
    Position.BELOW_95: "below the 95% limit",
    Position.ABOVE_99_8: "above the 99.8% limit",
    Position.BELOW_99_8: "below the 99.8% limit",
}


@dataclass(frozen=True)
class Beside:
    """The funnel of a figure's change, and what could not be set beside it.

    A point's value is the share of the events of both windows that fall into the later one. Given the sum of two
    Poisson counts that share is binomial (Przyborowski and Wilenski, 1940), so both counts' chance is allowed for.
    """

    figure: FigureDefinition
    body: Body
    counts: Mapping[str, tuple[int, int]]  # now, then, by name of force
    funnel: Funnel
    left_out: tuple[str, ...]

    @property
    def own(self) -> FunnelPoint:
        return next(point for point in self.funnel.points if point.name == self.body.name)

    @property
    def overall(self) -> float:
        """All forces together: count now over count then."""
        return ratio(self.funnel.target) or 0.0


def beside(
    figure: FigureDefinition,
    codes: Sequence[str],
    reader: Reader,
    bodies: Bodies,
    body: Body,
    windows: tuple[Window, Window],
) -> Beside | None:
    """The force among all territorial forces of which both windows are held whole; None where there is no picture.

    `reader` must read every body; `windows` are the later and the earlier one.
    """
    forces = [each for each in bodies.all if each.type == TERRITORIAL and not each.made_up]
    forces = forces if body in forces else [each for each in bodies.all if each.type == TERRITORIAL]
    counts: dict[str, tuple[int, int]] = {}
    left_out: list[str] = []
    for force in forces:
        found = _counts(reader, figure, codes, force, windows)
        if found is None or sum(found) == 0:
            left_out.append(force.name)
        else:
            counts[force.name] = found
    if body.name not in counts or len(counts) < ENOUGH:
        return None
    funnel = proportion_funnel({name: (now, now + then) for name, (now, then) in counts.items()})
    return Beside(figure, body, counts, funnel, tuple(sorted(left_out)))


def ratio(share: float) -> float | None:
    """Now over then, from the share of both that is now; None where nothing was then."""
    return None if share >= 1 else share / (1 - share)


def words(found: Beside) -> str:
    """What the funnel says of the force, and what it does not say."""
    own, points = found.own, found.funnel.points
    now, then = found.counts[own.name]
    outside = sum(point.position != Position.INSIDE for point in points)
    own_ratio = ratio(own.value)
    change = f"{now:,} now for {then:,} then" + (f", a ratio of {own_ratio:.2f}" if own_ratio is not None else "")
    usual = "what forces usually differ by" if found.funnel.tau2 else "chance alone"
    return (
        f"{own.name}: {change}; all {len(points)} forces together, {found.overall:.2f}. "
        f"That is {PLACES[own.position]} for a force of this size, which allow for {usual}. "
        f"{outside} of {len(points)} forces lie outside the 95% limits. {found.funnel.note}"
    )


def _counts(
    reader: Reader, figure: FigureDefinition, codes: Sequence[str], force: Body, windows: tuple[Window, Window]
) -> tuple[int, int] | None:
    """Now and then; None where a month of either window is missing, or the quarters do not fit the windows."""
    series = reader.series(figure, codes, force.slug)
    whole = all(month in series.whole_months for window in windows for month in window)
    fits = series.grain == "month" or all(window.end.ends_a_quarter for window in windows)
    if not (whole and fits):
        return None
    now, then = (series.total(window.months) for window in windows)
    return None if min(now, then) < 0 else (now, then)
