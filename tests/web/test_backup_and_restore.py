"""Backups of a workspace with its database, and homes made again from them: real processes, SQLite or PostgreSQL."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from sextant.running.stopping import TOLD
from tests.web.processes import Place, drop_database, new_database

Fresh = Callable[..., Place]
WRITER = """
import itertools, time
from django.db import transaction
from sextant.access import audit
for k in itertools.count():
    with transaction.atomic():
        audit.record(by="writer", kind=audit.KIND.ALTERATION, what="wrote", object_kind="thing", object_ref=k)
    print(k, flush=True)
    time.sleep(0.005)
"""
SESSION = """
from django.contrib.sessions.backends.db import SessionStore
session = SessionStore()
session["x"] = 1
session.create()
"""
EVIDENCE = """
import sys
from datetime import date
from pathlib import Path
from sextant.access.models import Membership, User
from sextant.actions.actions import propose
from sextant.actions.evidence_files import attach
mia = User.objects.get(username="mia")
Membership.objects.create(user=mia, role="measure-lead", desk="")
action = propose(by=mia, force="wexmoor", measure="homicide", text="Survey the families")
arrived = Path(sys.argv[1])
arrived.write_bytes(b"%PDF-1.7 forty answered")
found = attach(by=mia, action=action, name="Survey.pdf", arrived=arrived, review_on=date(2090, 1, 1))
print(found.sha256)
"""
EVIDENCE_ERASED = """
from sextant.access.models import Membership, User
from sextant.actions.models import Evidence
from sextant.governance import actions
mia, zoe = User.objects.get(username="mia"), User.objects.create(username="zoe", email="zoe@wexmoor.invalid", post="p")
for each in (mia, zoe):
    Membership.objects.create(user=each, role="records-manager", desk="")
name = Evidence.objects.get().name
actions.review(by=mia, name=name, decision="dispose", reason="The action is closed.")
actions.dispose_of(by=zoe, name=name, reason="As reviewed.")
print(name)
"""
EVIDENCE_KNOWN = """
from sextant.actions.models import Evidence
print(*Evidence.objects.values_list("reference", "disposed_by", "disposed_because").get(), sep="|")
"""
EVIDENCE_WHOLE = "from sextant.actions.evidence_files import damaged\nprint(*damaged())"
SESSIONS = "from django.contrib.sessions.models import Session\nprint(Session.objects.count())"
LAST = """
from sextant.access.models import AuditRow
for row in AuditRow.objects.order_by("seq"):
    print(row.kind, row.what, row.object_ref, sep="|")
"""


@pytest.fixture(scope="module")
def first(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    """A workspace with one person, signed in; each test works on a copy of it."""
    server = os.environ.get("DATABASE_URL", "")
    place = Place(tmp_path_factory.mktemp("first") / "home", new_database(server) if server else "")
    place.json("migrate")
    place.json("user", "add", "mia", "--email", "mia@wexmoor.invalid", "--post", "Analyst (made up)")
    place.python(SESSION)
    yield place
    if server:
        drop_database(server, place.database_url)


@pytest.fixture
def fresh(tmp_path: Path) -> Iterator[Fresh]:
    """Makes a place under a name: a folder that is not there yet, an empty database where PostgreSQL is asked for."""
    server, made = os.environ.get("DATABASE_URL", ""), []

    def make(name: str, like: str = "") -> Place:
        url = new_database(server, like) if server else ""
        made.append(url)
        return Place(tmp_path / name, url)

    yield make
    for url in filter(None, made):
        drop_database(server, url)


@pytest.fixture
def place(fresh: Fresh, first: Place) -> Place:
    place = fresh("home", first.database_url)
    shutil.copytree(first.home, place.home)
    return place


def restored(fresh: Fresh, archive: str, *options: object, status: int = 0) -> tuple[Place, dict]:
    new = fresh(f"new{time.monotonic_ns()}")
    return new, new.json("restore", archive, *options, status=status)


def test_a_restored_workspace_has_its_people_a_whole_chain_and_nobody_signed_in(
    place: Place, fresh: Fresh, tmp_path: Path
) -> None:
    made = place.json("backup", "--to", tmp_path)
    new, told = restored(fresh, made["path"])
    assert told["database"] == ("postgresql" if place.database_url else "sqlite")
    assert (told["whole"], told["first_bad"], told["audit_rows"]) == (True, None, made["audit_row"])
    assert new.json("audit", "verify")["whole"]
    assert new.call("user", "add", "mia", "--email", "x@wexmoor.invalid", "--post", "p").returncode == 2
    assert (place.python(SESSIONS).strip(), new.python(SESSIONS).strip()) == ("1", "0")


def test_backups_and_restores_stand_in_the_audit(place: Place, fresh: Fresh, tmp_path: Path) -> None:
    made = place.json("backup", "--to", tmp_path)
    name = Path(made["path"]).name
    told = place.python(LAST).splitlines()[-2:]
    assert told == [f"disclosure|began a backup|{name}", f"disclosure|made a backup|{name}"]
    new, _ = restored(fresh, made["path"])
    assert new.python(LAST).splitlines()[-2:] == [told[0], f"alteration|restored from a backup|{name}"]


def test_evidence_comes_back_and_is_still_what_was_handed_over(place: Place, fresh: Fresh, tmp_path: Path) -> None:
    sha = place.python(EVIDENCE, tmp_path / "arrived").strip()
    new, _ = restored(fresh, place.json("backup", "--to", tmp_path)["path"])
    kept = new.home / "evidence" / sha[:2] / sha
    assert kept.read_bytes() == b"%PDF-1.7 forty answered"
    assert new.python(EVIDENCE_WHOLE).strip() == "1 []"
    kept.write_bytes(b"%PDF-1.7 fifty answered")
    assert new.python(EVIDENCE_WHOLE).strip() == f"1 ['{sha[:12]} is not what was handed over']"


def test_evidence_that_was_erased_since_does_not_come_back(place: Place, fresh: Fresh, tmp_path: Path) -> None:
    sha = place.python(EVIDENCE, tmp_path / "arrived").strip()
    before = place.json("backup", "--to", tmp_path)
    name = place.python(EVIDENCE_ERASED).strip()
    assert not (place.home / "evidence" / sha[:2] / sha).exists()
    new, told = restored(fresh, before["path"], "--disposals", place.home / "checkpoints" / "disposals.jsonl")
    assert (told["whole"], told["disposed_again"]) == (True, [f"evidence {name}"])
    assert not (new.home / "evidence" / sha[:2] / sha).exists()
    assert new.python(EVIDENCE_KNOWN).strip() == "|p|As reviewed."
    assert new.python(LAST).splitlines()[-1] == f"erasure|disposed of again after a restore|{name}"


def test_a_backup_taken_while_others_write_is_whole(place: Place, fresh: Fresh, tmp_path: Path) -> None:
    begin = f"from pathlib import Path\nfrom sextant.web.setup import start\nstart(Path({str(place.home)!r}))\n"
    writers = [
        subprocess.Popen([sys.executable, "-c", begin + WRITER], stdout=subprocess.PIPE, env=place.environment)
        for _ in range(2)
    ]
    try:
        for writer in writers:
            assert writer.stdout
            writer.stdout.readline()
        place.json("audit", "checkpoint")
        made = [place.json("backup", "--to", tmp_path / f"{k}.tar") for k in range(2)]
    finally:
        for writer in writers:
            writer.kill()
            writer.communicate()
    for each in made:
        _, told = restored(fresh, each["path"])
        assert told["whole"]
        assert told["audit_rows"] >= each["audit_row"]


def test_a_checkpoint_kept_elsewhere_tells_what_is_lost_and_what_is_not_the_same(
    place: Place, fresh: Fresh, tmp_path: Path
) -> None:
    place.json("audit", "checkpoint")
    made = place.json("backup", "--to", tmp_path)
    place.json("user", "role", "mia", "analyst", "--why", "joins the team")
    place.json("audit", "checkpoint")
    kept = place.home / "checkpoints" / "audit.jsonl"
    _, told = restored(fresh, made["path"], "--checkpoints", kept)
    assert (told["whole"], told["lost_rows"]) == (True, 2)  # the backup that was made, and the role
    points = [json.loads(line) for line in kept.read_text().splitlines()]
    (tmp_path / "other.jsonl").write_text(json.dumps(points[0] | {"hash": "f" * 64}) + "\n")
    _, told = restored(fresh, made["path"], "--checkpoints", tmp_path / "other.jsonl", status=1)
    assert told["first_bad"]["seq"] == points[0]["seq"]
    assert "kept elsewhere" in told["first_bad"]["fault"]


def test_a_tampered_audit_is_restored_and_named(place: Place, fresh: Fresh, tmp_path: Path) -> None:
    drop = "DROP TRIGGER audit_append_only ON access_auditrow" if place.database_url else "DROP TRIGGER audit_no_update"
    place.python(
        f"from django.db import connection\nwith connection.cursor() as c:\n    c.execute({drop!r})\n"
        "    c.execute(\"UPDATE access_auditrow SET why = 'x' WHERE seq = 1\")\n"
    )
    new = fresh("new")
    done = new.call("restore", place.json("backup", "--to", tmp_path)["path"])
    assert (done.returncode, "Audit row 1 was changed." in done.stdout) == (1, True)
    assert new.home.is_dir()


def test_a_backup_of_a_newer_sextant_is_refused(place: Place, fresh: Fresh, tmp_path: Path) -> None:
    place.python(
        "from django.db import connection\nfrom django.db.migrations.recorder import MigrationRecorder\n"
        "MigrationRecorder(connection).record_applied('access', '0999_of_the_future')"
    )
    new = fresh("new")
    done = new.call("restore", place.json("backup", "--to", tmp_path)["path"])
    assert (done.returncode, done.stderr.count("\n")) == (2, 1)
    assert "newer Sextant (access.0999_of_the_future)" in done.stderr
    assert not new.home.exists()


def test_a_restored_database_is_brought_up_to_date(place: Place, fresh: Fresh, tmp_path: Path) -> None:
    place.python(
        "from django.core.management import call_command\ncall_command('migrate', 'sessions', 'zero', verbosity=0)"
    )
    _, told = restored(fresh, place.json("backup", "--to", tmp_path)["path"])
    assert told["migrated"] == ["sessions.0001_initial"]


@pytest.fixture
def long_work(place: Place) -> Path:
    """An upload that takes minutes to pack and no room: a file of holes."""
    (place.home / "uploads").mkdir(exist_ok=True)
    big = place.home / "uploads" / "big.csv"
    with big.open("wb") as file:
        file.truncate(100 << 30)
    return big


def under_way(place: Place, shelf: Path) -> subprocess.Popen[bytes]:
    """A backup that has begun and is far from its end."""
    shelf.mkdir()
    running = place.start("backup", "--to", shelf / "b.tar", log=shelf.parent / "log")
    while not list(shelf.glob(".b.tar.*")) and running.poll() is None:
        time.sleep(0.01)
    assert running.poll() is None, (shelf.parent / "log").read_text()
    return running


def test_a_backup_that_is_killed_leaves_no_file_under_its_name(place: Place, tmp_path: Path, long_work: Path) -> None:
    shelf = tmp_path / "shelf"
    running = under_way(place, shelf)
    running.kill()
    running.wait()
    assert not (shelf / "b.tar").exists()
    long_work.unlink()
    place.json("backup", "--to", shelf / "b.tar")
    assert (shelf / "b.tar").exists()


@pytest.mark.usefixtures("long_work")
def test_a_backup_that_is_told_to_stop_tidies_up(place: Place, tmp_path: Path) -> None:
    running = under_way(place, tmp_path / "shelf")
    running.send_signal(signal.SIGTERM)
    assert running.wait() == TOLD
    assert list((tmp_path / "shelf").iterdir()) == []


def test_a_database_of_the_other_kind_is_refused(place: Place, tmp_path: Path) -> None:
    made = place.json("backup", "--to", tmp_path)
    other = Place(tmp_path / "other", "" if place.database_url else "postgresql://postgres@/none?host=/nowhere")
    done = other.call("restore", made["path"])
    assert (done.returncode, "DATABASE_URL" in done.stderr) == (2, True)
    assert not other.home.exists()


@pytest.mark.skipif(not os.environ.get("DATABASE_URL"), reason="no DATABASE_URL: PostgreSQL is not asked for")
class TestOnPostgreSQL:
    def test_a_database_that_holds_anything_is_not_restored_into(self, place: Place, tmp_path: Path) -> None:
        made = place.json("backup", "--to", tmp_path)
        done = Place(tmp_path / "new", place.database_url).call("restore", made["path"])
        assert (done.returncode, "tables already; restore into an empty one" in done.stderr) == (2, True)
        assert not (tmp_path / "new").exists()

    def test_without_its_own_programs_the_backup_is_refused_in_one_line(self, place: Place, tmp_path: Path) -> None:
        done = place.call("backup", "--to", tmp_path, PATH="/nowhere")
        assert (done.returncode, done.stderr.count("\n")) == (2, 1)
        assert "pg_dump: is not installed here" in done.stderr
        assert list(tmp_path.glob("*.tar")) == []

    def test_the_password_is_never_on_a_command_line(self, place: Place, tmp_path: Path) -> None:
        """A pg_dump that writes down how it was called."""
        tools = tmp_path / "tools"
        tools.mkdir()
        (tools / "pg_dump").write_text(f'#!/bin/sh\necho "$@" > {tmp_path}/called\nexit 1\n')
        (tools / "pg_dump").chmod(0o755)
        parts = urlsplit(place.database_url)
        secret = parts._replace(netloc=parts.netloc.replace("postgres@", "postgres:hunter2hunter2@")).geturl()
        Place(place.home, secret).call("backup", "--to", tmp_path, PATH=f"{tools}:{os.environ['PATH']}")
        assert "hunter2" not in (tmp_path / "called").read_text()
