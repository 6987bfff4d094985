"""XmR charts of 43 forces × 130 offence codes × 120 months at once, beside one chart after another; the goal is 1 s."""

from __future__ import annotations

from typing import Any

import numpy as np

from benchmarks.timing import Timed, timed
from sextant.evidence.charts import xmr
from sextant.evidence.charts_batch import xmr_batch

FORCES, CODES, MONTHS = 43, 130, 120
SAMPLE = 300
GOAL_SECONDS = 1.0


def series(rows: int = FORCES * CODES, months: int = MONTHS, seed: int = 2021) -> np.ndarray[Any, Any]:
    """Made-up monthly counts with seasons, trends, more variation than chance, and a month in fifty missing."""
    rng = np.random.default_rng(seed)
    month = np.arange(months)
    level = np.exp(rng.uniform(-1.5, 6.5, rows))[:, None]
    season = 1 + 0.3 * np.sin(2 * np.pi * (month + rng.uniform(0, 12, rows)[:, None]) / 12)
    trend = np.exp(rng.normal(0, 0.004, rows)[:, None] * month)
    counts = rng.poisson(level * season * trend * rng.gamma(20, 1 / 20, (rows, months))).astype(float)
    counts[rng.random((rows, months)) < 0.02] = np.nan
    return counts


def run(rows: int = FORCES * CODES) -> tuple[Timed, Timed, int]:
    """Times of the batch and of single charts (scaled from a sample), and how many charts were drawn."""
    counts = series(rows)
    batch = timed(f"batch, {rows:,} series", lambda: xmr_batch(counts))
    drawn = np.flatnonzero(xmr_batch(counts).drawn)
    some = [[None if np.isnan(v) else v for v in counts[row].tolist()] for row in drawn[:SAMPLE]]
    single = timed("one by one, sample", lambda: [xmr(values) for values in some])
    scale = len(drawn) / len(some)
    scaled = Timed("one by one, scaled", tuple(seconds * scale for seconds in single.seconds))
    return batch, scaled, len(drawn)


def main() -> None:
    batch, single, drawn = run()
    print(
        f"XmR charts with all four rules, {FORCES} × {CODES} series × {MONTHS} months (goal: under {GOAL_SECONDS} s)\n"
    )
    print(batch, single, sep="\n")
    print(f"\n{drawn:,} series drawn, the rest has a mean below 10; ratio {single.median / batch.median:.0f}")
    print("goal met" if batch.median < GOAL_SECONDS else "GOAL NOT MET")


if __name__ == "__main__":
    main()
