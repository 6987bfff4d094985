"""The back-test: each ranking trained on the months before, judged on the months after, window by window."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from sextant.errors import Refusal
from sextant.periods import Month
from sextant.places.accuracy import Accuracy, MeanOverWindows, accuracy, over_windows
from sextant.places.crosswalk import crosswalk
from sextant.places.era import eras
from sextant.places.events import Events, Months
from sextant.places.grid_mask import Mask, with_any
from sextant.places.ground import Ground, counts_in
from sextant.places.ranking import DEFAULT, Training, score_named, training_of
from sextant.places.ranking_refused import check_rankable
from sextant.places.telling import Tick, unheard
from sextant.places.undefined import NotDefined

SHARE = 0.02
TRAIN_MONTHS, TEST_MONTHS = 12, 3
BASELINE = "count"
MASK = "places with any earlier crime"


@dataclass(frozen=True)
class TestWindow:
    """One window: its first test month (YYYY-MM), the months (YYYY-MM) of training and test, each method's accuracy.

    gaps: calendar months between its first and last that are not held. crosswalk: what was moved to the newer map
    points, in words; empty where nothing was. spans: the first months of newer map points that lie inside the window.
    unmoved: the accuracy that each method has with all points left where they were; the same where nothing was moved.
    """

    __test__ = False  # no test of pytest's

    first: str
    train: tuple[str, ...]
    test: tuple[str, ...]
    gaps: int
    by_method: Mapping[str, Accuracy]
    crosswalk: str
    spans: tuple[Month, ...]
    unmoved: Mapping[str, Accuracy]

    @property
    def mended(self) -> bool:
        """Whether it lies across a change of map points and older ones were moved."""
        return bool(self.crosswalk and self.spans)


@dataclass(frozen=True)
class BackTest:
    """All windows; methods in the order asked, with plain counts as the baseline.

    skipped: first months of windows that could not be judged, with the reason.
    """

    windows: tuple[TestWindow, ...]
    methods: tuple[str, ...]
    kinds: tuple[str, ...]
    share: float
    train_months: int
    test_months: int
    mask: str
    skipped: Mapping[str, str]

    def values(self, method: str, value: str = "hit_rate") -> list[float]:
        """hit_rate, best_hit_rate, pai, pei or rri in each window that has one."""
        found = [getattr(window.by_method[method], value) for window in self.windows]
        return [float(each) for each in found if each is not None]

    def mean(self, method: str, value: str = "hit_rate") -> MeanOverWindows | NotDefined:
        """Mean over the windows, with its interval."""
        return over_windows(self.values(method, value), overlap=self.test_months)

    def gain(self, method: str, over: str = BASELINE) -> MeanOverWindows | NotDefined:
        """Mean difference of the hit rates of two methods, window by window."""
        pairs = zip(self.values(method), self.values(over), strict=True)
        return over_windows([ours - theirs for ours, theirs in pairs], overlap=self.test_months)


@dataclass(frozen=True)
class Asked:
    """What a back-test was asked: see `back_test`."""

    grid: Ground
    kinds: tuple[str, ...]
    methods: tuple[str, ...]
    share: float
    train_months: int
    test_months: int
    breaks: tuple[Month, ...]
    moved: bool


def back_test(
    events: Events,
    grid: Ground,
    *,
    kinds: Collection[str],
    first: str,
    last: str,
    methods: Sequence[str] = (DEFAULT, BASELINE),
    share: float = SHARE,
    train_months: int = TRAIN_MONTHS,
    test_months: int = TEST_MONTHS,
    moved: bool = False,
    tick: Tick = unheard,
) -> BackTest | NotDefined:
    """Judge rankings on windows whose first test months run from `first` to `last` (YYYY-MM).

    events: rows of all types and all months held: they give the mask (cells with any row before the test window) and
    tell which months are held. kinds: the types that rank, and are to be caught. A window is trained on the last
    `train_months` held and judged on the next `test_months` held, so every window has as many and one over a gap
    reaches further; a window whose first month is not held is skipped. `share` of the mask's cells are chosen. `moved`:
    older map points are brought to those of the newer list seen before the test window; the mask stays as it is without
    that, so that both choose as many cells. `tick` hears how many windows are done.
    Raises NeverRanks for arrests, stops and offences that police find, and Refusal for months that are none or run
    backwards.
    """
    check_rankable(events.of_kinds(*kinds))
    others = set(methods) - {DEFAULT, BASELINE}  # what is not used for lack of a gain gives way to the default
    names = tuple(dict.fromkeys([*methods, *([DEFAULT] if others else []), BASELINE]))
    breaks = eras(events).breaks if (events.point >= 0).any() else ()
    asked = Asked(grid, tuple(kinds), names, share, train_months, test_months, breaks, moved)
    windows: list[TestWindow] = []
    skipped: dict[str, str] = {}
    months = _months(first, last)
    for done, month in enumerate(months):
        tick(done, len(months), f"Testing on the months from {month}")
        found = _window(events, month, asked)
        if isinstance(found, TestWindow):
            windows.append(found)
        else:
            skipped[str(month)] = found.reason
    if not windows:
        return NotDefined("; ".join(f"{month}: {why}" for month, why in skipped.items()) or "no window was asked for")
    return BackTest(tuple(windows), names, tuple(kinds), share, train_months, test_months, MASK, skipped)


def _months(first: str, last: str) -> list[Month]:
    begin, end = Month.parse(first, "first test month"), Month.parse(last, "last first test month")
    if end < begin:
        raise Refusal("first test months", f"run from {first} to {last}", "give the earlier one first")
    return [begin + step for step in range(end - begin + 1)]


def _window(events: Events, first: Month, asked: Asked) -> TestWindow | NotDefined:
    begin = np.datetime64(str(first), "M")
    held = np.unique(events.month)
    train, test = held[held < begin][-asked.train_months :], held[held >= begin][: asked.test_months]
    if not len(test) or test[0] != begin:
        return NotDefined("its first month is not held")
    if not len(train):
        return NotDefined("no month before it is held")
    earlier = events[events.month < begin]
    ranking, label = _moved(earlier, first, asked)
    mask = with_any(asked.grid, earlier)
    after = events[np.isin(events.month, test)].of_kinds(*asked.kinds)
    found = _judged(_trained(ranking, mask, train, begin, asked), after, asked)
    unmoved = _judged(_trained(earlier, mask, train, begin, asked), after, asked) if label else found
    if isinstance(found, NotDefined) or isinstance(unmoved, NotDefined):
        return NotDefined(next(each.reason for each in (found, unmoved) if isinstance(each, NotDefined)))
    gaps = int((test[-1] - train[0]).astype(np.int64)) + 1 - len(train) - len(test)
    spans = tuple(each for each in asked.breaks if str(train[0]) < str(each) <= str(test[-1]))
    months = tuple(map(str, train)), tuple(map(str, test))
    return TestWindow(str(first), *months, gaps, found, label, spans, unmoved)


def _trained(earlier: Events, mask: Mask, train: Months, begin: np.datetime64, asked: Asked) -> Training:
    reach = int((begin - train[0]).astype(np.int64))
    training = training_of(earlier.of_kinds(*asked.kinds), asked.grid, mask, str(begin - 1), reach, train)
    return replace(training, earlier=earlier)


def _judged(training: Training, after: Events, asked: Asked) -> dict[str, Accuracy] | NotDefined:
    test = counts_in(asked.grid, after).counts
    found: dict[str, Accuracy] = {}
    for method in asked.methods:
        scores = score_named(method)(training)
        judged = accuracy(
            scores, test, mask=training.mask, share=asked.share, test_events=len(after), trained=training.counts
        )
        if isinstance(judged, NotDefined):
            return judged
        found[method] = judged
    return found


def _moved(earlier: Events, first: Month, asked: Asked) -> tuple[Events, str]:
    """Rows before the test window, on the newest map points where that is asked and a newer list was seen by then."""
    known = [each for each in asked.breaks if each < first]
    if not (asked.moved and known):
        return earlier, ""
    found = crosswalk(earlier, known[-1], before=first)
    return found.events, found.label()
