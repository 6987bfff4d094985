"""What a definitions file says, checked: measures, figures, code lists, notes by date, publishers."""

from __future__ import annotations

import hashlib
import os
import tomllib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Any, Literal, TypeVar, get_args, get_origin, get_type_hints

from sextant.errors import Refusal
from sextant.measures.figures import Counting, Note
from sextant.periods import Month

DEFAULT = "ncpm-2021"
TABLES = {
    "recorded-crime": "recorded_crime",
    "police-uk": "street",
    "crimes": "crimes",
    "admissions": "admissions",
    "desk-figures": "desk_figures",
}
T = TypeVar("T")
Method = Literal["poisson", "quasi-poisson"]


@dataclass(frozen=True)
class CodeList:
    """Offence codes and when recording used them. Codes outside their dates still count; the dates are for people."""

    codes: tuple[str, ...]
    valid_from: date | None = None
    valid_to: date | None = None
    note: str = ""


@dataclass(frozen=True)
class FigureDefinition:
    """How one figure is counted, tested and published."""

    key: str
    measure: str
    name: str
    unit: tuple[str, str]
    source: str
    counting: Counting = "count"
    table: str = ""
    totals: str = ""  # the table with the publisher's own totals, where its rounded numbers are not to be added up
    of: Literal["force", "region"] = "force"
    codes: tuple[str, ...] = ()  # names of code lists
    flags: tuple[str, ...] = ()
    where: Mapping[str, Sequence[str]] = field(default_factory=dict)
    tally: Mapping[str, str] = field(default_factory=dict)
    switches: Mapping[str, Sequence[str]] = field(default_factory=dict)
    method: Method = "poisson"
    activity: bool = False
    publish: Mapping[str, Any] = field(default_factory=dict)
    shown_by: Literal["", "quarter"] = ""  # the series behind the figure, where its own grain would be too fine
    disclosure: str = ""  # `open` where the number is public as it is, whatever its source's rule
    caveats: tuple[str, ...] = ()
    reason: str = ""
    only_if_held: bool = False  # left out, and not told as missing, where the force holds no such records


@dataclass(frozen=True)
class MeasureDefinition:
    """A national measure: its number, whether it applies and why, and which figure leads it."""

    key: str
    number: int
    title: str
    applies: bool
    reason: str
    headline: tuple[str, ...] = ()


@dataclass(frozen=True)
class SourceNote:
    """Who publishes a kind of record and what must be said of it."""

    publisher: str
    title: str
    licence: str = ""
    status: str = ""
    disclosure: Literal["open", "own"] = "own"
    threshold: int = 5


@dataclass(frozen=True)
class DatedNote:
    """A note and the figures it stands beside; `figures` may end in `*`.

    One that `severs` forbids a comparison; from the months of an `exceptional` one no usual variation is learnt.
    """

    figures: tuple[str, ...]
    note: Note
    severs: bool = False
    exceptional: bool = False

    def concerns(self, key: str) -> bool:
        return any(key == each or (each.endswith("*") and key.startswith(each[:-1])) for each in self.figures)


@dataclass(frozen=True)
class Definitions:
    """One definitions file, with the hash of its bytes."""

    name: str
    title: str
    source: str
    baseline_to: Month
    window_months: int
    codes: Mapping[str, tuple[CodeList, ...]]
    measures: tuple[MeasureDefinition, ...]
    figures: tuple[FigureDefinition, ...]
    notes: tuple[DatedNote, ...]
    source_notes: Mapping[str, SourceNote]
    sha256: str
    text: str
    also_baselines: tuple[Month, ...] = ()  # other baselines in use, to see whether a conclusion survives them

    def codes_of(self, figure: FigureDefinition, switches: Sequence[str] = ()) -> tuple[str, ...]:
        """All offence codes of a figure, those of the switches that are on among them."""
        names = [*figure.codes, *(name for switch in switches for name in figure.switches.get(switch, ()))]
        return tuple(dict.fromkeys(code for name in names for piece in self.codes[name] for code in piece.codes))

    @property
    def switches(self) -> tuple[str, ...]:
        return tuple(sorted({switch for figure in self.figures for switch in figure.switches}))


def load_definitions(name: str = DEFAULT, own: Path | None = None) -> Definitions:
    """The definitions called `name`: a path to a TOML file, one in the home's folder, or one that is shipped.

    Raises Refusal that names the file and the entry when something in it is wrong or missing.
    """
    text, shown = _text(name, own)
    try:
        raw = tomllib.loads(text)
    except tomllib.TOMLDecodeError as fault:
        raise Refusal(shown, f"is not TOML: {fault}", "mend that line") from fault
    return _parse(raw, text, shown)


def kept_file(figures: Path, sha256: str) -> Path:
    """Where the definitions of a stored set of figures are kept, in the folder of the sets."""
    return figures / "definitions" / f"{sha256}.toml"


def keep(defined: Definitions, figures: Path) -> None:
    """Keep the definitions beside the sets made with them: the file they came from may change tomorrow."""
    path = kept_file(figures, defined.sha256)
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        part = path.with_name(f"{path.name}.{os.getpid()}.part")
        part.write_bytes(defined.text.encode())
        part.replace(path)


def _text(name: str, own: Path | None) -> tuple[str, str]:
    candidates = [Path(name)] if name.endswith(".toml") else [own / f"{name}.toml"] if own else []
    for path in candidates:
        if path.exists():
            return path.read_text("utf-8"), path.name
    shipped = resources.files("sextant.measures.definitions") / f"{name}.toml"
    if not name.endswith(".toml") and shipped.is_file():
        return shipped.read_text("utf-8"), f"{name}.toml"
    raise Refusal(f"definitions '{name}'", "are not here", "give a TOML file or put it into the home's definitions/")


def _parse(raw: Mapping[str, Any], text: str, shown: str) -> Definitions:
    codes = {
        name: tuple(_entry(CodeList, piece, f"{shown}, codes.{name}") for piece in pieces)
        for name, pieces in raw.get("codes", {}).items()
    }
    found = Definitions(
        name=_need(raw, "name", shown),
        title=_need(raw, "title", shown),
        source=raw.get("source", ""),
        baseline_to=Month.parse(_need(raw, "baseline_to", shown), f"{shown}, baseline_to"),
        window_months=raw.get("window_months", 12),
        codes=codes,
        measures=tuple(_entry(MeasureDefinition, m, f"{shown}, measure {m.get('key')}") for m in raw["measure"]),
        figures=tuple(_figure(f, f"{shown}, figure {f.get('key')}") for f in raw["figure"]),
        notes=tuple(_note(n, f"{shown}, note {k}") for k, n in enumerate(raw.get("note", []), 1)),
        source_notes={k: _entry(SourceNote, v, f"{shown}, {k}") for k, v in raw.get("source_note", {}).items()},
        sha256=hashlib.sha256(text.encode()).hexdigest(),
        text=text,
        also_baselines=tuple(Month.parse(each, f"{shown}, also_baselines") for each in raw.get("also_baselines", [])),
    )
    _check(found, shown)
    return found


def _need(raw: Mapping[str, Any], key: str, shown: str) -> Any:
    if key not in raw:
        raise Refusal(shown, f"lacks '{key}'", "add it at the top")
    return raw[key]


def _entry(make: Callable[..., T], raw: Mapping[str, Any], where: str) -> T:
    values = {key: tuple(value) if isinstance(value, list) else value for key, value in raw.items()}
    for key, allowed in _choices(make).items():
        if key in values and values[key] not in allowed:
            raise Refusal(
                where, f"has {key} '{values[key]}'", f"use one of {', '.join(each for each in allowed if each)}"
            )
    try:
        return make(**values)
    except TypeError as fault:
        raise Refusal(
            where, str(fault).partition("() ")[2] or str(fault), "see docs/reference/definitions.md"
        ) from fault


@cache
def _choices(make: Callable[..., Any]) -> dict[str, tuple[str, ...]]:
    """The fields of a definition that take one of a few words, with those words."""
    return {key: get_args(hint) for key, hint in get_type_hints(make).items() if get_origin(hint) is Literal}


def _figure(raw: Mapping[str, Any], where: str) -> FigureDefinition:
    table = {"table": TABLES.get(str(raw.get("source")), "")}
    return _entry(FigureDefinition, table | dict(raw), where)


def _note(raw: Mapping[str, Any], where: str) -> DatedNote:
    start = Month.parse(raw["start"], where) if "start" in raw else None
    end = Month.parse(raw["end"], where) if "end" in raw else None
    note = Note(_need(raw, "text", where), start, end, raw.get("kind", "context"), raw.get("source", ""))
    return DatedNote(tuple(raw.get("figures", ["*"])), note, raw.get("severs", False), raw.get("exceptional", False))


def _check(found: Definitions, shown: str) -> None:
    measures = {measure.key for measure in found.measures}
    keys = [figure.key for figure in found.figures]
    for figure in found.figures:
        where = f"{shown}, figure {figure.key}"
        if figure.measure not in measures:
            raise Refusal(where, f"belongs to measure '{figure.measure}', which is not in the file", "add the measure")
        for name in (*figure.codes, *(n for names in figure.switches.values() for n in names)):
            if name not in found.codes:
                raise Refusal(where, f"names the code list '{name}', which is not in the file", "add the list")
        if keys.count(figure.key) > 1:
            raise Refusal(where, "stands twice", "give each figure a key of its own")
        if figure.counting != "none" and figure.source not in found.source_notes:
            raise Refusal(where, f"has source '{figure.source}' without a [source_note]", "say who publishes it")
    for measure in found.measures:
        for key in measure.headline:
            if key not in keys:
                raise Refusal(f"{shown}, measure {measure.key}", f"has headline '{key}', which is no figure", "mend it")
