"""How often a design says 'it worked' where nothing was done; the goal is 5% at most.

Real data: police.uk rows of Northumbria inside the first list of map points (2020-05 to 2022-06), areas in which no
trial is known. Each draw picks treated areas and a start, leaves everything as it was, and asks the design. Beside
ours: before and after read naively, and the published test without dispersion. Made-up data: place-days whose rates
differ by place and day, and no effect.
"""

from __future__ import annotations

import csv
import os
from collections.abc import Iterator
from datetime import date, timedelta
from math import sqrt
from pathlib import Path
from typing import Any

import numpy as np

from sextant.errors import Refusal
from sextant.evidence import compare
from sextant.evidence.verdicts import VerdictCode, judge
from sextant.places.evaluation_dispersion import dispersion_of_like_areas
from sextant.places.evaluation_matched import NO_LIKE, matched_change
from sextant.places.evaluation_trial import intention_to_treat
from sextant.places.evaluation_wdd import BeforeAfter, weighted_displacement_difference
from sextant.places.trial import Arm, PlaceDay, randomise_place_days

GOAL = 0.05
DATA = Path(os.environ.get("SEXTANT_DATA", Path(__file__).resolve().parent.parent.parent / "shared" / "data"))
LAST = "2022-06"
SETS = {
    "violence": ("Violence and sexual offences",),
    "neighbourhood": ("Burglary", "Robbery", "Theft from the person", "Vehicle crime"),
    "anti-social behaviour": ("Anti-social behaviour",),
}
WINDOWS = ((6, 6), (12, 3), (12, 6))
GROUPS = (1, 5, 20)
Counts = np.ndarray[Any, Any]
Row = dict[str, Any]


def run(draws: int = 200, seed: int = 2022) -> list[Row]:
    """One row a design and choice of areas: share of draws in which it said that crime fell, and in which it rose."""
    return [*_real(draws, seed), *_made_up(draws, seed)]


def _real(draws: int, seed: int) -> Iterator[Row]:
    folder = DATA / "policeuk-northumbria"
    if not folder.is_dir():
        print("The real public files are not here (set SEXTANT_DATA): their part is left out.\n")
        return
    for name, series in _series(folder).items():
        for choice in ("any area", "busiest 5%"):
            yield from _matched(name, choice, series, draws, seed)
        yield _place_months(name, series, draws, seed)


def _series(folder: Path) -> dict[str, Counts]:
    """(LSOAs, months) counts of each set of crimes."""
    months = sorted(each.name for each in folder.iterdir() if each.name <= LAST)
    found: dict[str, dict[str, Counts]] = {name: {} for name in SETS}
    for number, month in enumerate(months):
        for path in (folder / month).glob("*-street.csv"):
            with path.open(encoding="utf-8") as lines:
                for row in csv.DictReader(lines):
                    for name, kinds in SETS.items():
                        if row["Crime type"] in kinds and row["LSOA code"]:
                            area = found[name].setdefault(row["LSOA code"], np.zeros(len(months)))
                            area[number] += 1
    return {name: np.array([areas[code] for code in sorted(areas)]) for name, areas in found.items()}


def _matched(name: str, choice: str, series: Counts, draws: int, seed: int) -> Iterator[Row]:
    for areas in GROUPS:
        chance = np.random.default_rng([seed, areas])
        verdicts: dict[str, list[VerdictCode]] = {key: [] for key in ("matched", "naive", "wdd", "wdd_phi")}
        for _ in range(draws):
            before, after = WINDOWS[int(chance.integers(len(WINDOWS)))]
            start = int(chance.integers(before, series.shape[1] - after + 1))
            window = series[:, start - before : start + after]
            treated = _chosen(chance, window[:, :before].sum(axis=1), choice, areas)
            for key, code in _judged(window, treated, before, int(chance.integers(1_000_000))):
                verdicts[key].append(code)
        for key, design in (
            ("matched", "matched areas"),
            ("wdd_phi", "displacement difference, φ of like areas"),
            ("wdd", "displacement difference, φ 1, not used"),
            ("naive", "before and after, not used"),
        ):
            yield _row(f"{design}", f"{name}, {choice}, {areas} treated", verdicts[key])


def _chosen(chance: np.random.Generator, baseline: Counts, choice: str, areas: int) -> Counts:
    eligible = np.flatnonzero(baseline >= 12)
    if choice == "any area":
        return chance.choice(eligible, areas, replace=False)
    busiest = eligible[np.argsort(-baseline[eligible], kind="stable")]
    return chance.choice(busiest[: max(len(busiest) // 20, areas)], areas, replace=False)


def _judged(window: Counts, treated: Counts, before: int, seed: int) -> Iterator[tuple[str, VerdictCode]]:
    try:
        found = matched_change(window, treated, before, draws=399, seed=seed)
    except Refusal:
        return
    yield "matched", found.verdict.code
    own = window[treated].sum(axis=0)
    old, new, length = int(own[:before].sum()), int(own[before:].sum()), window.shape[1] - before
    yield "naive", judge(compare(new, old, (length, before))).code
    control = window[_like(window[:, :before].sum(axis=1), treated)].sum(axis=0)
    both = [BeforeAfter(each[:before].sum(), each[before:].sum(), before, length) for each in (own, control)]
    yield "wdd", weighted_displacement_difference(*both).verdict.code
    if found.verdict.reason == NO_LIKE:
        yield "wdd_phi", VerdictCode.NOT_COMPARABLE
        return
    phi = dispersion_of_like_areas(window, treated, before, seed=seed)
    yield "wdd_phi", weighted_displacement_difference(*both, phi=phi).verdict.code


def _like(baseline: Counts, treated: Counts) -> Counts:
    """As many untouched areas, each the nearest in baseline that is still free."""
    free = [each for each in range(len(baseline)) if each not in set(treated.tolist())]
    picked = []
    for each in treated:
        nearest = min(free, key=lambda other, own=baseline[each]: abs(baseline[other] - own))
        free.remove(nearest)
        picked.append(nearest)
    return np.array(picked)


def _place_months(name: str, series: Counts, draws: int, seed: int) -> Row:
    """Months drawn by lot instead of days, in blocks of 7, in the 20 busiest areas, where matching has no answer."""
    chance = np.random.default_rng([seed, 3])
    busiest = np.argsort(-series.sum(axis=1), kind="stable")[:20]
    months = series.shape[1] // 7 * 7
    start = date(2026, 1, 5)
    codes = []
    for _ in range(draws):
        trial = randomise_place_days(
            [str(k) for k in busiest], start, months, share=0.5, seed=int(chance.integers(1e9))
        )
        events = {(e.place, e.day): float(series[int(e.place), (e.day - start).days]) for e in trial.place_days}
        codes.append(
            intention_to_treat(trial.place_days, events, draws=399, seed=int(chance.integers(1e9))).verdict.code
        )
    return _row("by lot, as assigned", f"{name}, 20 busiest, months by lot", codes)


def _made_up(draws: int, seed: int) -> Iterator[Row]:
    for places, days in ((6, 56), (20, 90)):
        chance = np.random.default_rng([seed, places])
        codes = []
        for _ in range(draws):
            listed, events = _world(chance, places, days)
            codes.append(intention_to_treat(listed, events, draws=399, seed=int(chance.integers(1e9))).verdict.code)
        yield _row("by lot, as assigned", f"made-up, {places} places, {days} days", codes)


def _world(
    chance: np.random.Generator, places: int, days: int
) -> tuple[tuple[PlaceDay, ...], dict[tuple[str, date], float]]:
    """Place-days with rates by place and day and counts that vary twice as much as chance; no effect of any arm."""
    start = date(2026, 1, 5)
    trial = randomise_place_days(
        [f"{k}" for k in range(places)], start, days, share=0.4, seed=int(chance.integers(1e9))
    )
    rates = chance.gamma(2, 0.3, (places, 1)) * chance.gamma(10, 0.1, (1, days))
    counts = chance.poisson(rates * chance.gamma(1.0, 1.0, (places, days)))
    events = {
        (f"{k}", start + timedelta(days=d)): float(counts[k, d])
        for k in range(places)
        for d in range(days)
        if counts[k, d]
    }
    assert {each.arm for each in trial.place_days} == {Arm.PATROL, Arm.CONTROL}
    return trial.place_days, events


def _row(design: str, what: str, codes: list[VerdictCode]) -> Row:
    judged = [code for code in codes if code is not VerdictCode.NOT_COMPARABLE]
    worked = sum(code in (VerdictCode.LOWER, VerdictCode.LARGER_THAN_USUAL_DOWN) for code in judged)
    rose = sum(code in (VerdictCode.HIGHER, VerdictCode.LARGER_THAN_USUAL_UP) for code in judged)
    rate = worked / len(judged) if judged else None
    error = sqrt(rate * (1 - rate) / len(judged)) if judged and rate is not None else None
    numbers = {"draws": len(codes), "judged": len(judged), "worked": rate, "error": error}
    return {"design": design, "what": what} | numbers | {"rose": rose / len(judged) if judged else None}


def goal(row: Row) -> str:
    """`met` unless the rate lies above the goal by more than twice its error; nothing where no goal is set."""
    if "not used" in row["design"] or row["worked"] is None:
        return "–"
    return "met" if row["worked"] <= GOAL + 2 * max(row["error"], 0.005) else "NOT MET"


def main() -> None:
    rows = run()
    print("False 'it worked' on untouched areas (goal: 5% at most)\n")
    print(f"{'design':<42}{'what':<52}{'judged':>8}{'worked':>9}{'±':>7}{'rose':>8}  goal")
    for row in rows:
        shares = "".join(
            f"{'–':>{width}}" if row[key] is None else f"{row[key]:>{width}.1%}"
            for key, width in (("worked", 9), ("error", 7), ("rose", 8))
        )
        print(f"{row['design']:<42}{row['what']:<52}{row['judged']:>4}/{row['draws']:<3}{shares}  {goal(row)}")


if __name__ == "__main__":
    main()
