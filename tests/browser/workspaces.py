"""A workspace to walk in: the demonstration's home, made once a test run, copied, served with a worker beside it."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

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
    home, told = _opened_once(folder, "--scale", SCALE)
    return home, passwords_of(told)


def trial(folder: Path, force: str) -> tuple[Path, dict[str, Any]]:
    """A force's trial under `folder` and what the verb told; whoever comes first opens it. Copy it to work in it."""
    return _opened_once(folder, "--force", force)


def passwords_of(told: Mapping[str, Any]) -> dict[str, str]:
    return {user["name"]: user["password"] for user in told["users"]}


def _opened_once(folder: Path, *words: object) -> tuple[Path, dict[str, Any]]:
    home, file = folder / "home", folder / "told.json"
    with one_at_a_time(folder):
        if not file.exists():
            file.write_text(json.dumps(Place(home).json("demo", "--no-serve", *words)), "utf-8")
    told: dict[str, Any] = json.loads(file.read_text("utf-8"))
    return home, told


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
