"""The back-test card: what a ranking caught of what came after, beside plain counts and the best possible choice."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

from sextant.errors import Refusal
from sextant.periods import Month
from sextant.places.accuracy import MeanOverWindows
from sextant.places.events import Events
from sextant.places.forecast import BASELINE, BackTest, back_test
from sextant.places.grid import Grid
from sextant.places.ranking import DEFAULT
from sextant.places.undefined import NotDefined

NUMBERS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")
LEAST_WINDOWS = 4
"""Fewer test windows do not decide that a ranking beats counts."""


@dataclass(frozen=True)
class Card:
    """sentence: what was caught; against_counts: the difference with its interval; notes: what was judged on what.

    Means over the windows: caught, by_counts, best (shares of test events), pai, pei, rri (None where not defined).
    """

    method: str
    sentence: str
    against_counts: str
    notes: tuple[str, ...]
    mask: str
    share: float
    windows: int
    caught: MeanOverWindows
    by_counts: MeanOverWindows
    best: MeanOverWindows
    pai: MeanOverWindows | None
    pei: MeanOverWindows | None
    rri: MeanOverWindows | None

    def as_json(self) -> dict[str, Any]:
        return asdict(self)


def card(found: BackTest, method: str = DEFAULT, *, what: str = "crimes") -> Card:
    """The card of one method of a back-test; `what` names the crimes in the plural, such as "violent crimes".

    Raises Refusal for a method that was not judged.
    """
    if method not in found.methods:
        raise Refusal(f"method '{method}'", "was not judged in this back-test", f"name it among {found.methods}")
    caught, counts, best = (
        _there(found.mean(*asked)) for asked in ((method,), (BASELINE,), (BASELINE, "best_hit_rate"))
    )
    sentence = (
        f"{100 * found.share:g} % of the {found.mask} held {_of_100(caught)} of 100 {what} in the next "
        f"{_months(found.test_months)}; by plain counts {_of_100(counts)}; the best possible choice {_of_100(best)}."
    )
    pai, pei, rri = (_or_none(found.mean(method, name)) for name in ("pai", "pei", "rri"))
    return Card(
        method, sentence, _against(found, method), _notes(found, method), found.mask, found.share, len(found.windows),
        caught, counts, best, pai, pei, rri,
    )  # fmt: skip


def beats_counts(found: BackTest, method: str) -> bool:
    """Whether the method catches more than plain counts: the whole interval of the difference lies above 0."""
    gain = _or_none(found.gain(method))
    return gain is not None and gain.windows >= LEAST_WINDOWS and gain.low is not None and gain.low > 0


def method_to_use(found: BackTest, wanted: str) -> tuple[str, str]:
    """The wanted method where it beats plain counts, else the default; and why, in a sentence."""
    if wanted in (DEFAULT, BASELINE) or beats_counts(found, wanted):
        return wanted, _against(found, wanted)
    return (
        DEFAULT,
        f"The {wanted} ranking is not used: it does not clearly beat plain counts. {_against(found, wanted)}",
    )


@dataclass(frozen=True)
class MovedWindow:
    """Hit rates of one test window without and with older map points moved to the newer list."""

    first: str
    as_they_were: float
    moved: float
    label: str

    @property
    def gain(self) -> float | None:
        """Relative; None where nothing was caught without."""
        return self.moved / self.as_they_were - 1 if self.as_they_were else None


def gain_of_moving(
    events: Events, grid: Grid, *, kinds: Sequence[str], first: str, last: str, method: str = DEFAULT, **asked: Any
) -> tuple[MovedWindow, ...] | NotDefined:
    """What the crosswalk of map points gains in windows that span a change and in which points could be moved.

    Not defined where no window has newer points seen before its test months. Other arguments as of `back_test`.
    """
    judged = back_test(events, grid, kinds=kinds, first=first, last=last, methods=(method,), moved=True, **asked)
    if isinstance(judged, NotDefined):
        return judged
    found = tuple(
        MovedWindow(w.first, w.unmoved[method].hit_rate, w.by_method[method].hit_rate, w.crosswalk)
        for w in judged.windows
        if w.mended
    )
    return found or NotDefined("no window spans a change of map points with newer points seen before its test months")


def _against(found: BackTest, method: str) -> str:
    gain = _or_none(found.gain(method))
    if method == BASELINE or gain is None:
        return ""
    more = "more" if gain.mean >= 0 else "fewer"
    difference = f"Of 100 it catches {abs(100 * gain.mean):.2f} {more} than plain counts"
    if gain.low is None or gain.high is None:
        return f"{difference}; one window gives no interval."
    low, high = (f"{100 * each:+.2f}".replace("-", "−") for each in (gain.low, gain.high))
    return f"{difference} (difference {low} to {high}, 95 % bootstrap interval over {gain.windows} windows)."


def _notes(found: BackTest, method: str) -> tuple[str, ...]:
    windows = found.windows
    shared = "; windows share months" if len(windows) > 1 else ""
    notes = [
        f"{len(windows)} test windows, first months {windows[0].first} to {windows[-1].first}, each trained on "
        f"{found.train_months} months before it and judged on {found.test_months} from it on{shared}.",
        f"Mask: places with any row of any type before the test window, {_range(found)} of them; a larger mask would "
        "flatter the figures.",
    ]
    notes += [f"No window begins with {month}: {why}." for month, why in found.skipped.items()]
    short = [w for w in windows if len(w.train) < found.train_months or len(w.test) < found.test_months]
    notes += [f"{len(short)} windows have fewer months than that."] if short else []
    gaps = [w for w in windows if w.gaps]
    notes += [f"{len(gaps)} windows reach over a month that is not held."] if gaps else []
    return tuple(notes + _on_points(found) + _of_moving(found, method))


def _on_points(found: BackTest) -> list[str]:
    spanning = [w for w in found.windows if w.spans]
    if not spanning:
        return []
    moved = sum(bool(w.crosswalk) for w in spanning)
    months: list[Month] = sorted({month for w in spanning for month in w.spans})
    when = " and ".join(month.in_words for month in months)
    after = f"in {moved} of them older points were moved to the newer ones" if moved else "no point was moved"
    return [f"{len(spanning)} windows span the change of map points in {when}; {after}."]


def _of_moving(found: BackTest, method: str) -> list[str]:
    """What moving older points gains, in the windows across their change in which some could be moved."""
    mended = [w for w in found.windows if w.mended]
    if not mended:
        return []
    moved, unmoved = (
        sum(each[method].hit_rate for each in rates) / len(mended)
        for rates in ([w.by_method for w in mended], [w.unmoved for w in mended])
    )
    gain = f" ({100 * (moved / unmoved - 1):+.1f} %)".replace("-", "−") if unmoved else ""
    where = "that window" if len(mended) == 1 else f"those {len(mended)} windows"
    return [
        f"With points moved the ranking caught {100 * moved:.1f} of 100 in {where}, without {100 * unmoved:.1f}{gain}."
    ]


def _range(found: BackTest) -> str:
    sizes = [each.mask_cells for window in found.windows for each in window.by_method.values()]
    low, high = min(sizes), max(sizes)
    return f"{low:,}" if low == high else f"{low:,} to {high:,}"


def _months(number: int) -> str:
    if number == 1:
        return "month"
    return f"{NUMBERS[number] if number < len(NUMBERS) else number} months"


def _of_100(value: MeanOverWindows) -> str:
    return f"{100 * value.mean:.0f}"


def _there(value: MeanOverWindows | NotDefined) -> MeanOverWindows:
    if isinstance(value, NotDefined):
        raise Refusal("back-test", value.reason, "judge at least one window")
    return value


def _or_none(value: MeanOverWindows | NotDefined) -> MeanOverWindows | None:
    return None if isinstance(value, NotDefined) else value
