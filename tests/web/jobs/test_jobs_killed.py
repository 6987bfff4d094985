"""Workers as processes of their own: killed, told to stop, cancelled in the middle, several at once."""

from __future__ import annotations

import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest

from sextant.config import Home
from sextant.lake.catalogue import Lake
from sextant.web.workspace import settle
from tests.unit.lake.files import street
from tests.web.processes import Place, end, own_place

pytestmark = pytest.mark.slow

# A worker whose sense of time fits a test. Only an `heir` is quick to take another for dead: the machine may keep
# anybody waiting. The `held` one stays in the middle of its load, and hears there what a load hears at each step.
WORKER = """
import sys, time
from datetime import timedelta
from threading import Event
from sextant.jobs import queue, running, worker
from sextant.web.workspace import home
queue.DEAD_AFTER = timedelta(seconds=3 if sys.argv[1] == "heir" else 3600)
worker.BEAT, worker.PAUSE, running.EVERY = 0.3, 0.1, 0.05
from sextant.jobs.registry import KINDS, JobKind
def mark(running, *, path):
    with open(path, "a") as file:
        file.write("x")
    return {}
KINDS["mark"] = JobKind("mark", mark)
KINDS["figures"] = JobKind("figures", lambda running, **asked: {})
if sys.argv[1] == "held":
    tick = running.Running.tick
    def hold(self, *given):
        tick(self, *given)
        while list(home().root.glob("lake/staging/police-uk-*/quarantine.csv")):
            time.sleep(0.05)
            tick(self, *given)
    running.Running.tick = hold
import signal
stop = Event()
signal.signal(signal.SIGTERM, lambda number, frame: stop.set())
worker.run(stop.is_set)
"""
HAND_OVER = """
import hashlib, sys
from pathlib import Path
from django.core.files.uploadedfile import TemporaryUploadedFile
from sextant.access.models import Membership, User
from sextant.jobs import worker
from sextant.uploads import actions
from sextant.uploads.models import Upload
ann = User.objects.create_user("ann", "ann@wexmoor.invalid", None, post="Analyst (made up)")
Membership.objects.create(user=ann, role="analyst")
files = []
for path in map(Path, sys.argv[1:]):
    file = TemporaryUploadedFile(path.name, "text/csv", 0, None)
    file.write(path.read_bytes()); file.flush(); file.sha256 = hashlib.sha256(path.read_bytes()).hexdigest()
    files.append(file)
upload = actions.receive(by=ann, kind="police-uk", files=files)
worker.run_all()
upload = Upload.objects.get(pk=upload.pk)
assert upload.standing == "understood", upload.look.error
actions.confirm(by=ann, upload=upload, edition_date=None, governance={})
print(Upload.objects.get().load.pk)
"""
CANCEL = """
import sys
from sextant.access.models import User
from sextant.jobs import actions
from sextant.jobs.models import Job
actions.cancel(by=User.objects.get(), job=Job.objects.get(pk=sys.argv[1]))
"""
MARKS = """
import sys
from sextant.access.models import User
from sextant.jobs import actions, registry
from sextant.jobs.registry import JobKind
registry.KINDS["mark"] = JobKind("mark", lambda running, **asked: {})
ann = User.objects.get()
for k in range(20):
    actions.enqueue(by=ann, kind="mark", title=f"Mark {k}", arguments={"path": sys.argv[1]})
"""
SECONDS = 300


@pytest.fixture
def place(tmp_path: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    with own_place(tmp_path / "home", tmp_path_factory) as place:
        settle(Home(place.home), "northumbria")
        yield place


@pytest.fixture
def job(place: Place, tmp_path: Path) -> str:
    """A load of two years of made-up months that waits for a worker; its number."""
    months = [f"{year}-{month:02d}" for year in (2020, 2021) for month in range(1, 13)]
    files = [street(tmp_path / "in", month, {"Burglary": 20}) for month in months]
    return place.python(HAND_OVER, *files).splitlines()[-1]  # above it stands the log


@pytest.fixture
def start(place: Place, tmp_path: Path) -> Iterator[Callable[[str], subprocess.Popen[bytes]]]:
    """Starts workers; what still runs at the end is stopped."""
    begun: list[subprocess.Popen[bytes]] = []
    begin = f"from pathlib import Path\nfrom sextant.web.setup import start\nstart(Path({str(place.home)!r}))\n"

    def make(pace: str = "quick") -> subprocess.Popen[bytes]:
        with (tmp_path / "worker.log").open("ab") as log:
            command = [sys.executable, "-c", begin + WORKER, pace]
            begun.append(subprocess.Popen(command, stdout=log, stderr=log, env=place.environment))
        return begun[-1]

    yield make
    for each in begun:
        each.send_signal(signal.SIGCONT)
        end(each)


def rows_of(place: Place, where: str) -> list[tuple[str, int, str]]:
    """State, attempts and error of jobs, asked of the database itself."""
    told = f"SELECT state, attempts, error FROM jobs_job WHERE {where}"
    if place.database_url:
        import psycopg

        with psycopg.connect(place.database_url) as server:
            return server.execute(told).fetchall()
    with closing(sqlite3.connect(place.home / "sextant.sqlite3", timeout=20)) as file:
        return file.execute(told).fetchall()


def state_of(place: Place, job: str) -> tuple[str, int, str]:
    return rows_of(place, f"id = {int(job)}")[0]


def wait_until(what: Callable[[], bool]) -> None:
    until = time.monotonic() + SECONDS
    while time.monotonic() < until:
        if what():
            return
        time.sleep(0.05)
    raise AssertionError("it did not come to pass")


def in_the_middle(place: Place) -> Callable[[], bool]:
    """A load has begun to write rows and has not ended."""
    return lambda: bool(list((place.home / "lake" / "staging").glob("police-uk-*/quarantine.csv")))


def ended(place: Place, job: str) -> Callable[[], bool]:
    return lambda: state_of(place, job)[0] in ("done", "failed", "cancelled")


def leavings(place: Place) -> list[Path]:
    """Files of the lake that belong to no edition."""
    lake = Lake(place.home / "lake")
    wanted = {lake.object_path(name) for edition in lake.editions() for name in edition.objects}
    found = [
        *(lake.root / "objects").glob("*"),
        *(lake.root / "staging").rglob("*"),
        *(lake.root / "quarantine").glob("*"),
    ]
    return [path for path in found if path not in wanted and path.is_file()]


def test_a_load_whose_worker_is_killed_is_taken_up_by_another_and_makes_one_edition(
    place: Place, job: str, start: Callable[[str], subprocess.Popen[bytes]]
) -> None:
    first = start("held")
    wait_until(in_the_middle(place))
    first.send_signal(signal.SIGKILL)
    first.wait()
    assert state_of(place, job)[:2] == ("running", 1)
    assert Lake(place.home / "lake").editions() == []

    start("heir")
    wait_until(ended(place, job))
    assert state_of(place, job) == ("done", 2, "")
    (edition,) = Lake(place.home / "lake").editions()
    assert (edition.rows_read, edition.rows_accepted) == (480, 480)
    assert leavings(place) == []


def test_a_load_cancelled_in_the_middle_leaves_nothing(
    place: Place, job: str, start: Callable[[str], subprocess.Popen[bytes]]
) -> None:
    start("held")
    wait_until(in_the_middle(place))
    place.python(CANCEL, job)
    wait_until(ended(place, job))
    assert state_of(place, job)[0] == "cancelled"
    assert Lake(place.home / "lake").editions() == []
    assert leavings(place) == []


def test_a_worker_told_to_stop_gives_its_load_back_and_a_restart_ends_it(
    place: Place, job: str, start: Callable[[str], subprocess.Popen[bytes]]
) -> None:
    first = start("held")
    wait_until(in_the_middle(place))
    assert end(first) == 0
    assert state_of(place, job)[:2] == ("queued", 0)
    assert leavings(place) == []
    start("quick")
    wait_until(ended(place, job))
    assert state_of(place, job)[:2] == ("done", 1)
    assert len(Lake(place.home / "lake").editions()) == 1


def test_a_worker_that_was_frozen_finds_its_load_taken_over_and_harms_nothing(
    place: Place, job: str, start: Callable[[str], subprocess.Popen[bytes]]
) -> None:
    frozen = start("held")
    wait_until(in_the_middle(place))
    frozen.send_signal(signal.SIGSTOP)
    start("heir")
    wait_until(lambda: state_of(place, job)[1] == 2)  # the other one has it, and waits for the lake
    frozen.send_signal(signal.SIGCONT)
    wait_until(ended(place, job))
    assert state_of(place, job) == ("done", 2, "")
    assert len(Lake(place.home / "lake").editions()) == 1
    assert end(frozen) == 0
    assert leavings(place) == []


def test_of_three_workers_exactly_one_does_each_job(
    place: Place, job: str, tmp_path: Path, start: Callable[[str], subprocess.Popen[bytes]]
) -> None:
    place.python(CANCEL, job)
    place.python(MARKS, tmp_path / "marks")
    for _ in range(3):
        start("quick")
    wait_until(lambda: {state for state, _, _ in rows_of(place, "kind = 'mark'")} == {"done"})
    assert rows_of(place, "kind = 'mark'") == [("done", 1, "")] * 20
    assert (tmp_path / "marks").read_text() == "x" * 20
