"""The reconciliation of a force as one object: what tables, JSON and pages show."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from statistics import median
from typing import Any

from sextant.bodies import Body
from sextant.lake.editions import Edition
from sextant.measures.reconciling.categories import Differences, Join
from sextant.measures.reconciling.codes import CodeFault
from sextant.measures.reconciling.rows import Row


@dataclass(frozen=True)
class Unmapped:
    """Offences of a code that no category of police.uk is known to hold, in the quarters compared."""

    code: str
    count: int


@dataclass(frozen=True)
class Summary:
    """A category over all its whole quarters: both totals, their ratio, the ratios' ends and their middle."""

    category: str
    quarters: int
    police_uk: int
    recorded: int
    low: float | None
    high: float | None
    usual: float | None
    flags: tuple[str, ...] = ()

    @property
    def words(self) -> str:
        """The worst flag with how often it stands; "agrees" when all whole quarters do."""
        judged = [flag for flag in self.flags if flag != "not_whole"]
        worst = next((flag for flag in WORDS if flag in judged), None)
        return f"{WORDS[worst]} ({judged.count(worst)} of {len(judged)})" if worst else "agrees" if judged else "–"

    @property
    def ratio(self) -> float | None:
        return self.police_uk / self.recorded if self.recorded > 0 else None


@dataclass(frozen=True)
class Group:
    """Rows that have a flag and what to do about it in common."""

    flag: str
    advice: str
    rows: tuple[Row, ...]

    @property
    def category(self) -> str:
        """Of one category its name, of several how many there are."""
        names = {row.category for row in self.rows}
        return self.rows[0].category if len(names) == 1 else f"{len(names)} categories"

    @property
    def word(self) -> str:
        return WORDS[self.flag]


@dataclass(frozen=True)
class Reconciliation:
    """police.uk beside recorded crime for one body. `rows` are ordered by category and quarter.

    `behind`: for each row that is a fault, the code that makes up most of the gap, where there is one.
    """

    body: Body
    rows: tuple[Row, ...]
    codes: tuple[CodeFault, ...]
    unmapped: tuple[Unmapped, ...]
    behind: Mapping[Row, tuple[CodeFault, ...]]
    join: Join
    differences: Differences
    editions: tuple[Edition, ...]

    @property
    def faults(self) -> tuple[Row, ...]:
        return tuple(row for row in self.rows if row.flag == "fault")

    @property
    def groups(self) -> list[Group]:
        """The rows that say more than "agrees", those of one category, flag and advice together; worst flag first.

        What is true of every category is said once, without a category.
        """
        found: dict[tuple[str, str, str], list[Row]] = {}
        for row in self.rows:
            whose = row.reason if row.flag == "not_whole" else row.category
            found.setdefault((row.flag, whose, self.advice(row)), []).append(row)
        groups = [Group(flag, advice, tuple(rows)) for (flag, _, advice), rows in found.items() if flag in WORDS]
        return sorted(groups, key=lambda group: list(WORDS).index(group.flag))

    @property
    def needs_attention(self) -> bool:
        """A fault in a category or a code, or recorded crime that no category holds."""
        return bool(self.faults or self.codes or self.unmapped)

    @property
    def summaries(self) -> list[Summary]:
        names = dict.fromkeys(row.category for row in self.rows)
        return [_summary(name, [row for row in self.rows if row.category == name]) for name in names]

    def advice(self, row: Row) -> str:
        """What to do about a row's flag; empty when nothing is."""
        known = self.differences.by_type.get(row.category)
        if row.flag == "fault":
            return _advice_on_fault([each.code for each in self.behind.get(row, ())])
        if row.flag == "known_difference" and known:
            return known.advice
        return ADVICE.get(row.flag, "")

    def as_json(self) -> dict[str, Any]:
        """A document without NaN or Infinity. Keys are stable."""
        return {
            "force": self.body.slug,
            "force_name": self.body.name,
            "made_up": self.body.made_up,
            "rows": [
                row.as_json()
                | {"codes": [each.as_json() for each in self.behind.get(row, ())], "advice": self.advice(row)}
                for row in self.rows
            ],
            "categories": [_as_json(each) for each in self.summaries],
            "codes": [each.as_json() | {"category": self.join.category_of(each.code)} for each in self.codes],
            "unmapped": [{"code": each.code, "count": each.count} for each in self.unmapped],
            "known_differences": list(self._known()),
            "notes": list(self.differences.general),
            "editions": [
                {"kind": each.kind, "edition": each.id, "edition_date": str(each.edition_date), "sha256": each.sha256}
                for each in self.editions
            ],
        }

    def _known(self) -> Iterator[dict[str, Any]]:
        for known in self.differences.by_type.values():
            yield {
                "category": known.crime_type,
                "low": known.low,
                "high": known.high,
                "usual": known.usual,
                "text": known.text,
                "measured": known.measured,
                "source": known.source,
            }


# Worst first. A row that agrees needs no word.
WORDS = {
    "fault": "fault",
    "unusual": "unusual",
    "steady_difference": "steady difference, not explained",
    "known_difference": "known difference",
    "not_judged": "not judged",
    "too_few": "too few to say",
    "not_whole": "not whole",
}
ADVICE = {
    "unusual": "Look at it when the next edition comes; it is too small to call a fault.",
    "steady_difference": "Find out why, and write it into lists/structural_differences.toml in the home folder.",
    "not_judged": "Load more quarters of both sources.",
    "not_whole": "Load what is missing, if it exists.",
}


def _advice_on_fault(codes: Sequence[str]) -> str:
    if not codes:
        return (
            "Compare both with the force's own records for these months before either number is used; tell the "
            "publisher of the one that is wrong."
        )
    return (
        f"Count {', '.join(codes)} in the force's own records for these months: crimes may have been sent under "
        "another code. If so, correct the return to the Home Office; until then, print no figure that rests on it."
    )


def _summary(name: str, rows: Sequence[Row]) -> Summary:
    ratios = [row.ratio for row in rows if row.ratio is not None]
    return Summary(
        name,
        sum(row.flag != "not_whole" for row in rows),
        sum(row.police_uk or 0 for row in rows),
        sum(row.recorded or 0 for row in rows),
        min(ratios, default=None),
        max(ratios, default=None),
        median(ratios) if ratios else None,
        tuple(row.flag for row in rows),
    )


def _as_json(each: Summary) -> dict[str, Any]:
    return {
        "category": each.category,
        "quarters": each.quarters,
        "police_uk": each.police_uk if each.quarters else None,
        "recorded": each.recorded if each.quarters else None,
        "ratio": each.ratio,
        "ratio_low": each.low,
        "ratio_high": each.high,
        "usual_ratio": each.usual,
    }
