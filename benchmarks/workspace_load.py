"""Fifty people at work on a large workspace: how long pages take, and what a durable audited write costs.

Makes a home with the made-up force, fills its database with actions, figure runs and audit rows (20,000 of each;
SEXTANT_SCALE=full: a million), serves it on loopback and lets 50 signed-in people open a page every 5 seconds. SQLite,
or the PostgreSQL that DATABASE_URL names (an empty database). Nothing is asserted about time here; the goal stands
beside the figures.
"""

from __future__ import annotations

import http.client
import json
import os
import random
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path
from statistics import median, quantiles

from tests.web.processes import free_port, wait_until_up

PEOPLE = 50
EVERY = 5.0  # seconds between two pages of one person
SECONDS = 60
ROWS = 1_000_000 if os.environ.get("SEXTANT_SCALE") == "full" else 20_000
PAGES = {
    "board": "/workspace/",
    "measure": "/workspace/board/wexmoor/neighbourhood-crime/",
    "actions": "/workspace/actions/",
    "own actions": "/workspace/actions/?show=mine",
    "closed actions": "/workspace/actions/?show=closed&measure=homicide",
    "audit search": "/workspace/audit/",  # each person's last search, another one each
}

FILL = """
import json, sys
from datetime import UTC, date, datetime, timedelta
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.db import connection, transaction
from sextant.access import audit, chain
from sextant.access.audit_views import KEPT
from sextant.access.models import AuditHead, AuditRow, Membership, User
from sextant.actions.models import MEASURES, Action
from sextant.board.models import FigureRun
rows = int(sys.argv[1])
lead = User.objects.get(username="measure-lead")
measures, states = list(MEASURES), ["verified_closed", "verified_closed", "in_progress", "agreed", "blocked"]
searches = [{}, {"actor": "lead"}, {"object_kind": "figure", "object_ref": "77"}, {"refusals": True},
            {"actor": "chief", "first": str(date.today() - timedelta(days=7))}, {"kind": "erasure"}]
keys, people = [], []
for n in range(int(sys.argv[2])):
    user = User.objects.create_user(f"person{n}", f"person{n}@wexmoor.invalid", "a long password", post=f"Post {n}")
    Membership.objects.create(user=user, role="measure-lead")
    Membership.objects.create(user=user, role="auditor")
    session = SessionStore()
    session.update({SESSION_KEY: str(user.pk), HASH_SESSION_KEY: user.get_session_auth_hash(),
                    BACKEND_SESSION_KEY: "allauth.account.auth_backends.AuthenticationBackend",
                    KEPT: {"criteria": searches[n % len(searches)], "why": "benchmark"}})
    session.create()
    keys.append(session.session_key)
    people.append(user.pk)
def batches(make, model):
    for first in range(0, rows, 5_000):
        model.objects.bulk_create([make(k) for k in range(first, min(first + 5_000, rows))])
def action(k):
    day = date(2022, 1, 1) + timedelta(days=k % 2_000)
    return Action(ref=f"B-{k}", force="wexmoor", measure=measures[k % 6], text=f"Visit place {k} (made up)",
                  owner_post="Sergeant", owner_id=people[k % len(people)],
                  original_due=day, due=day, state=states[k % 5], proposed_by=lead)
def run(k):
    return FigureRun(force=f"force-{k % 44}", to=f"{2000 + k % 25}-{1 + k % 12:02}", baseline_to="2019-06",
                     definitions="ncpm-2021", sha256=f"{k:064x}", because="benchmark", made_by="benchmark")
with transaction.atomic():
    batches(action, Action)
    batches(run, FigureRun)
    head = AuditHead.objects.select_for_update().get()
    seq, previous, key = head.seq, head.hash, audit.key()
    at = datetime.now(UTC)
    for first in range(0, rows, 5_000):
        made = []
        for k in range(first, min(first + 5_000, rows)):
            seq += 1
            row = {"seq": seq, "at": (at + timedelta(microseconds=seq)).isoformat(timespec="microseconds"),
                   "actor": ("analyst", "lead", "chief")[k % 3], "kind": "consultation", "done": True,
                   "what": "opened a figure", "object_kind": "figure", "object_ref": str(k % 500), "why": "",
                   "details": {}}
            end = chain.row_hash(key, row, previous)
            made.append(AuditRow(**row | {"at": datetime.fromisoformat(row["at"])}, previous=previous, hash=end))
            previous = end
        AuditRow.objects.bulk_create(made)
    AuditHead.objects.filter(pk=head.pk).update(seq=seq, hash=previous)
with connection.cursor() as cursor:
    cursor.execute("ANALYZE")
print(json.dumps(keys))
"""
WRITE = """
import json, time
from sextant.access.models import AuditRow, User
from sextant.actions.actions import say
from sextant.actions.models import Action
lead, action, took = User.objects.get(username="measure-lead"), Action.objects.filter(state="agreed").first(), []
for k in range(300):
    begun = time.perf_counter()
    say(by=lead, action=action, text=f"Update {k} (made up).")
    took.append((time.perf_counter() - begun) * 1000)
print(json.dumps({"took": took, "rows": AuditRow.objects.count()}))
"""


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder) / "home"
        _run([sys.executable, "-m", "sextant", "demo", "--no-serve", "--scale", "0.05", "--home", str(home)])
        begun = time.perf_counter()
        keys = json.loads(_django(home, FILL, str(ROWS), str(PEOPLE)))
        where = "PostgreSQL" if os.environ.get("DATABASE_URL") else "SQLite"
        filled = time.perf_counter() - begun
        print(f"{where}: {ROWS:,} actions, {ROWS:,} figure runs and {ROWS:,} audit rows, filled in {filled:.0f} s")
        before = json.loads(_django(home, WRITE))
        _tell_writes("alone", before["took"])
        _under_load(home, keys)


def _under_load(home: Path, keys: list[str]) -> None:
    port = free_port()
    command = [sys.executable, "-m", "sextant", "serve", "--port", str(port), "--workers", "2", "--home", str(home)]
    server = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        wait_until_up(f"http://127.0.0.1:{port}/health", server)
        took: dict[str, list[float]] = {name: [] for name in PAGES}
        wrong: list[str] = []
        threads = [threading.Thread(target=_person, args=(port, n, key, took, wrong)) for n, key in enumerate(keys)]
        for thread in threads:
            thread.start()
        time.sleep(SECONDS / 3)
        _tell_writes("with 50 people reading", json.loads(_django(home, WRITE))["took"])
        for thread in threads:
            thread.join()
    finally:
        server.terminate()
        server.wait(30)
    for name, each in took.items():
        cuts = quantiles(each, n=20)
        print(f"  {name:<14} {len(each):>5} pages  p50 {median(each):6.0f} ms  p95 {cuts[18]:6.0f} ms (goal 200)")
    print(f"  answers that were not 200: {len(wrong)} {wrong[:3]}")


def _person(port: int, number: int, key: str, took: dict[str, list[float]], wrong: list[str]) -> None:
    """One person: a page every 5 seconds, in an order of their own, for a minute."""
    chance = random.Random(number)
    time.sleep(chance.uniform(0, EVERY))
    ends = time.monotonic() + SECONDS - EVERY
    while time.monotonic() < ends:
        begun = time.perf_counter()
        name = chance.choice(list(PAGES))
        line = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        line.request("GET", PAGES[name], headers={"Cookie": f"sextant={key}"})
        answer = line.getresponse()
        answer.read()
        line.close()
        spent = time.perf_counter() - begun
        took[name].append(spent * 1000)
        if answer.status != 200:
            wrong.append(f"{name}: {answer.status}")
        time.sleep(max(0.0, EVERY - spent))


def _tell_writes(when: str, took: list[float]) -> None:
    cuts = quantiles(took, n=20)
    print(f"  an audited write, {when}: p50 {median(took):.1f} ms, p95 {cuts[18]:.1f} ms (goal 10), {len(took)} writes")


def _django(home: Path, code: str, *arguments: str) -> str:
    start = "from pathlib import Path\nfrom sextant.web.setup import start\n" + f"start(Path({str(home)!r}))\n"
    return _run([sys.executable, "-c", start + code, *arguments])


def _run(command: list[str]) -> str:
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode not in (0, 1):
        raise SystemExit(done.stderr[-2000:])
    return done.stdout


if __name__ == "__main__":
    main()
