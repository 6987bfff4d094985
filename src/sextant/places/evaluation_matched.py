"""Difference in differences with matched areas: treated areas set beside the untouched ones nearest in baseline."""

from __future__ import annotations

from dataclasses import dataclass
from math import exp
from typing import Any

import numpy as np
import numpy.typing as npt

from sextant.errors import Refusal
from sextant.evidence.verdicts import Verdict, VerdictCode
from sextant.places.evaluation_expected import ExpectedNext, expected_next
from sextant.places.evaluation_words import judged, number, ratio_words, verdict_words
from sextant.places.matching import FEWEST, Floats, Ints, Matched, match_on_baseline

DRAWS = 1_999
HALF = 0.5
OTHERS = "in untouched areas that had as much crime"
NO_LIKE = "most of the patrolled areas are like no untouched area: too few others had nearly as much crime"
ALREADY = "the patrolled areas and their comparison were moving apart before the start"


@dataclass(frozen=True)
class MatchedChange:
    """Treated areas against their like. `ratio` is (after/before) of the treated over that of the comparators."""

    matched: Matched
    before: float
    after: float
    others_before: float
    """Mean of the comparison groups."""
    others_after: float
    ratio: float | None
    low: float | None
    high: float | None
    p_value: float | None
    p_before: float | None
    """The same test on the two halves of the baseline, where nothing was done: small means already moving apart."""
    level: float
    expected: float
    """After-count of the treated areas that regression to the mean alone leads one to expect."""
    path: tuple[tuple[float, float], ...]
    """Per period: the treated areas' crimes, and the mean of the comparison groups."""
    verdict: Verdict
    sentence: str

    @property
    def avoided(self) -> tuple[float, float, float] | None:
        """Crimes avoided, with the interval: after/ratio − after; below 0 where there were more."""
        if self.ratio is None or self.low is None or self.high is None:
            return None
        return _spared(self.after, self.ratio), _spared(self.after, self.high), _spared(self.after, self.low)

    def as_json(self) -> dict[str, Any]:
        plain = ("before", "after", "others_before", "others_after", "ratio", "low", "high", "p_value", "p_before")
        numbers = {name: getattr(self, name) for name in (*plain, "level", "expected")}
        path = [{"treated": mine, "others": theirs} for mine, theirs in self.path]
        words = {"verdict": self.verdict.code.value, "reason": self.verdict.reason, "sentence": self.sentence}
        return {"design": "matched areas"} | numbers | {"matched": self.matched.as_json(), "path": path} | words


def matched_change(
    series: npt.ArrayLike,
    treated: npt.ArrayLike,
    start: int,
    *,
    pool: npt.ArrayLike | None = None,
    comparators: int = FEWEST,
    draws: int = DRAWS,
    seed: int = 1,
    level: float = 0.95,
) -> MatchedChange:
    """Judge the treated areas' change by the rank it holds among groups of untouched areas like them.

    `series` is (N, P) crimes of N areas in P periods, `start` the first period after; `pool` the areas that may serve
    as comparison (not the rings round the treated). One area is ranked among its K nearest; for several, each draw
    takes one of every area's K comparators or itself, and log((Σafter+½)/(Σbefore+½)) is ranked among the draws.
    p = 2·min(r, mirror), r = (draws at or under it + 1)/(draws + 1). The interval is the same ranks turned round.
    `not_comparable` when most treated areas have no like or had been moving apart (p of the baseline's halves ≤ 0.05).
    Raises Refusal as `match_on_baseline`. Source: the programmes sheet, part (c); false alarms: `./run bench`.
    """
    counts = _checked(series, start)
    before, after = counts[:, :start].sum(axis=1), counts[:, start:].sum(axis=1)
    found = match_on_baseline(before, treated, pool=pool, comparators=comparators)
    regressed = _expected(counts, start, np.union1d(found.without, found.treated))
    groups = _groups(found, draws, seed)
    if 2 * len(found.treated) < len(found.treated) + len(found.without):
        return _unjudged(found, counts, start, regressed, level)
    own, others = _log_ratio(before, after, found.treated[None, :]), _log_ratio(before, after, groups)
    p_value, p_before = _two_sided(own[0], others), _of_halves(counts, start, found.treated, groups)
    low, high = _limits(own[0], others, level)
    middle = float(own[0] - np.median(others))
    nothing = _two_sided(_log_ratio(before, np.zeros_like(after), found.treated[None, :])[0], others) < 1 - level
    verdict = judged(p_value, middle, low, high, level, nothing)
    if p_before is not None and p_before <= 1 - level:
        verdict = Verdict(VerdictCode.NOT_COMPARABLE, ALREADY)
    return MatchedChange(
        **_counts(found, counts, start, groups, regressed),
        ratio=exp(middle),
        low=exp(low),
        high=exp(high),
        p_value=p_value,
        p_before=p_before,
        level=level,
        verdict=verdict,
        sentence=_sentence(found, before, after, (exp(middle), exp(low), exp(high)), level, verdict),
    )


def _groups(found: Matched, draws: int, seed: int) -> Ints:
    """(D, T) groups like the treated one: for one area its comparators themselves, each once."""
    if len(found.treated) == 1:
        return found.comparators.T
    candidates = np.concatenate([found.treated[:, None], found.comparators], axis=1)
    picks = np.random.default_rng(seed).integers(0, candidates.shape[1], (draws, len(candidates)))
    return np.asarray(candidates[np.arange(len(candidates))[None, :], picks], np.int64)


def _log_ratio(before: Floats, after: Floats, groups: Ints) -> Floats:
    return np.asarray(np.log(after[groups].sum(axis=1) + HALF) - np.log(before[groups].sum(axis=1) + HALF))


def _two_sided(own: float, others: Floats) -> float:
    under, over = (others <= own).sum() + 1, (others >= own).sum() + 1
    return float(min(1.0, 2 * min(under, over) / (len(others) + 1)))


def _limits(own: float, others: Floats, level: float) -> tuple[float, float]:
    """Log ratios that the test would not call clear: own less the order statistics at which it just would."""
    ordered = np.sort(others)
    k = max(1, int(np.floor((1 - level) / 2 * (len(ordered) + 1) + 1e-9)))
    return float(own - ordered[-k]), float(own - ordered[k - 1])


def _of_halves(counts: Floats, start: int, treated: Ints, groups: Ints) -> float | None:
    if start < 2:
        return None
    first, second = counts[:, : start // 2].sum(axis=1), counts[:, start // 2 : start].sum(axis=1)
    return _two_sided(_log_ratio(first, second, treated[None, :])[0], _log_ratio(first, second, groups))


def _expected(counts: Floats, start: int, treated: Ints) -> ExpectedNext:
    """What mean and trend of all areas lead one to expect; the trend is that of the untouched ones."""
    before, after = counts[:, :start].sum(axis=1), counts[:, start:].sum(axis=1)
    others = np.setdiff1d(np.arange(len(counts)), treated)
    trend = after[others].sum() / before[others].sum() if before[others].sum() else 1.0
    return expected_next(before, trend=float(trend))


def _counts(found: Matched, counts: Floats, start: int, groups: Ints, regressed: ExpectedNext) -> dict[str, Any]:
    own, others = counts[found.treated].sum(axis=0), counts[groups].sum(axis=1).mean(axis=0)
    return {
        "matched": found,
        "before": float(own[:start].sum()),
        "after": float(own[start:].sum()),
        "others_before": float(others[:start].sum()),
        "others_after": float(others[start:].sum()),
        "expected": float(regressed.expected[found.treated].sum()),
        "path": tuple(zip(own.tolist(), others.tolist(), strict=True)),
    }


def _unjudged(found: Matched, counts: Floats, start: int, regressed: ExpectedNext, level: float) -> MatchedChange:
    everything = Matched(np.union1d(found.treated, found.without), found.comparators, found.without)
    verdict = Verdict(VerdictCode.NOT_COMPARABLE, NO_LIKE)
    own = counts[everything.treated].sum(axis=0)
    return MatchedChange(
        matched=found,
        before=float(own[:start].sum()),
        after=float(own[start:].sum()),
        others_before=0.0,
        others_after=0.0,
        ratio=None,
        low=None,
        high=None,
        p_value=None,
        p_before=None,
        level=level,
        expected=float(regressed.expected[everything.treated].sum()),
        path=tuple((float(each), 0.0) for each in own),
        verdict=verdict,
        sentence=verdict_words(verdict, OTHERS),
    )


def _sentence(
    found: Matched, before: Floats, after: Floats, ratio: tuple[float, float, float], level: float, verdict: Verdict
) -> str:
    many, left = len(found.treated), len(found.without)
    areas = f"the {many:,} patrolled areas" if many > 1 else "the patrolled area"
    without = (
        f" ({left:,} more {'is' if left == 1 else 'are'} left out: no untouched area is like them)" if left else ""
    )
    return (
        f"Crimes in {areas}{without} went from {number(before[found.treated].sum())} to "
        f"{number(after[found.treated].sum())}: {ratio_words(*ratio, level)} against the "
        f"{found.comparators.shape[1]} untouched areas nearest in baseline to each. {verdict_words(verdict, OTHERS)}"
    )


def _spared(after: float, ratio: float) -> float:
    return after / ratio - after


def _checked(series: npt.ArrayLike, start: int) -> Floats:
    counts = np.asarray(series, dtype=float)
    if counts.ndim != 2 or not np.all(np.isfinite(counts)) or (counts < 0).any():
        raise Refusal("series", "is no table of counts", "give areas by periods, 0 or more; leave a missing month out")
    if not 0 < start < counts.shape[1]:
        raise Refusal("start", f"{start} leaves no period on one side", "give the number of periods before it")
    return counts
