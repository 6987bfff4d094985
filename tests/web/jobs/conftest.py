"""Kinds of job for tests, and a clock that does not slow them down."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from sextant.access.permissions import Permission
from sextant.errors import Refusal
from sextant.jobs import registry, running
from sextant.jobs.registry import JobKind
from sextant.jobs.running import Running


def count(running: Running, *, to: int) -> dict[str, Any]:
    for step in range(to):
        running.tick(step, to, f"Step {step + 1}")
    return {"says": f"Counted to {to}.", "route": "jobs", "link": "See all jobs"}


def refuse(running: Running) -> dict[str, Any]:  # noqa: ARG001
    raise Refusal("street.csv", "is cut short", "download it again")


def break_down(running: Running) -> dict[str, Any]:  # noqa: ARG001
    raise ZeroDivisionError("a secret value")


@pytest.fixture(autouse=True)
def kinds(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(running, "EVERY", 0.0)
    made = (
        JobKind("count", count),
        JobKind("refuse", refuse),
        JobKind("break-down", break_down),
        JobKind("quick", count, quick=True),
        JobKind("shared", count, Permission.RECORDS_LOAD),
    )
    monkeypatch.setattr(registry, "KINDS", {kind.name: kind for kind in made})
    yield
