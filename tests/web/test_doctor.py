"""`doctor` on a workspace: every check is told; a fault is named with its mend, and hides no other."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from sextant.access import audit
from sextant.running import checks
from tests.web.conftest import Person
from tests.web.processes import Place, own_place


@pytest.fixture
def place(tmp_path: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    with own_place(tmp_path / "home", tmp_path_factory) as place:
        yield place


ALL = ["python", "styles", "home", "lake", "retention", "disk", "keys", "settings"]
INSIDE = ["database", "migrations", "worker", "audit", "checkpoint", "evidence"]


def looked(place: Place, **environment: str) -> dict[str, Any]:
    done = place.call("doctor", "--json", **environment)
    assert done.returncode in (0, 1), done.stderr
    return {check["name"]: check for check in json.loads(done.stdout)["checks"]}


def test_a_workspace_that_is_well(place: Place) -> None:
    place.json("user", "add", "mia", "--email", "mia@wexmoor.invalid", "--post", "Analyst (made up)")
    place.json("audit", "checkpoint")
    found = looked(place)
    assert [name for name, check in found.items() if not check["ok"] and name != "styles"] == []
    assert found["audit"]["message"] == "the chain of 1 rows is whole"
    assert found["checkpoint"]["message"] == "the last at row 1, today"
    assert ("PostgreSQL" if place.database_url else "SQLite") in found["database"]["message"]


def test_every_check_is_told_whatever_the_others_found(place: Place) -> None:
    place.json("user", "add", "mia", "--email", "mia@wexmoor.invalid", "--post", "Analyst (made up)")
    (place.home / "keys" / "audit.key").write_bytes(b"another key of thirty-two bytes!")
    (place.home / "keys" / "audit.key").chmod(0o644)
    broken = place.home / "lake" / "catalogue" / "crimes-0123456789ab.json"
    broken.parent.mkdir(parents=True)
    broken.write_text('{"id": "crimes-0123456789ab"', "utf-8")
    done = place.call("doctor", "--json")
    found = {check["name"]: check for check in json.loads(done.stdout)["checks"]}
    assert list(found) == ALL + INSIDE
    assert {name for name, check in found.items() if not check["ok"]} - {"styles"} == {
        "home", "lake", "retention", "keys", "audit"
    }  # fmt: skip
    assert done.returncode == 1
    assert "can't be looked at" in found["lake"]["message"]
    assert found["worker"]["ok"]


def test_settings_that_can_not_be_read_are_told_with_the_rest(place: Place) -> None:
    done = place.call("doctor", DATABASE_URL="mysql://somewhere/else")
    assert done.returncode == 1
    assert "DATABASE_URL: 'mysql' is not supported" in done.stdout
    assert "python" in done.stdout


def test_changes_that_wait_are_named_and_the_audit_is_looked_at_all_the_same(place: Place) -> None:
    place.python(
        "from django.core.management import call_command\ncall_command('migrate', 'sessions', 'zero', verbosity=0)"
    )
    found = looked(place)
    assert not found["migrations"]["ok"]
    assert "sessions.0001_initial first: run `sextant migrate`" in found["migrations"]["message"]
    assert found["audit"]["ok"]


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
    assert {found[name]["message"] for name in INSIDE[1:]} == {"not known while the database is not"}


@pytest.mark.django_db
class TestTheCheckpoint:
    """A chain whose end could be cut off unseen is told; the chain itself is whole."""

    @pytest.fixture(autouse=True)
    def begun(self, settings: Any, tmp_path: Path, person: Person) -> None:
        settings.SEXTANT_HOME, settings.DEMO = tmp_path, False
        audit.refused(by=person("ana"), what="sign-in failed", object_kind="session")

    def test_that_was_never_written_is_missed_after_a_day(self, monkeypatch: pytest.MonkeyPatch) -> None:
        assert checks.INSIDE["checkpoint"]().ok
        monkeypatch.setattr(checks, "LATEST", timedelta(0))
        found = checks.INSIDE["checkpoint"]()
        assert not found.ok
        assert "none yet: rows cut off since would not be missed" in found.message

    def test_that_is_old_is_named_with_its_row(self, monkeypatch: pytest.MonkeyPatch) -> None:
        audit.checkpoint()
        assert checks.INSIDE["checkpoint"]().ok
        monkeypatch.setattr(checks, "LATEST", timedelta(0))
        assert "the last at row 1, today: rows cut off" in checks.INSIDE["checkpoint"]().message

    def test_is_not_asked_of_a_demonstration(self, settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
        settings.DEMO = True
        monkeypatch.setattr(checks, "LATEST", timedelta(0))
        assert checks.INSIDE["checkpoint"]().ok
