"""A figure is one object. Tables, charts, narrative, pages and files all show it; none computes its own."""

from __future__ import annotations

import dataclasses
import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, Literal

from sextant.errors import Refusal
from sextant.periods import Month, Window

Role = Literal["headline", "supporting", "context"]
Counting = Literal["count", "share", "series", "none"]
DisclosureState = Literal["open", "restricted", "suppressed"]
FORMAT = 1  # raised when the shape of a figure-set file changes


@dataclass(frozen=True)
class WindowValue:
    """One window of a figure. `value` is None where there is no number, and `reason` then says why.

    `months_present` are the months whose records are there and whole. When a month is missing, both windows count the
    same calendar months only: `months_counted` says how many those are.
    """

    window: Window
    value: float | int | None
    months_present: int
    months_expected: int
    months_counted: int = 0
    reason: str = ""
    denominator: int | None = None  # n of a share "k of n"
    unknown: int | None = None  # of the denominator, how many could not be told

    def as_json(self) -> dict[str, Any]:
        return {
            "value": self.value,
            "from": str(self.window.start),
            "to": str(self.window.end),
            "window": str(self.window),
            "months_present": self.months_present,
            "months_expected": self.months_expected,
            "months_counted": self.months_counted,
            "denominator": self.denominator,
            "unknown": self.unknown,
            "reason": self.reason or None,
        }


@dataclass(frozen=True)
class Change:
    """Current against baseline: a rate ratio with the interval and p of the same method. Absent parts are None."""

    method: str
    ratio: float | None = None
    low: float | None = None
    high: float | None = None
    p_value: float | None = None
    dispersion: float | None = None
    dispersion_from: str | None = None
    prob_lower: float | None = None
    p_exact: float | None = None
    p_etest: float | None = None
    clear_at_or_below: int | None = None
    clear_at_or_above: int | None = None
    detectable_fall: float | None = None  # true ratio seen four times in five
    detectable_rise: float | None = None
    holm_clear: bool | None = None

    def as_json(self) -> dict[str, Any]:
        return dataclasses.asdict(self)


@dataclass(frozen=True)
class Origin:
    """Where a figure's numbers were read: the editions, the definition and its hash."""

    kind: str
    publisher: str
    editions: tuple[str, ...]
    edition_dates: tuple[str, ...]
    sha256: tuple[str, ...]
    definition: str
    definition_sha256: str
    codes: tuple[str, ...] = ()
    rows: int | None = None  # rows of the editions that were counted, both windows together

    def as_json(self) -> dict[str, Any]:
        whole = dataclasses.asdict(self)
        return whole | {"edition": self.editions[0] if len(self.editions) == 1 else list(self.editions)}


@dataclass(frozen=True)
class Disclosure:
    """Whether the public may see the value and the series behind it, and if not, why."""

    state: DisclosureState
    reason: str = ""
    series: DisclosureState = "open"
    series_reason: str = ""


@dataclass(frozen=True)
class Point:
    """One month or quarter of the series behind a figure. A missing or part-supplied period has no value."""

    period: Month
    value: int | None
    status: Literal["present", "absent", "part_supplied"] = "present"
    note: str = ""


@dataclass(frozen=True)
class Note:
    """A dated thing that must stand beside a figure: a series break, a restriction, a counting rule."""

    text: str
    start: Month | None = None
    end: Month | None = None
    kind: Literal["context", "break", "caveat"] = "context"
    source: str = ""


@dataclass(frozen=True)
class AsPublished:
    """The same measure as a publisher once gave it, tested the same way; never reconciled by guess."""

    current: WindowValue
    baseline: WindowValue
    change: Change | None
    verdict: str
    sentence: str
    source: str
    published_on: str
    link: str
    origin: Origin
    reconciliation: str  # the sentence that puts both side by side, fairly

    def as_json(self) -> dict[str, Any]:
        return {
            "current": self.current.as_json(),
            "baseline": self.baseline.as_json(),
            "change": self.change and self.change.as_json(),
            "verdict": self.verdict,
            "sentence": self.sentence,
            "source": self.source,
            "published_on": self.published_on,
            "link": self.link,
            "edition": self.origin.as_json()["edition"],
            "origin": self.origin.as_json(),
            "reconciliation": self.reconciliation,
        }


@dataclass(frozen=True)
class Figure:
    """One measured number with all that makes it defensible."""

    key: str
    measure: str
    name: str
    unit: tuple[str, str]  # singular, plural
    role: Role
    counting: Counting
    body: str
    area: str | None  # a district, or None for the whole force
    current: WindowValue
    baseline: WindowValue
    change: Change | None
    verdict: str
    sentence: str
    disclosure: Disclosure
    origin: Origin
    grain: Literal["month", "quarter", "window"] = "quarter"
    series: tuple[Point, ...] = ()
    notes: tuple[Note, ...] = ()
    exclusions: tuple[str, ...] = ()
    activity: bool = False  # counts what the police did, so a rise is not more harm
    published: AsPublished | None = None

    def as_json(self) -> dict[str, Any]:
        return {
            "key": self.key,
            "measure": self.measure,
            "name": self.name,
            "unit": self.unit[1],
            "unit_singular": self.unit[0],
            "role": self.role,
            "counting": self.counting,
            "force": self.body,
            "area": self.area,
            "current": self.current.as_json(),
            "baseline": self.baseline.as_json(),
            "change": self.change and self.change.as_json(),
            "verdict": self.verdict,
            "sentence": self.sentence,
            "disclosure": dataclasses.asdict(self.disclosure),
            "source": self.origin.as_json(),
            "grain": self.grain,
            "series": [
                {"period": str(p.period), "value": p.value, "status": p.status, "note": p.note or None}
                for p in self.series
            ],
            "notes": [
                {
                    "text": n.text,
                    "from": n.start and str(n.start),
                    "to": n.end and str(n.end),
                    "kind": n.kind,
                    "source": n.source or None,
                }
                for n in self.notes
            ],
            "exclusions": list(self.exclusions),
            "activity": self.activity,
            "published": self.published and self.published.as_json(),
        }


@dataclass(frozen=True)
class MeasureNote:
    """A national measure as the Order asks for it: does it apply here, and why; and what holds no local number."""

    key: str
    title: str
    number: int
    applies: bool
    reason: str
    headline: str | None  # key of the headline figure
    missing: tuple[str, ...] = ()  # sentences: which local measure is not held, and why

    def as_json(self) -> dict[str, Any]:
        return dataclasses.asdict(self)


@dataclass(frozen=True)
class FigureSet:
    """All figures of one force for one pair of windows, from named editions and one definitions file."""

    force: str
    force_name: str
    made_up: bool
    to: Month
    baseline_to: Month
    definition: str
    definition_title: str
    definition_sha256: str
    measures: tuple[MeasureNote, ...]
    figures: tuple[Figure, ...]
    editions: tuple[Mapping[str, Any], ...]
    summary: str  # the sentence over all headlines
    headlines_tested: int
    look: int  # which look of the year this is
    software: str

    def figure(self, key: str, area: str | None = None) -> Figure:
        """The figure called `key`. Raises Refusal when there is none."""
        for figure in self.figures:
            if figure.key == key and figure.area == area:
                return figure
        raise Refusal(f"figure '{key}'", "is not in this set of figures", "see the keys that `sextant measures` lists")

    def of_measure(self, key: str) -> Iterator[Figure]:
        return (figure for figure in self.figures if figure.measure == key and figure.area is None)

    def as_json(self) -> dict[str, Any]:
        return {
            "format": FORMAT,
            "force": self.force,
            "force_name": self.force_name,
            "made_up": self.made_up,
            "to": str(self.to),
            "baseline_to": str(self.baseline_to),
            "definition": self.definition,
            "definition_title": self.definition_title,
            "definition_sha256": self.definition_sha256,
            "measures": [measure.as_json() for measure in self.measures],
            "figures": [figure.as_json() for figure in self.figures],
            "editions": [dict(edition) for edition in self.editions],
            "summary": self.summary,
            "headlines_tested": self.headlines_tested,
            "look": self.look,
            "software": self.software,
        }

    def canonical(self) -> bytes:
        """The bytes that are hashed and stored: the same figures give the same bytes."""
        text = json.dumps(self.as_json(), ensure_ascii=False, sort_keys=True, indent=1, allow_nan=False)
        return text.encode() + b"\n"

    @cached_property
    def sha256(self) -> str:
        return hashlib.sha256(self.canonical()).hexdigest()


def store(figures: FigureSet, folder: Path) -> Path:
    """Write the set under its own hash and return the path; the same set is one file."""
    path = folder / f"{figures.sha256}.json"
    folder.mkdir(parents=True, exist_ok=True)
    if not path.exists():
        part = path.with_suffix(".part")
        part.write_bytes(figures.canonical())
        part.replace(path)
    return path
