"""The console's verbs, each in a process of its own on a real SQLite home."""

from __future__ import annotations

import json
import os
import sqlite3
import subprocess
import sys
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

OURS = ("DJANGO_", "SEXTANT_", "DATABASE_URL")


@dataclass(frozen=True)
class Console:
    """Calls `sextant` on one home."""

    home: Path

    def call(self, *words: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "sextant", *words, "--home", str(self.home)]
        outside = {key: value for key, value in os.environ.items() if not key.startswith(OURS)}
        return subprocess.run(command, capture_output=True, text=True, check=False, env=outside)

    def json(self, *words: str) -> Any:
        done = self.call(*words, "--json")
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout)

    def sql(self, statement: str) -> None:
        with sqlite3.connect(self.home / "sextant.sqlite3") as database:
            database.execute(statement)


@pytest.fixture(scope="module")
def console(tmp_path_factory: pytest.TempPathFactory) -> Console:
    console = Console(tmp_path_factory.mktemp("people") / "home")
    assert console.json("migrate")["applied"]
    console.json("user", "add", "mia", "--email", "mia@wexmoor.invalid", "--post", "Analyst (made up)")
    return console


def test_a_second_migration_changes_nothing(console: Console) -> None:
    assert console.json("migrate") == {"applied": []}


def test_a_person_is_added_with_a_first_password_and_no_role(console: Console) -> None:
    made = console.json("user", "add", "noor", "--email", "noor@wexmoor.invalid", "--post", "Lead (made up)")
    assert len(made["password"]) >= 12
    again = console.call("user", "add", "noor", "--email", "x@wexmoor.invalid", "--post", "Lead")
    assert (again.returncode, "is there already" in again.stderr) == (2, True)


def test_a_role_is_given_with_a_reason_and_an_unknown_one_is_refused(console: Console) -> None:
    console.json("user", "role", "mia", "analyst", "--why", "joins the team")
    wrong = console.call("user", "role", "mia", "emperor", "--why", "x")
    assert (wrong.returncode, "use one of analyst" in wrong.stderr) == (2, True)
    assert console.call("user", "role", "mia", "analyst").returncode == 2


def test_a_role_is_given_once_and_on_a_desk_that_there_is(console: Console) -> None:
    console.json("user", "role", "mia", "measure-lead", "--desk", "homicide", "--why", "leads it")
    again = console.call("user", "role", "mia", "measure-lead", "--desk", "homicide", "--why", "leads it")
    assert (again.returncode, "is held by mia already" in again.stderr) == (2, True)
    typed = console.call("user", "role", "mia", "measure-lead", "--desk", "hommicide", "--why", "leads it")
    assert (typed.returncode, "use one of hotspots, homicide" in typed.stderr) == (2, True)


def test_who_lost_password_and_factor_begins_again_and_who_left_may_come_back(console: Console) -> None:
    first = console.json("user", "add", "edda", "--email", "edda@wexmoor.invalid", "--post", "Clerk (made up)")
    second = console.json("user", "reset", "edda", "--why", "lost the phone")
    assert first["password"] != second["password"]
    console.json("user", "role", "edda", "auditor", "--why", "keeps the record")
    console.json("user", "disable", "edda", "--why", "left")

    def told() -> Any:
        [one] = [each for each in console.json("user", "list")["users"] if each["user"] == "edda"]
        return one

    assert told() == {"user": "edda", "post": "Clerk (made up)", "active": False, "roles": ["auditor"]}
    assert "edda: Clerk (made up), shut out; auditor" in console.call("user", "list").stdout
    console.json("user", "enable", "edda", "--why", "came back")
    assert told()["active"] is True
    for verb in ("reset", "enable"):
        done = console.call("user", verb, "nobody", "--why", "x")
        assert (done.returncode, "is not known" in done.stderr) == (2, True), verb


def test_a_person_who_is_not_there_can_not_be_shut_out(console: Console) -> None:
    done = console.call("user", "disable", "nobody", "--why", "x")
    assert (done.returncode, "is not known" in done.stderr) == (2, True)


@pytest.mark.parametrize(
    "words",
    [
        ("user", "add", "a", "--email", "a@b.invalid", "--post", "p"),
        ("user", "role", "a", "analyst", "--why", "x"),
        ("user", "disable", "a", "--why", "x"),
        ("audit", "verify"),
        ("audit", "checkpoint"),
    ],
    ids=" ".join,
)
def test_a_home_without_a_database_says_in_one_line_how_to_make_one(tmp_path: Path, words: tuple[str, ...]) -> None:
    done = Console(tmp_path / "empty").call(*words)
    assert (done.returncode, "sextant migrate" in done.stderr, done.stderr.count("\n")) == (2, True, 1)


def test_whose_workspace_it_is_is_said_once(tmp_path: Path) -> None:
    console = Console(tmp_path / "home")
    given = ("--force", "northumbria", "--contact", "open-data@northumbria.invalid")
    assert console.json("migrate", *given)["force"] == "northumbria"
    written = tomllib.loads((console.home / "workspace.toml").read_text("utf-8"))
    assert (written["force"], written["contact"]) == ("northumbria", "open-data@northumbria.invalid")
    assert console.json("migrate", *given)["applied"] == []
    for words, fault in (
        (("--force", "durham"), "names another force"),
        (("--force", "northumbria", "--contact", "x@y.invalid"), "gives another contact"),
        (("--force", "your-force"), "your-force"),
        (("--contact", "x@y.invalid"), "needs the force"),
    ):
        done = console.call("migrate", *words)
        assert (done.returncode, fault in done.stderr, done.stderr.count("\n")) == (2, True, 1), words
    assert tomllib.loads((console.home / "workspace.toml").read_text("utf-8")) == written


def test_the_audit_of_all_this_is_whole_and_a_tampered_one_names_its_row(console: Console) -> None:
    console.json("user", "role", "mia", "auditor", "--why", "joins the team")
    whole = console.json("audit", "verify")
    assert whole["whole"]
    assert whole["rows"] >= 2
    console.json("audit", "checkpoint")
    console.sql("DROP TRIGGER audit_no_update")
    console.sql("UPDATE access_auditrow SET why = 'nothing to see' WHERE seq = 2")
    done = console.call("audit", "verify")
    assert (done.returncode, done.stdout) == (1, "Row 2 was changed.\n")
