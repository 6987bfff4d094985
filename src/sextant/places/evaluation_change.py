"""What comes of matching: the treated areas' change beside their like's, and the sentence that tells it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from sextant.evidence.verdicts import Verdict, VerdictCode
from sextant.places.evaluation_expected import ExpectedNext
from sextant.places.evaluation_words import from_to, ratio_words, verdict_words
from sextant.places.matching import Floats, Matched

OTHERS = "in untouched areas that had as much crime"
NO_LIKE = "most of the patrolled areas are like no untouched area: too few others had nearly as much crime"


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
    ratio_if_chance: float | None
    """The same if all that the treated areas' baseline lay apart from their like's was chance: after against after."""
    low: float | None
    high: float | None
    p_value: float | None
    """The larger of the two readings' p, as the interval covers that of both."""
    p_before: float | None
    """The same test on the two halves of the baseline, where nothing was done: small means already moving apart."""
    spread: float | None
    """How many times wider than areas drawn singly the groups are taken to vary; see `spread_of_group`."""
    level: float
    lengths: tuple[int, int]
    """Periods before and after."""
    expected: float
    """After-count of the treated areas that regression to the mean alone leads one to expect."""
    path: tuple[tuple[float, float], ...]
    """Per period: the treated areas' crimes, and the mean of the comparison groups."""
    verdict: Verdict
    sentence: str = ""

    @property
    def avoided(self) -> tuple[float, float, float] | None:
        """Crimes avoided, with the interval: after/ratio − after; below 0 where there were more."""
        if self.ratio is None or self.low is None or self.high is None:
            return None
        return _spared(self.after, self.ratio), _spared(self.after, self.high), _spared(self.after, self.low)

    def as_json(self) -> dict[str, Any]:
        plain = ("before", "after", "others_before", "others_after", "ratio", "ratio_if_chance", "low", "high")
        more = ("p_value", "p_before", "spread", "level", "expected")
        numbers = {name: getattr(self, name) for name in (*plain, *more)}
        numbers |= dict(zip(("periods_before", "periods_after"), self.lengths, strict=True))
        path = [{"treated": mine, "others": theirs} for mine, theirs in self.path]
        words = {"verdict": self.verdict.code.value, "reason": self.verdict.reason, "sentence": self.sentence}
        return {"design": "matched areas"} | numbers | {"matched": self.matched.as_json(), "path": path} | words


def unjudged(found: Matched, counts: Floats, start: int, regressed: ExpectedNext, level: float) -> MatchedChange:
    """What is left to say where most treated areas have no like: their own counts, and why no more."""
    everything = Matched(np.union1d(found.treated, found.without), found.comparators, found.without)
    own = counts[everything.treated].sum(axis=0)
    return MatchedChange(
        matched=found,
        before=float(own[:start].sum()),
        after=float(own[start:].sum()),
        others_before=0.0,
        others_after=0.0,
        ratio=None,
        ratio_if_chance=None,
        low=None,
        high=None,
        p_value=None,
        p_before=None,
        spread=None,
        level=level,
        lengths=(start, counts.shape[1] - start),
        expected=float(regressed.expected[everything.treated].sum()),
        path=tuple((float(each), 0.0) for each in own),
        verdict=Verdict(VerdictCode.NOT_COMPARABLE, NO_LIKE),
    )


def with_sentence(found: MatchedChange, unit: str) -> MatchedChange:
    """The change with its sentence: counts with the length of time each is of, the ratio, its interval, the verdict."""
    if found.ratio is None or found.low is None or found.high is None:
        return replace(found, sentence=verdict_words(found.verdict, OTHERS))
    ratio = ratio_words(found.ratio, found.low, found.high, found.level)
    went = from_to(found.before, found.after, found.lengths, unit)
    like = f"the {found.matched.comparators.shape[1]} untouched areas nearest in baseline to each"
    told = f"Crimes in {_areas(found.matched)} went {went}: {ratio} against {like}."
    return replace(found, sentence=f"{told} {verdict_words(found.verdict, OTHERS)}")


def _areas(found: Matched) -> str:
    many, left = len(found.treated), len(found.without)
    areas = f"the {many:,} patrolled areas" if many > 1 else "the patrolled area"
    left_out = f" ({left:,} more {'is' if left == 1 else 'are'} left out: no untouched area is like them)"
    return areas + (left_out if left else "")


def _spared(after: float, ratio: float) -> float:
    return after / ratio - after
