"""kill -9 in the midst of audited writes: is every write that was acknowledged there, with its row of the audit?

Two ways: processes that write through the workspace's own actions, and people who post a form to `sextant serve`.
Either is killed at random moments, started again and goes on, until so many writes were acknowledged. What was being
written at the moment of a kill may be there or not, but whole: never the write without its row, or the row without it.
"""

from __future__ import annotations

import http.client
import os
import random
import signal
import subprocess
import sys
import tempfile
import threading
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from statistics import quantiles

from tests.web.processes import Place, drop_database, free_port, is_free, new_database, wait_until_up

WRITES = 500
WRITERS = 2
READERS = 4  # people who post at the same time
LEAST = 2  # lives of a writer, however quick the machine
LONGEST = 120  # seconds until what was killed has let go of its port
LIVES = (0.02, 0.4)  # seconds between the first acknowledgement after a start and the kill

SETTLED = """
import json
from sextant.access import audit
from sextant.access.models import AuditRow, Membership
from sextant.actions.models import Action
roles = set(Membership.objects.exclude(desk="").values_list("desk", flat=True))
told = {what.split(" on ")[1] for what in AuditRow.objects.filter(what__contains=" on ").values_list("what", flat=True)}
actions = dict(Action.objects.values_list("ref", "text"))
refs = set(AuditRow.objects.filter(object_kind="action").values_list("object_ref", flat=True))
said = {text for ref, text in actions.items() if ref in refs}
broken = audit.verify()
print(json.dumps({
    "written": sorted(roles | set(actions.values())), "audited": sorted(told | said),
    "rows_without_a_write": sorted((told - roles) | (refs - set(actions))),
    "rows": AuditRow.objects.count(), "broken": broken and vars(broken),
}))
"""
PEOPLE = """
import json
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from sextant.access.models import Membership, User
from sextant.web.workspace import home, settle
settle(home(), "northumbria")
admin, subject, lead = (
    User.objects.create_user(name, f"{name}@wexmoor.invalid", "a long password", post=f"{name} (made up)")
    for name in ("admin", "subject", "lead")
)
Membership.objects.create(user=admin, role="administrator")
Membership.objects.create(user=lead, role="measure-lead")
session = SessionStore()
session.update({
    SESSION_KEY: str(lead.pk), BACKEND_SESSION_KEY: "allauth.account.auth_backends.AuthenticationBackend",
    HASH_SESSION_KEY: lead.get_session_auth_hash(), "_csrftoken": "k" * 32,
})
session.create()
print(session.session_key)
"""
WRITER = """
import sys, time
from sextant.access.actions import grant_role
from sextant.access.models import User
admin, subject = User.objects.get(username="admin"), User.objects.get(username="subject")
for k in range(100_000):
    token = f"{sys.argv[1]}-{k}"
    begun = time.perf_counter()
    grant_role(by=admin, user=subject, role="analyst", desk=token, why="a write to be found again")
    print(token, round((time.perf_counter() - begun) * 1000, 2), flush=True)
"""


@dataclass
class Told:
    """What was acknowledged, how long each took in milliseconds, and how often something was killed."""

    tokens: list[str] = field(default_factory=list)
    milliseconds: list[float] = field(default_factory=list)
    kills: int = 0

    def ok(self, token: str, milliseconds: float) -> None:
        self.tokens.append(token)
        self.milliseconds.append(milliseconds)


@dataclass(frozen=True)
class Outcome:
    """How it stood afterwards. Everything but the first three should be empty."""

    acknowledged: int
    kills: int
    rows: int
    lost: tuple[str, ...]
    unaudited: tuple[str, ...]
    rows_without_a_write: tuple[str, ...]
    broken: dict[str, object] | None

    @property
    def whole(self) -> bool:
        return not (self.lost or self.unaudited or self.rows_without_a_write or self.broken)


def prepared(home: Path, server: str = "") -> tuple[Place, str]:
    """A made-up workspace with three people, in an empty home or a migrated one, and the session of one of them."""
    place = Place(home, new_database(server) if server else "")
    home.mkdir(parents=True, exist_ok=True)
    (home / "made-up.json").write_text("{}\n", "utf-8")
    place.json("migrate")
    return place, place.python(PEOPLE).strip()


def judged(place: Place, told: Told) -> Outcome:
    """Look at everything anew, in a process that never wrote."""
    import json

    found = json.loads(place.python(SETTLED))
    written, audited = set(found["written"]), set(found["audited"])
    return Outcome(
        acknowledged=len(told.tokens),
        kills=told.kills,
        rows=found["rows"],
        lost=tuple(token for token in told.tokens if token not in written),
        unaudited=tuple(sorted(written - audited)),
        rows_without_a_write=tuple(found["rows_without_a_write"]),
        broken=found["broken"],
    )


def kill_writers(place: Place, writes: int, chance: random.Random) -> Told:
    """Several processes write at once; each is killed at a random moment and another takes its place."""
    told, lock = Told(), threading.Lock()

    def one(number: int) -> None:
        life = 0
        while len(told.tokens) < writes or life < LEAST:
            life += 1
            _live(place, f"w{number}.{life}", chance.uniform(*LIVES), told, lock)

    _together([lambda number=number: one(number) for number in range(WRITERS)])
    return told


def kill_server(place: Place, session: str, writes: int, chance: random.Random, log: Path) -> Told:
    """Several people post a form again and again; the server and all its processes are killed and started again."""
    told, lock, port, over = Told(), threading.Lock(), free_port(), threading.Event()
    url = f"http://127.0.0.1:{port}/workspace/actions/new/"

    def person(number: int) -> None:
        k = 0
        try:
            while not over.is_set():
                k += 1
                _post(url, session, f"Survey street {number}.{k}", told, lock)
        finally:
            over.set()

    def killer() -> None:
        try:
            while len(told.tokens) < writes and not over.is_set():
                _serve_for_a_while(place, port, chance.uniform(*LIVES), log, lambda: len(told.tokens), over)
                told.kills += 1
        finally:
            over.set()

    _together([killer, *(lambda number=number: person(number) for number in range(READERS))])
    return told


def _live(place: Place, name: str, seconds: float, told: Told, lock: threading.Lock) -> None:
    begin = f"from pathlib import Path\nfrom sextant.web.setup import start\nstart(Path({str(place.home)!r}))\n"
    command = [sys.executable, "-c", begin + WRITER, name]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=place.environment) as process:
        assert process.stdout
        end = threading.Timer(seconds, process.kill)
        for line in process.stdout:
            if not end.is_alive() and not end.finished.is_set():
                end.start()
            if line.endswith("\n"):
                token, milliseconds = line.split()
                with lock:
                    told.ok(token, float(milliseconds))
        status = process.wait()
    if status != -signal.SIGKILL:
        raise RuntimeError(f"a writer ended by itself with {status}")
    told.kills += 1


def _serve_for_a_while(
    place: Place, port: int, seconds: float, log: Path, count: Callable[[], int], over: threading.Event
) -> None:
    """Serve until so many seconds after the first acknowledgement, or until a person has met a fault."""
    server = place.start("serve", "--port", port, log=log)
    try:
        wait_until_up(f"http://127.0.0.1:{port}/account/login/", server)
        before = count()
        while count() == before and not over.is_set() and server.poll() is None:
            time.sleep(0.01)
        over.wait(seconds)
    finally:
        os.killpg(server.pid, signal.SIGKILL)  # a session of its own: its processes and nobody else's
        server.wait()
        _wait_until_free(port)


def _wait_until_free(port: int) -> None:
    """One that waits for the disk dies when the disk has answered. Raises RuntimeError for one that doesn't."""
    until = time.monotonic() + LONGEST
    while not is_free(port):
        if time.monotonic() > until:
            raise RuntimeError(f"port {port} is still held {LONGEST} seconds after its server was killed")
        time.sleep(0.01)


def _post(url: str, session: str, token: str, told: Told, lock: threading.Lock) -> None:
    """Post once; only an answer that says that it is done counts. What fails on the way is not acknowledged."""
    body = urllib.parse.urlencode({"measure": "homicide", "text": token, "source": "other"}).encode()
    headers = {"Cookie": f"sextant={session}", "X-CSRFToken": "k" * 32}
    begun = time.perf_counter()
    try:
        ONCE.open(urllib.request.Request(url, body, headers), timeout=180)
    except urllib.error.HTTPError as answer:
        answer.close()
        done = answer.code == 302 and "/workspace/actions/" in answer.headers.get("Location", "")
        if not done:
            raise RuntimeError(f"answered with {answer.code}") from None
        with lock:
            told.ok(token, (time.perf_counter() - begun) * 1000)
    except (OSError, ValueError, http.client.HTTPException):  # killed, or not up again
        time.sleep(0.02)
    else:
        raise RuntimeError("the form came back: nothing was written")


class _Stay(urllib.request.HTTPRedirectHandler):
    """A redirection is the acknowledgement; it is not followed."""

    def redirect_request(self, *_: object) -> None:
        return None


ONCE = urllib.request.build_opener(_Stay)


def _together(calls: list[Callable[[], None]]) -> None:
    """Run side by side; the first fault is raised when all have ended."""
    faults: list[BaseException] = []

    def guarded(call: Callable[[], None]) -> None:
        try:
            call()
        except BaseException as fault:
            faults.append(fault)

    threads = [threading.Thread(target=guarded, args=(call,)) for call in calls]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if faults:
        raise faults[0]


def _report(name: str, outcome: Outcome, milliseconds: list[float]) -> None:
    middle, most = (quantiles(milliseconds, n=20)[k] for k in (9, 18))
    state = "whole" if outcome.whole else f"NOT WHOLE: {outcome}"
    counts = f"{outcome.acknowledged:>5} acknowledged, {outcome.kills:>3} kills, {outcome.rows:>5} rows"
    print(f"{name:<34} {counts}, {state}; a write: {middle:.1f} ms (p50), {most:.1f} ms (p95)", flush=True)


def main(writes: int = WRITES) -> None:
    for server in dict.fromkeys(("", os.environ.get("DATABASE_URL", ""))):
        where = "PostgreSQL" if server else "SQLite"
        with tempfile.TemporaryDirectory() as folder:
            chance = random.Random(4)
            place, session = prepared(Path(folder) / "home", server)
            try:
                told = kill_writers(place, writes, chance)
                _report(f"{where}, writing processes", judged(place, told), told.milliseconds)
                more = kill_server(place, session, writes, chance, Path(folder) / "log")
                _report(f"{where}, posting to the server", judged(place, more), more.milliseconds)
            finally:
                if server:
                    drop_database(server, place.database_url)
        sys.stdout.flush()


if __name__ == "__main__":
    main()
