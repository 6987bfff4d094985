"""Farrington–Noufaily bounds for 43 forces × 130 codes over 60 months, beside statsmodels and R's surveillance.

The peers do the same work on a sample in the same run, scaled to the whole. statsmodels is none of Sextant's
dependencies and R none either: each is measured where it is there. Goals: 50 times faster than a loop of statsmodels
regressions, and under 30 seconds on two cores.
"""

from __future__ import annotations

import importlib.util
import shutil
import subprocess
import tempfile
import time
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.charts import CODES, FORCES, MONTHS, series
from sextant.evidence.alerts import Settings, State, bounds
from sextant.evidence.alerts_reference import judged
from sextant.evidence.alerts_settings import Point, reference
from sextant.evidence.quantiles import normal_quantile

LATEST = 60
GOAL_SECONDS = 30.0
GOAL_RATIO = 50.0
RULES = Settings()
Counts = np.ndarray[Any, Any]

R_LOOP = """
suppressMessages(library(surveillance))
counts <- as.matrix(read.csv(commandArgs(TRUE)[1], header = FALSE, na.strings = "nan"))
control <- list(range = as.integer(commandArgs(TRUE)[2]):ncol(counts), b = 4, w = 1, noPeriods = 4, alpha = 0.005,
                pastWeeksNotIncluded = 3, pThresholdTrend = 1, thresholdMethod = "delta", glmWarnings = FALSE)
taken <- system.time(for (row in seq_len(nrow(counts)))
  suppressWarnings(farringtonFlexible(sts(observed = matrix(counts[row, ]), frequency = 12), control)))
cat(taken[["elapsed"]])
"""


def run(
    rows: int = FORCES * CODES, latest: int = LATEST, sample: int = 200, with_peers: bool = True
) -> list[dict[str, Any]]:
    """One row a way of doing it: seconds a point, seconds for the whole, and how far it lies from ours."""
    counts = series(rows)
    places = range(MONTHS - latest, MONTHS)
    points = rows * latest
    found = []
    for threads in (1, 2):
        start = time.perf_counter()
        made = bounds(counts, places, RULES, threads)
        found.append(
            _row(f"sextant, {threads} thread{'s'[: threads - 1]}", time.perf_counter() - start, points, points)
        )
    chosen = _sample(places, made.state, sample)
    ours = np.array([made.upper[row, place - places[0]] for row, place in chosen])
    found.append(_looped("plain numpy, one by one", counts, chosen, points, ours, _plain))
    if with_peers and importlib.util.find_spec("statsmodels"):
        found.append(_looped("statsmodels GLM, one by one", counts, chosen, points, ours, _statsmodels))
    if with_peers and shutil.which("Rscript"):
        found += _by_r(counts, points, places)
    return found


def _row(way: str, seconds: float, done: int, points: int, apart: float | None = None) -> dict[str, Any]:
    return {"way": way, "points": done, "each": seconds / done, "whole": seconds / done * points, "apart": apart}


def _sample(places: range, state: Counts, size: int) -> list[tuple[int, int]]:
    rng = np.random.default_rng(1)
    rows, columns = np.nonzero(state == State.JUDGED)
    return [(int(rows[k]), int(places[columns[k]])) for k in rng.choice(len(rows), size, replace=False)]


def _looped(
    way: str, counts: Counts, chosen: list[tuple[int, int]], points: int, ours: Counts, upper: Any
) -> dict[str, Any]:
    upper(counts[chosen[0][0]], chosen[0][1])  # imports and caches are not its work
    start = time.perf_counter()
    theirs = np.array([upper(counts[row], place) for row, place in chosen])
    seconds = time.perf_counter() - start
    return _row(way, seconds, len(chosen), points, float(np.max(np.abs(theirs / ours - 1))))


def _plain(counts: Counts, now: int) -> float:
    return judged(counts, now, RULES).upper or 0.0


def _statsmodels(counts: Counts, now: int) -> float:
    """The same definition by statsmodels: two regressions with a trend, and two without where it is not kept."""
    points = [point for point in reference(now, RULES) if not np.isnan(counts[point.place])]
    y = np.array([counts[point.place] for point in points])
    expected, error, phi = _regressions(y, points, now, True)
    if expected > y.max() or len({point.year for point in points if point.level == 0}) < RULES.trend_years:
        expected, error, phi = _regressions(y, points, now, False)
    spread = np.sqrt(4 / 9 * expected ** (1 / 3) * (phi + expected * error**2))
    return float((expected ** (2 / 3) + normal_quantile(1 - RULES.alpha) * spread) ** 1.5)


def _regressions(y: Counts, points: list[Point], now: int, with_trend: bool) -> tuple[float, float, float]:
    import statsmodels.api as sm

    columns = [[float(p.level == level) for p in points] for level in sorted({p.level for p in points})]
    columns += [[float(p.place - now) for p in points]] if with_trend else []
    design = np.array(columns).T
    first = sm.GLM(y, design, family=sm.families.Poisson()).fit()
    phi = max(1.0, first.pearson_chi2 / first.df_resid)
    leverage = first.get_hat_matrix_diag(observed=False)
    anscombe = 1.5 * (y ** (2 / 3) * first.mu ** (-1 / 6) - first.mu**0.5) / np.sqrt(phi * (1 - leverage))
    raw = np.where(anscombe > RULES.outlier, np.maximum(anscombe, RULES.outlier) ** -2, 1.0)
    weights = raw * len(y) / raw.sum()
    second = sm.GLM(y, design, family=sm.families.Poisson(), var_weights=weights).fit(tol=1e-10)
    phi = max(1.0, second.pearson_chi2 / second.df_resid)
    error = np.sqrt(phi * second.cov_params()[0, 0] / second.scale)
    return float(np.exp(second.params[0])), float(error), float(phi)


def _by_r(counts: Counts, points: int, places: range, rows: int = 12) -> list[dict[str, Any]]:
    """R's own loop on a few whole series; nothing where surveillance is not installed."""
    with tempfile.TemporaryDirectory() as folder:
        table = Path(folder) / "counts.csv"
        np.savetxt(table, counts[np.isnan(counts).sum(axis=1) <= 2][:rows], delimiter=",")
        command = ["Rscript", "-e", R_LOOP, str(table), str(places[0] + 1)]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        return []
    return [_row("R surveillance, one by one", float(done.stdout), rows * len(places), points)]


def main() -> None:
    rows = run()
    print(f"Alert bounds, {FORCES} × {CODES} series over {LATEST} months = {FORCES * CODES * LATEST:,} points\n")
    print(f"{'way':<30}{'points timed':>13}{'µs a point':>12}{'whole, s':>10}{'× ours':>8}{'largest difference':>20}")
    ours = min(row["whole"] for row in rows[:2])
    for row in rows:
        apart = "–" if row["apart"] is None else f"{row['apart']:.1e}"
        each = f"{row['each'] * 1e6:>12,.0f}{row['whole']:>10,.1f}{row['whole'] / ours:>8,.0f}"
        print(f"{row['way']:<30}{row['points']:>13,}{each}{apart:>20}")
    print(f"\nGoal: under {GOAL_SECONDS:.0f} s on two cores: {'met' if rows[1]['whole'] < GOAL_SECONDS else 'NOT MET'}")
    peer = [row for row in rows if row["way"].startswith("statsmodels")]
    if peer:
        print(f"Goal: {GOAL_RATIO:.0f} × statsmodels: {'met' if peer[0]['whole'] / ours >= GOAL_RATIO else 'NOT MET'}")
    else:
        print(f"Goal: {GOAL_RATIO:.0f} × statsmodels: not measured, statsmodels is not installed")


if __name__ == "__main__":
    main()
