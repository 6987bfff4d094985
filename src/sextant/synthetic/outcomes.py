"""What became of each crime, and the outcomes file of a month."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from sextant.periods import Month
from sextant.synthetic.chance import Purpose, stream
from sextant.synthetic.crimes import ID_BYTES, Bytes, Crimes
from sextant.synthetic.definition import Definition
from sextant.synthetic.lines import Output, hexadecimal, pick
from sextant.synthetic.map_points import MapPoints

Ints = npt.NDArray[np.int64]
HEADING = "Crime ID,Month,Reported by,Falls within,Longitude,Latitude,Location,LSOA code,LSOA name,Outcome type"
TYPES = (
    "Investigation complete; no suspect identified",
    "Suspect charged",
    "Offender given a caution",
    "Local resolution",
    "Offender given a drugs possession warning",
    "Offender given penalty notice",
    "Suspect charged as part of another case",
    "Unable to prosecute suspect",
)
NO_SUSPECT, CHARGED, WARNING = 0, 1, 4
DISPOSALS = (0.025, 0.005, 0.0, 0.0015, 0.0006, 0.0005)  # of the types after "Suspect charged"
DRUG_WARNINGS = 0.20
MONTHS_LATER = (0.52, 0.22, 0.11, 0.06, 0.04, 0.03, 0.02)
LAST = (
    *TYPES,
    "Court result unavailable",
    "Awaiting court outcome",
    "Status update unavailable",
    "Under investigation",
    "",
)
UNAVAILABLE, AWAITING, SILENT, OPEN = len(TYPES), len(TYPES) + 1, len(TYPES) + 2, len(TYPES) + 3
RECENT = 4  # months before the end in which a case still reads as open


@dataclass(frozen=True)
class Decided:
    """First and second outcome of N crimes: a place among TYPES, -1 for none, and how many months later."""

    first: Ints
    first_later: Ints
    second: Ints
    second_later: Ints


@dataclass
class Docket:
    """Outcomes that wait for the month in which they are published."""

    waiting: dict[Month, list[tuple[Bytes, Ints, Ints]]] = field(default_factory=lambda: defaultdict(list))

    def add(self, crimes: Crimes, places: Ints, decided: Decided) -> None:
        for kind, later in ((decided.first, decided.first_later), (decided.second, decided.second_later)):
            for months in np.unique(later[kind >= 0]):
                mine = np.flatnonzero((kind >= 0) & (later == months))
                self.waiting[crimes.month + int(months)].append((crimes.ids[mine], places[mine], kind[mine]))

    def due(self, month: Month) -> tuple[Bytes, Ints, Ints]:
        parts = self.waiting.pop(month, []) or [(np.zeros((0, ID_BYTES), np.uint8), np.zeros(0, int), np.zeros(0, int))]
        ids, places, kinds = (np.concatenate([part[k] for part in parts]) for k in range(3))
        return ids, places, kinds


def decide(truth: Definition, chance: np.random.Generator, crimes: Crimes) -> Decided:
    """Draw what becomes of each crime, by its category's shares."""
    category = np.array(truth.category_of)[crimes.offence]
    published = chance.random(len(crimes)) < np.array([c.outcome for c in truth.categories])[category]
    first = np.where(published, _kinds(truth, chance, category), -1)
    again = (first == NO_SUSPECT) & (chance.random(len(crimes)) < truth.raw["faults"]["second_outcomes"])
    later = _months(chance, len(crimes))
    return Decided(first, later, np.where(again, CHARGED, -1), later + 1 + _months(chance, len(crimes)))


def last_outcomes(crimes: Crimes, decided: Decided, end: Month) -> Ints:
    """What the street file says of each crime on the day the files were made: a place among LAST.

    A charge never shows as such: it reads as a court's business.
    """
    left = end - crimes.month
    seen_second = (decided.second >= 0) & (decided.second_later <= left)
    seen_first = (decided.first >= 0) & (decided.first_later <= left)
    kind = np.where(seen_second, decided.second, np.where(seen_first, decided.first, -1))
    later = np.where(seen_second, decided.second_later, decided.first_later)
    court = np.where(left - later < RECENT, AWAITING, UNAVAILABLE)
    silent = OPEN if left < RECENT else SILENT
    return np.where(kind < 0, silent, np.where(kind == CHARGED, court, kind))


def write_outcomes(
    truth: Definition,
    points: MapPoints,
    name: str,
    month: Month,
    due: tuple[Bytes, Ints, Ints],
    seed: int,
    output: Output,
) -> dict[str, int]:
    """Write the month's outcomes with its planted repeats and strangers. Returns how many of each there are."""
    chance, faults = stream(seed, Purpose.OUTCOMES, month), truth.raw["faults"]
    ids, places, kinds = due
    strangers = round(faults["outcomes_from_elsewhere"] * kinds.size)
    ids = np.concatenate([ids, np.frombuffer(chance.bytes(strangers * ID_BYTES), np.uint8).reshape(-1, ID_BYTES)])
    places = np.concatenate([places, chance.integers(len(points.before) // 2, size=strangers)])
    kinds = np.concatenate([kinds, np.zeros(strangers, np.int64)])
    repeats = chance.choice(kinds.size, round(faults["duplicate_outcomes"] * kinds.size), replace=False)
    rows = np.concatenate([np.arange(kinds.size), repeats])
    rows = rows[np.argsort(places[rows], kind="stable")]
    types = pa.array([f",{each}" for each in TYPES])
    output.lines(
        [
            hexadecimal(ids[rows]),
            f",{month},{name},{name},",
            pick(points.texts(month), places[rows]),
            pick(types, kinds[rows]),
        ]
    )
    return {"repeated": int(repeats.size), "from_elsewhere": strangers}


def _kinds(truth: Definition, chance: np.random.Generator, category: Ints) -> Ints:
    charged = np.array([c.charged for c in truth.categories])[category]
    drugs = np.array([c.name == "Drugs" for c in truth.categories])[category]
    drawn, kind = chance.random(category.size), np.full(category.size, NO_SUSPECT)
    limit = charged.copy()
    kind[drawn < limit] = CHARGED
    for number, share in enumerate(DISPOSALS, start=CHARGED + 1):
        wider = limit + (DRUG_WARNINGS * drugs if number == WARNING else share)
        kind[(drawn >= limit) & (drawn < wider)] = number
        limit = wider
    return kind


def _months(chance: np.random.Generator, size: int) -> Ints:
    total = np.cumsum(MONTHS_LATER)
    return np.searchsorted(total / total[-1], chance.random(size), side="right").astype(np.int64)
