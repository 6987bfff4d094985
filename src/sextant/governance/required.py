"""Which assessments each subject needs: data with a date and a source, not code."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib import resources


@dataclass(frozen=True)
class Subject:
    """A kind of records about people ("records:crimes") or a desk ("desk:hotspots"), and what it needs."""

    key: str
    title: str
    assessments: tuple[str, ...]
    valid_from: date
    source: str


@cache
def subjects() -> dict[str, Subject]:
    """Every subject by its key."""
    raw = tomllib.loads((resources.files("sextant.governance") / "required.toml").read_text("utf-8"))
    found = (Subject(**each | {"assessments": tuple(each["assessments"])}) for each in raw["subject"])
    return {subject.key: subject for subject in found}
