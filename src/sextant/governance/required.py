"""Which assessments each subject needs: data with a date and a source, not code."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib import resources
from importlib.resources.abc import Traversable

from sextant.desks.desk import installed


@dataclass(frozen=True)
class Subject:
    """A kind of records about people ("records:crimes") or a desk ("desk:hotspots"), and what it needs."""

    key: str
    title: str
    assessments: tuple[str, ...]
    valid_from: date
    source: str
    trial: bool = False
    """Whether a trial with public files opens without them: nothing there is about anybody."""


@cache
def subjects() -> dict[str, Subject]:
    """Every subject by its key: the kinds of records from the list here, each desk from the list in its own folder."""
    lists = (resources.files("sextant.governance"), *(resources.files(desk.name) for desk in installed()))
    return {subject.key: subject for each in lists for subject in _read(each / "required.toml")}


def _read(file: Traversable) -> Iterator[Subject]:
    for each in tomllib.loads(file.read_text("utf-8"))["subject"]:
        yield Subject(**each | {"assessments": tuple(each["assessments"])})
