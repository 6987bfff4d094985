"""A workspace to walk in: the demonstration's home, made once a test run, copied, served with a worker beside it."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.web.processes import Place, end, one_at_a_time, served

ROLES = (
    "analyst",
    "measure-lead",
    "desk-officer",
    "desk-supervisor",
    "chief-officer",
    "commissioner",
    "auditor",
    "records-manager",
    "administrator",
)
SCALE = 0.05


@dataclass(frozen=True)
class Workspace:
    """A served home, its address, and the passwords of its people."""

    place: Place
    base: str
    passwords: Mapping[str, str]


def made_up(folder: Path) -> tuple[Path, dict[str, str]]:
    """The demonstration's home under `folder` and its people's passwords; whoever comes first makes it."""
    home, told = folder / "home", folder / "people.json"
    with one_at_a_time(folder):
        if not told.exists():
            done = Place(home).json("demo", "--no-serve", "--scale", SCALE)
            told.write_text(json.dumps({user["name"]: user["password"] for user in done["users"]}), "utf-8")
    passwords: dict[str, str] = json.loads(told.read_text("utf-8"))
    return home, passwords


def copy_of(home: Path, into: Path) -> Place:
    """A home of one's own: what a test changes there nobody else sees."""
    shutil.copytree(home, into, symlinks=True)
    return Place(into)


@contextmanager
def open_for_work(place: Place, passwords: Mapping[str, str]) -> Iterator[Workspace]:
    """The home served on a free port with a worker beside it; both are told to stop afterwards."""
    worker = place.start("worker", log=place.home.parent / "worker.log")
    try:
        with served(place, place.home.parent / "serve.log", "--workers", 1) as base:
            yield Workspace(place, base, passwords)
    finally:
        end(worker)
