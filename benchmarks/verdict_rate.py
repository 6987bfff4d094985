"""How often an unchanged series is called changed: per headline and per look of the year; the goal is 5% at most.

Rare events are drawn from a Poisson whose mean never moves, volume crime from quarters whose variance is a known
multiple of their mean. Four looks a year set the latest 12 months beside one fixed baseline, as the statement does.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import lru_cache
from math import inf, sqrt
from typing import Any

import numpy as np

from sextant.evidence import (
    Dispersion,
    compare,
    compare_volume,
    dispersion_monthly,
    dispersion_quarterly,
    smallest_clear_change,
)
from sextant.periods import Month, Window
from sextant.synthetic import draw_unchanged, in_quarters

GOAL = 0.05
LOOKS = 4
RARE_MEANS = (2, 5, 18, 60, 300)
VOLUME = (
    ("quarter", 150, 3.0, 12),
    ("quarter", 1_000, 8.0, 12),
    ("quarter", 4_000, 20.0, 12),
    ("quarter", 1_000, 8.0, 24),
    ("month", 300, 8.0, 24),
)
"""Period, its mean, variance over mean, periods of history: 12 quarters give 8 differences, the fewest allowed."""

MADE_UP = ("Homicide", "Violence with injury", "Trafficking of drugs", "Domestic burglary", "Theft from the person")
"""Unchanged series of the made-up force, seasons and all: ten years of quarters against the 12 months to June 2019."""

Counts = np.ndarray[Any, Any]
Row = dict[str, Any]


def run(draws: int = 20_000, seed: int = 2021) -> list[Row]:
    """One row a headline, look and reference distribution: rate of wrong verdicts and its Monte Carlo error."""
    rng = np.random.default_rng(seed)
    rows = [row for mean in RARE_MEANS for row in _rare(rng, mean, draws)]
    for every, mean, phi, history in VOLUME:
        rows += _volume(rng, every, mean, phi, history, max(1, draws // 4))
    return rows + [row for series in MADE_UP for row in _made_up(series, max(1, draws // 4), seed)]


def _rare(rng: np.random.Generator, mean: float, draws: int) -> Iterator[Row]:
    """12-month counts of a rare event; wrong when a count is at or beyond the smallest clear change."""
    edges = lru_cache(None)(smallest_clear_change)
    baselines = rng.poisson(mean, draws)
    years = _rolling(rng.poisson(mean / 4, (draws, LOOKS + 3)))
    wrong = np.zeros((draws, LOOKS), dtype=bool)
    for draw, baseline in enumerate(baselines.tolist()):
        fall, rise = edges(baseline)
        wrong[draw] = (years[draw] <= (-1 if fall is None else fall)) | (years[draw] >= rise)
    yield from _rows({"headline": f"rare, {mean} a year", "reference": "mid-p"}, wrong)


def _volume(rng: np.random.Generator, every: str, mean: float, phi: float, history: int, draws: int) -> list[Row]:
    """Periods of volume crime, φ learnt anew in every draw; beside the t that is used, the normal that is not."""
    headline = f"volume, {mean:,} a {every}, φ {phi:g}, {history} {every}s"
    wrong = {name: np.zeros((draws, LOOKS), dtype=bool) for name in ("t", "normal, not used")}
    a_look = 1 if every == "quarter" else 3
    for draw in range(draws):
        counts = _overdispersed(rng, mean, phi, history + (4 + LOOKS + 3) * a_look).tolist()
        learnt = _learnt(every, counts[:history])
        totals = np.array(counts[history:]).reshape(-1, a_look).sum(axis=1)
        baseline, years = int(totals[:4].sum()), _rolling(totals[None, 4:])[0].tolist()
        for name, dispersion in (("t", learnt), ("normal, not used", replace(learnt, df=inf))):
            wrong[name][draw] = [compare_volume(year, baseline, dispersion).clear for year in years]
    return [row for name, found in wrong.items() for row in _rows({"headline": headline, "reference": name}, found)]


def _made_up(series: str, draws: int, seed: int) -> Iterator[Row]:
    """The made-up force as the statement judges it: history and windows in one series, four looks in its last year."""
    months = [Month(2015, 10) + k for k in range(120)]
    quarters = in_quarters(draw_unchanged(series, months=months, draws=draws, seed=seed))
    starts = months[::3]
    baseline = Window.ending(Month(2019, 6))
    wrong = np.zeros((draws, LOOKS), dtype=bool)
    for draw in range(draws):
        counts = dict(zip(starts, quarters[draw].tolist(), strict=True))
        for look in range(LOOKS):
            current = Window.ending(Month(2024, 12) + 3 * look)
            wrong[draw, look] = _clear(series, counts, current, baseline)
    reference = "mid-p" if series == "Homicide" else "t"
    yield from _rows({"headline": f"made-up force: {series}", "reference": reference}, wrong)


def _clear(series: str, counts: dict[Month, int], current: Window, baseline: Window) -> bool:
    y1, y0 = (sum(counts[start] for start in counts if start in window) for window in (current, baseline))
    exposure = (float(current.days), float(baseline.days))
    if series == "Homicide":
        return compare(y1, y0, exposure).clear
    learnt = dispersion_quarterly({k: float(v) for k, v in counts.items()}, (current, baseline))
    return compare_volume(y1, y0, learnt, exposure).clear


def _learnt(every: str, history: list[int]) -> Dispersion:
    step, learn = (3, dispersion_quarterly) if every == "quarter" else (1, dispersion_monthly)
    learnt = learn({Month(2010, 1) + step * k: float(count) for k, count in enumerate(history)})
    assert isinstance(learnt, Dispersion)
    return learnt


def _overdispersed(rng: np.random.Generator, mean: float, phi: float, size: int) -> Counts:
    return rng.poisson(rng.gamma(mean / (phi - 1), phi - 1, size))


def _rolling(quarters: Counts) -> Counts:
    """Sums of four quarters, one a look; shape (draws, looks)."""
    return np.stack([quarters[:, look : look + 4].sum(axis=1) for look in range(LOOKS)], axis=1)


def _rows(headline: Row, wrong: Counts) -> Iterator[Row]:
    for look in range(LOOKS):
        yield {**headline, "look": look + 1, **_rate(wrong[:, look])}
    yield {**headline, "look": f"any of {LOOKS}", **_rate(np.any(wrong, axis=1))}


def _rate(wrong: Any) -> Row:
    rate = float(wrong.mean())
    return {"draws": len(wrong), "rate": rate, "error": sqrt(rate * (1 - rate) / len(wrong))}


def goal(row: Row) -> str:
    """`met` unless the rate lies above the goal by more than twice its error; nothing where no goal is set."""
    if row["reference"] == "normal, not used" or not isinstance(row["look"], int):
        return "–"
    return "met" if row["rate"] <= GOAL + 2 * row["error"] else "NOT MET"


def main() -> None:
    rows = run()
    print("Wrong verdicts on unchanged series (goal: 5% at most per headline and look)\n")
    print(f"{'headline':<44}{'reference':<18}{'look':<10}{'draws':>7}{'rate':>9}{'±':>8}  goal")
    for row in rows:
        print(
            f"{row['headline']:<44}{row['reference']:<18}{row['look']!s:<10}{row['draws']:>7,}"
            f"{row['rate']:>9.2%}{row['error']:>8.2%}  {goal(row)}"
        )


if __name__ == "__main__":
    main()
