"""The severity of a force's recorded crime as one object: what tables, JSON and pages show."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

from sextant.bodies import Body
from sextant.lake.editions import Edition
from sextant.periods import MONTHS_A_QUARTER, Month, Window
from sextant.severity.populations import Population
from sextant.severity.scoring import Score, Weighed
from sextant.severity.weights import Weights

NOTES = (
    "Context beside a count, not a verdict: no test says whether a score has changed, and forces are not ranked by it.",
    "A score follows what is recorded. Better recording, new codes and police activity (drugs, weapons) move it.",
    "A few very heavy offences carry most of a score, so that it varies more by chance than a count does.",
)


@dataclass(frozen=True)
class Negative:
    """A code with fewer than no offences in a quarter: crimes recorded earlier were cancelled or transferred away."""

    code: str
    quarter: Month
    count: int


@dataclass(frozen=True)
class Point:
    """One quarter or 12 months. Without a score where `missing` quarters (first months) are not held."""

    window: Window
    score: Score | None
    missing: tuple[Month, ...]
    population: Population | None

    @property
    def name(self) -> str:
        return self.window.end.quarter_name if len(self.window) == MONTHS_A_QUARTER else str(self.window)

    @property
    def in_words(self) -> str:
        quarter = len(self.window) == MONTHS_A_QUARTER
        return self.window.end.quarter_in_words if quarter else self.window.in_words

    @property
    def reason(self) -> str | None:
        """Why there is no score."""
        return f"not held: {', '.join(quarter.quarter_in_words for quarter in self.missing)}" if self.missing else None

    @property
    def per_head(self) -> float | None:
        return self.score.per_head(self.population.residents) if self.score and self.population else None

    def as_json(self) -> dict[str, Any]:
        found = self.score
        return {
            "period": self.name,
            "from": str(self.window.start),
            "to": str(self.window.end),
            "complete": found is not None,
            "reason": self.reason,
            "offences": found and found.offences,
            "score": found and found.points,
            "per_head": self.per_head,
            "mean_weight": _share(found.points, found.offences - found.without_weight) if found else None,
            "without_weight": found and found.without_weight,
            "share_without_weight": _share(found.without_weight, found.offences) if found else None,
            "population": _population(self.population),
        }


@dataclass(frozen=True)
class Severity:
    """All points of a force, what weights they rest on, and everything about them that a reader must know.

    `overall` is the score of all complete points together; substitutions and codes without weight are told of it.
    """

    body: Body
    by: str
    weights: Weights
    points: tuple[Point, ...]
    overall: Score
    negatives: tuple[Negative, ...]
    editions: tuple[Edition, ...]

    @property
    def notes(self) -> tuple[str, ...]:
        """What may mislead, the most general first."""
        more = []
        if self.overall.medians:
            codes = ", ".join(each.code for each in self.overall.medians)
            more.append(
                "Recorded crime has no sub-codes. Where a code has several rows, their median is used, though harm "
                f"within a code often has two humps and the median then fits few of its offences: {codes}."
            )
        if not any(point.population for point in self.points):
            more.append(
                f"No population is held for {self.body.name}, so no rate is given: "
                "add it to lists/populations.toml in the home folder."
            )
        return (*NOTES, *more)

    def as_json(self) -> dict[str, Any]:
        """A document without NaN or Infinity. Keys are stable."""
        overall = self.overall
        return {
            "force": self.body.slug,
            "force_name": self.body.name,
            "made_up": self.body.made_up,
            "by": self.by,
            "weights": asdict(self.weights.edition) | {"codes": len(self.weights.own)},
            "unit": self.weights.edition.unit,
            "unit_per_head": f"{self.weights.edition.unit} per resident in the period",
            "points": [point.as_json() for point in self.points],
            "codes": [_weighed(each) for each in overall.weighed],
            "substitutions": [
                _weighed(each) | {"stands_in": each.weight.stands_in, "why": each.weight.why}
                for each in overall.substitutions
            ],
            "without_weight": [
                {"code": each.code, "count": each.count, "share": _share(each.count, overall.offences), "why": each.why}
                for each in overall.lacking
            ],
            "medians": [_weighed(each) | _spread(each) for each in overall.medians],
            "negatives": [
                {"code": each.code, "quarter": each.quarter.quarter_name, "count": each.count}
                for each in self.negatives
            ],
            "editions": [
                {"edition": each.id, "edition_date": str(each.edition_date), "sha256": each.sha256}
                for each in self.editions
            ],
            "notes": list(self.notes),
        }

    def heaviest(self, number: int) -> Sequence[Weighed]:
        """The codes that carry most of the overall score."""
        return sorted(self.overall.weighed, key=lambda each: (-each.points, each.code))[:number]


def _weighed(each: Weighed) -> dict[str, Any]:
    return {
        "code": each.code,
        "offence": each.weight.offence,
        "count": each.count,
        "weight": each.weight.value,
        "score": each.points,
    }


def _spread(each: Weighed) -> dict[str, Any]:
    return {"rows": each.weight.rows, "low": each.weight.low, "high": each.weight.high}


def _population(found: Population | None) -> dict[str, Any] | None:
    if found is None:
        return None
    return {"residents": found.residents, "on": str(found.on), "source": found.source}


def _share(part: float, whole: float) -> float | None:
    """None where there is no whole to speak of: crimes taken off can leave nothing, or less."""
    return part / whole if whole > 0 else None
