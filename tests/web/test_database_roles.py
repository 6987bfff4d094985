"""The two roles of docs/deploy: the one that serves can add to the audit and not change it, whatever it runs."""

from __future__ import annotations

import os
import subprocess
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from tests.web.processes import Place, drop_database

DEPLOY = Path(__file__).resolve().parents[2] / "docs" / "deploy"
SERVER = os.environ.get("DATABASE_URL", "")
pytestmark = pytest.mark.skipif(not SERVER, reason="no DATABASE_URL: PostgreSQL is not asked for")


@dataclass(frozen=True)
class Roles:
    """The same home seen by the role that owns the tables and by the one that serves."""

    owner: Place
    app: Place


def psql(url: str, file: str, **names: str) -> None:
    given = [f"--set={key}={value}" for key, value in names.items()]
    subprocess.run(["psql", "--quiet", "--set=ON_ERROR_STOP=1", *given, f"--file={DEPLOY / file}", url], check=True)


def address(role: str, name: str) -> str:
    parts = urlsplit(SERVER)
    host = parts.netloc.rpartition("@")[2]
    return parts._replace(netloc=f"{role}@{host}", path=f"/{name}").geturl()


@pytest.fixture(scope="module")
def roles(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Roles]:
    mark, home = uuid.uuid4().hex[:8], tmp_path_factory.mktemp("roles") / "home"
    name, owner, app = f"sextant_{mark}", f"owner_{mark}", f"app_{mark}"
    psql(SERVER, "postgresql-roles.sql", name=name, owner=owner, app=app)
    places = Roles(Place(home, address(owner, name)), Place(home, address(app, name)))
    try:
        places.owner.json("migrate")
        psql(places.owner.database_url, "postgresql-grants.sql", app=app)
        yield places
    finally:
        drop_database(SERVER, places.owner.database_url)
        for role in (owner, app):
            subprocess.run(["psql", "--quiet", f"--command=DROP ROLE {role}", SERVER], check=True)


def test_the_role_that_serves_does_its_work(roles: Roles, tmp_path: Path) -> None:
    roles.app.json("user", "add", "mia", "--email", "mia@wexmoor.invalid", "--post", "Analyst (made up)")
    roles.app.json("user", "role", "mia", "analyst", "--why", "joins the team")
    assert roles.app.json("audit", "verify")["whole"]
    assert roles.app.json("backup", "--to", tmp_path)["database"] == "postgresql"
    assert roles.app.json("migrate") == {"applied": []}


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE access_auditrow SET why = 'x'",
        "DELETE FROM access_auditrow",
        "TRUNCATE access_auditrow",
        "ALTER TABLE access_auditrow DISABLE TRIGGER ALL",
        "DROP TRIGGER audit_append_only ON access_auditrow",
        "DROP TABLE access_auditrow",
        "CREATE OR REPLACE FUNCTION audit_is_append_only() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN END'",
        "DELETE FROM django_migrations",
        "CREATE TABLE mine (a int)",
    ],
)
def test_the_role_that_serves_can_not_touch_what_guards_the_audit(roles: Roles, statement: str) -> None:
    command = ["psql", "--quiet", "--set=ON_ERROR_STOP=1", f"--command={statement}", roles.app.database_url]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode != 0
    assert "permission denied" in done.stderr or "must be owner" in done.stderr
