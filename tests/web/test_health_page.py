from __future__ import annotations

import json
import shutil
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import OperationalError, connection
from django.http import JsonResponse
from django.test import RequestFactory

from sextant.running import health_view
from sextant.running.health_view import CHECKS, health

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def looked_at_anew() -> None:
    health_view._up_to_date.cache_clear()


def asked() -> JsonResponse:
    return health(RequestFactory().get("/health"))


def test_a_server_that_can_work_says_so_and_nothing_else() -> None:
    answer = asked()
    assert (answer.status_code, json.loads(answer.content)) == (200, {"status": "ok"})
    assert (answer["Cache-Control"], answer.cookies) == ("no-store", {})


@pytest.mark.parametrize("name", sorted(CHECKS))
def test_what_fails_is_named_without_detail(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(CHECKS, name, lambda: False)
    answer = asked()
    assert (answer.status_code, json.loads(answer.content)) == (503, {"status": "failing", "checks": [name]})


def test_a_database_that_is_away_fails_and_comes_back(monkeypatch: pytest.MonkeyPatch) -> None:
    def away(*_: Any, **__: Any) -> Any:
        raise OperationalError("the server closed the connection: 10.0.0.7 password hunter2")

    with monkeypatch.context() as patched:
        patched.setattr(connection, "cursor", away)
        answer = asked()
        assert answer.status_code == 503
        assert json.loads(answer.content)["checks"] == ["database", "migrations"]
    assert asked().status_code == 200


def test_changes_that_wait_fail_until_they_are_made(monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as patched:
        patched.setattr("sextant.running.recording.waiting", lambda: ["access.0999"])
        assert json.loads(asked().content)["checks"] == ["migrations"]
    assert asked().status_code == 200


def test_a_full_disk_and_a_home_that_can_not_be_written_fail(
    settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patched:
        patched.setattr(shutil, "disk_usage", lambda _path: SimpleNamespace(free=10))
        assert json.loads(asked().content)["checks"] == ["disk"]
    settings.SEXTANT_HOME = tmp_path / "gone"
    assert json.loads(asked().content)["checks"] == ["disk", "home"]
