"""A stored set of figures, read back as the objects it was made from."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from sextant.errors import Refusal
from sextant.measures.figures import (
    FORMAT,
    AsPublished,
    Change,
    Disclosure,
    Figure,
    FigureSet,
    MeasureNote,
    Note,
    Origin,
    Point,
    WindowValue,
)
from sextant.periods import Month, Window


def read_set(path: Path) -> FigureSet:
    """Read a figure set from `measures --json` or the home's `figures/`. Raises Refusal when it is none."""
    try:
        raw = json.loads(path.read_text("utf-8"))
        if raw["format"] != FORMAT:
            raise Refusal(
                path.name, f"is a figure set of format {raw['format']}", "make it again with `sextant measures`"
            )
        return parse_set(raw)
    except FileNotFoundError:
        raise Refusal(str(path), "is not there", "make it with `sextant measures … --json`") from None
    except (KeyError, TypeError, ValueError) as fault:
        raise Refusal(
            path.name, f"is not a figure set ({fault})", "make it with `sextant measures … --json`"
        ) from fault


def parse_set(raw: Mapping[str, Any]) -> FigureSet:
    """The figure set of a parsed JSON document; unknown keys are left aside."""
    plain = ("force", "force_name", "made_up", "definition", "definition_title", "definition_sha256", "summary")
    return FigureSet(
        **{key: raw[key] for key in (*plain, "headlines_tested", "look", "software")},
        to=Month.parse(raw["to"]),
        baseline_to=Month.parse(raw["baseline_to"]),
        measures=tuple(MeasureNote(**m | {"missing": tuple(m["missing"])}) for m in raw["measures"]),
        figures=tuple(_figure(figure) for figure in raw["figures"]),
        editions=tuple(raw["editions"]),
    )


def _figure(raw: Mapping[str, Any]) -> Figure:
    plain = ("key", "measure", "name", "role", "counting", "area", "verdict", "sentence", "grain", "activity")
    return Figure(
        **{key: raw[key] for key in plain},
        unit=(raw["unit_singular"], raw["unit"]),
        body=raw["force"],
        current=_value(raw["current"]),
        baseline=_value(raw["baseline"]),
        change=_change(raw["change"]),
        disclosure=Disclosure(**raw["disclosure"]),
        origin=_origin(raw["source"]),
        series=tuple(Point(Month.parse(p["period"]), p["value"], p["status"], p["note"] or "") for p in raw["series"]),
        notes=tuple(_note(note) for note in raw["notes"]),
        exclusions=tuple(raw["exclusions"]),
        published=_published(raw["published"]),
    )


def _value(raw: Mapping[str, Any]) -> WindowValue:
    return WindowValue(
        window=Window(Month.parse(raw["from"]), Month.parse(raw["to"])),
        value=raw["value"],
        months_present=raw["months_present"],
        months_expected=raw["months_expected"],
        months_counted=raw["months_counted"],
        reason=raw["reason"] or "",
        denominator=raw["denominator"],
        unknown=raw["unknown"],
    )


def _change(raw: Mapping[str, Any] | None) -> Change | None:
    return None if raw is None else Change(**raw)


def _origin(raw: Mapping[str, Any]) -> Origin:
    fields = ("kind", "publisher", "definition", "definition_sha256", "rows")
    lists = ("editions", "edition_dates", "sha256", "codes")
    found: dict[str, Any] = {key: raw[key] for key in fields} | {key: tuple(raw[key]) for key in lists}
    return Origin(**found)


def _note(raw: Mapping[str, Any]) -> Note:
    start, end = (Month.parse(raw[key]) if raw[key] else None for key in ("from", "to"))
    return Note(raw["text"], start, end, raw["kind"], raw["source"] or "")


def _published(raw: Mapping[str, Any] | None) -> AsPublished | None:
    if raw is None:
        return None
    plain = ("verdict", "sentence", "source", "published_on", "link", "reconciliation")
    return AsPublished(
        **{key: raw[key] for key in plain},
        current=_value(raw["current"]),
        baseline=_value(raw["baseline"]),
        change=_change(raw["change"]),
        origin=_origin(raw["origin"]),
    )
