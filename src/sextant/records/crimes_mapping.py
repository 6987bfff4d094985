"""How the columns of a force's own extract are to be read: a small TOML file that the force edits."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from importlib import resources
from typing import Any

from sextant.errors import Refusal
from sextant.records.csv_stream import places
from sextant.records.lists import plain

NEEDED = ("crime_number", "offence_code", "recorded_on")
OPTIONAL = (
    "incident_number",
    "committed_from",
    "committed_to",
    "district",
    "lsoa_code",
    "easting",
    "northing",
    "victims",
)
FLAGS = ("knife", "firearm_discharge", "domestic_abuse", "alcohol", "drugs", "cyber")
GOVERNANCE = ("purpose", "legal_basis", "owner", "review_date", "dispose_after")
SECTIONS = ("columns", "flags", "dates", "force", "governance")
THING = "mapping of crimes"


@dataclass(frozen=True)
class Flag:
    """The column of a flag and its words. A word in neither list means unknown, or is refused when `strict`."""

    column: str
    yes: tuple[str, ...]
    no: tuple[str, ...]
    strict: bool = False

    def meaning(self, text: str) -> bool | None:
        word = plain(text)
        return True if word in map(plain, self.yes) else False if word in map(plain, self.no) else None


@dataclass(frozen=True)
class CrimesMapping:
    """A mapping that was checked. `columns` and `force_column` hold the force's own headings."""

    columns: Mapping[str, str]
    flags: Mapping[str, Flag]
    date_format: str | None
    time_format: str | None
    force: str | None
    force_column: str | None

    @property
    def headings(self) -> dict[str, str]:
        """Our word → their heading, for every column that is read."""
        force = {"force": self.force_column} if self.force_column else {}
        return {**self.columns, **{name: flag.column for name, flag in self.flags.items()}, **force}

    def missing(self, heading: Sequence[str]) -> list[str]:
        """The headings the mapping names that a file does not have."""
        at = places(heading)
        return [each for each in dict.fromkeys(self.headings.values()) if plain(each) not in at]


def crimes_mapping_template() -> str:
    """A mapping with comments, to copy and change."""
    return (resources.files("sextant") / "lists" / "crimes_mapping.toml").read_text("utf-8")


def read_mapping(raw: Mapping[str, Any]) -> CrimesMapping:
    """Check a parsed mapping. Raises Refusal that names the key which is wrong or missing."""
    _only(raw, SECTIONS, "section")
    _check_governance(raw)
    dates, force = _section(raw, "dates"), _section(raw, "force")
    _only(dates, ("date", "format", "time"), "key of [dates]")
    _only(force, ("slug", "column"), "key of [force]")
    return CrimesMapping(
        columns=_columns(_section(raw, "columns")),
        flags={name: _flag(name, entry) for name, entry in _flags(raw).items()},
        date_format=_format(dates, "date") or _format(dates, "format"),
        time_format=_format(dates, "time"),
        force=force.get("slug"),
        force_column=force.get("column"),
    )


def _columns(columns: Mapping[str, Any]) -> dict[str, str]:
    _only(columns, (*NEEDED, *OPTIONAL), "column")
    if missing := [name for name in NEEDED if name not in columns]:
        raise Refusal(THING, f"[columns] lacks {', '.join(missing)}", "name your heading for each")
    if ("easting" in columns) != ("northing" in columns):
        raise Refusal(THING, "[columns] has only one of easting and northing", "name both or neither")
    for name, heading in columns.items():
        if not isinstance(heading, str) or not heading.strip():
            raise Refusal(THING, f"[columns] {name} has no heading", 'write it in quotation marks: "Your heading"')
    return dict(columns)


def _flags(raw: Mapping[str, Any]) -> Mapping[str, Any]:
    flags = _section(raw, "flags")
    _only(flags, FLAGS, "flag")
    return flags


def _flag(name: str, entry: Any) -> Flag:
    where = f"[flags.{name}]"
    if not isinstance(entry, Mapping) or not isinstance(entry.get("column"), str):
        raise Refusal(THING, f"{where} has no column", 'add: column = "Your heading"')
    _only(entry, ("column", "yes", "no", "otherwise"), f"key of {where}")
    yes, no = (tuple(str(word) for word in entry.get(key, ())) for key in ("yes", "no"))
    if not yes or set(map(plain, yes)) & set(map(plain, no)):
        raise Refusal(THING, f"{where} has no yes word, or one that is no as well", 'add: yes = ["Y"] and no = ["N"]')
    if entry.get("otherwise", "unknown") not in ("unknown", "refuse"):
        raise Refusal(THING, f"{where} otherwise is '{entry['otherwise']}'", 'write "unknown" or "refuse"')
    return Flag(entry["column"], yes, no, entry.get("otherwise") == "refuse")


def _check_governance(raw: Mapping[str, Any]) -> None:
    governance = _section(raw, "governance")
    _only(governance, GOVERNANCE, "key of [governance]")
    if missing := [key for key in GOVERNANCE if not str(governance.get(key, "")).strip()]:
        raise Refusal(THING, f"[governance] lacks {', '.join(missing)}", "rows about people need all five")
    review, dispose = (_day(governance, key) for key in ("review_date", "dispose_after"))
    if dispose < review:
        raise Refusal(THING, "[governance] dispose_after comes before review_date", "set a review before the disposal")


def _day(governance: Mapping[str, Any], key: str) -> date:
    value = governance[key]
    try:
        return value if isinstance(value, date) else date.fromisoformat(str(value))
    except ValueError as error:
        raise Refusal(THING, f"[governance] {key} '{value}' is not a date", "write it as YYYY-MM-DD") from error


def _format(dates: Mapping[str, Any], key: str) -> str | None:
    """A strftime format that keeps year, month and day."""
    if key not in dates:
        return None
    sample = datetime(2021, 11, 23)
    try:
        if datetime.strptime(sample.strftime(dates[key]), dates[key]).date() == sample.date():
            return str(dates[key])
    except (ValueError, TypeError):
        pass
    raise Refusal(THING, f"[dates] {key} '{dates[key]}' is no date format", "write for example %d/%m/%Y")


def _section(raw: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    section = raw.get(name, {})
    if not isinstance(section, Mapping):
        raise Refusal(THING, f"{name} is no section", f"write [{name}] on a line of its own")
    return section


def _only(given: Mapping[str, Any], known: Sequence[str], what: str) -> None:
    if unknown := [name for name in given if name not in known]:
        raise Refusal(THING, f"{what} '{unknown[0]}' does not exist", f"use {', '.join(known)}")
