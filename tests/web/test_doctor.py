"""`doctor` on a workspace: a fault is named with its mend, and what depends on it is not guessed at."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.web.processes import Place, drop_database, new_database


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Place]:
    server = os.environ.get("DATABASE_URL", "")
    place = Place(tmp_path / "home", new_database(server) if server else "")
    place.json("migrate")
    yield place
    if server:
        drop_database(server, place.database_url)


def looked(place: Place) -> dict[str, Any]:
    done = place.call("doctor", "--json")
    import json

    return {check["name"]: check for check in json.loads(done.stdout)["checks"]}


def test_a_workspace_that_is_well(place: Place) -> None:
    place.json("user", "add", "mia", "--email", "mia@wexmoor.invalid", "--post", "Analyst (made up)")
    place.json("audit", "checkpoint")
    found = looked(place)
    assert [name for name, check in found.items() if not check["ok"] and name != "styles"] == []
    assert "the chain of 1 rows is whole; last checkpoint at row 1, today" in found["audit"]["message"]
    assert ("PostgreSQL" if place.database_url else "SQLite") in found["database"]["message"]


def test_changes_that_wait_are_named_and_the_audit_is_not_looked_at(place: Place) -> None:
    place.python(
        "from django.core.management import call_command\ncall_command('migrate', 'sessions', 'zero', verbosity=0)"
    )
    found = looked(place)
    assert not found["migrations"]["ok"]
    assert "sessions.0001_initial first: run `sextant migrate`" in found["migrations"]["message"]
    assert "audit" not in found


def test_a_chain_that_was_cut_is_named(place: Place) -> None:
    place.json("user", "add", "mia", "--email", "mia@wexmoor.invalid", "--post", "Analyst (made up)")
    place.json("audit", "checkpoint")
    (place.home / "keys" / "audit.key").write_bytes(b"another key of thirty-two bytes!")
    found = looked(place)
    assert not found["audit"]["ok"]
    assert "find out why" in found["audit"]["message"]


def test_a_database_that_is_away_is_named(place: Place) -> None:
    found = looked(Place(place.home, "postgresql://nobody@/none?host=/nowhere"))
    assert not found["database"]["ok"]
    assert "look at DATABASE_URL" in found["database"]["message"]
    assert {"migrations", "audit"} & set(found) == set()
