"""`sextant serve` as a service manager runs it: refusals in one line, answers, a clean end, a log without people."""

from __future__ import annotations

import http.client
import json
import os
import re
import shutil
import signal
import subprocess
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.web.processes import SECONDS, Place, end, free_port, own_place, served, wait_until_up

PASSWORD, NAME, TERM = "correct-horse-battery-hunter2", "mia-of-wexmoor", "find-this-person-only"


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    with own_place(tmp_path_factory.mktemp("serve") / "home", tmp_path_factory) as place:
        yield place


def status_of(url: str, data: dict[str, str] | None = None, **headers: str) -> int:
    body = urllib.parse.urlencode(data).encode() if data else None
    try:
        with urllib.request.urlopen(urllib.request.Request(url, body, headers), timeout=SECONDS) as answer:
            return int(answer.status)
    except urllib.error.HTTPError as answer:
        answer.close()
        return int(answer.code)


def test_nothing_of_a_request_that_names_somebody_reaches_the_log(place: Place, tmp_path: Path) -> None:
    log = tmp_path / "log"
    with served(place, log) as url:
        status_of(f"{url}/account/login/?q={TERM}", {"login": NAME, "password": PASSWORD})
        status_of(f"{url}/workspace/people/{NAME}/?search={TERM}")
        status_of(f"{url}/no/such/{TERM}", Referer=f"{url}/?q={TERM}", Cookie=f"sextant={NAME}")
        status_of(f"{url}/", Host=f"{NAME}.invalid", Authorization=f"Bearer {PASSWORD}")
    text = log.read_text("utf-8")
    assert [word for word in (PASSWORD, NAME, TERM, "127.0.0.1 ") if word in text] == []
    lines = [json.loads(line) for line in text.splitlines()]
    requests = [line for line in lines if line["event"] == "request"]
    assert len(requests) >= 4
    assert all({"id", "route", "method", "status", "ms", "time", "level"} <= set(line) for line in requests)


@pytest.mark.parametrize("workers", [1, 2])
def test_it_stops_when_told_and_finishes_cleanly(place: Place, tmp_path: Path, workers: int) -> None:
    port, log = free_port(), tmp_path / "log"
    server = place.start("serve", "--port", port, "--workers", workers, log=log)
    wait_until_up(f"http://127.0.0.1:{port}/", server)
    assert end(server) == 0
    with pytest.raises(OSError, match="refused"):
        http.client.HTTPConnection("127.0.0.1", port, timeout=2).connect()
    assert "Traceback" not in log.read_text("utf-8")


def test_a_process_that_dies_is_replaced(place: Place, tmp_path: Path) -> None:
    log = tmp_path / "log"
    port = free_port()
    server = place.start("serve", "--port", port, "--workers", 1, log=log)
    try:
        wait_until_up(f"http://127.0.0.1:{port}/", server)
        [child] = Path(f"/proc/{server.pid}/task/{server.pid}/children").read_text().split()
        os.kill(int(child), signal.SIGKILL)
        wait_until_up(f"http://127.0.0.1:{port}/", server)
        assert server.poll() is None
    finally:
        end(server)


def test_a_database_that_lacks_changes_is_refused_in_one_line(tmp_path: Path) -> None:
    place = Place(tmp_path / "new")
    done = place.call("serve", "--port", free_port())
    assert (done.returncode, done.stderr.count("\n")) == (2, 1)
    assert "sextant migrate" in done.stderr


def test_a_database_that_can_not_be_reached_is_refused_in_one_line(tmp_path: Path) -> None:
    place = Place(tmp_path / "new", "postgresql://nobody@/none?host=/nowhere")
    done = place.call("serve", "--port", free_port())
    assert (done.returncode, done.stderr.count("\n")) == (2, 1)
    assert "look at DATABASE_URL" in done.stderr


def test_a_made_up_home_and_an_open_address_are_refused(tmp_path: Path) -> None:
    place = Place(tmp_path / "new")
    place.home.mkdir()
    (place.home / "made-up.json").write_text("{}")
    settings = {"SEXTANT_HOSTS": "sextant.wexmoor.invalid", "SEXTANT_TLS": "proxy"}
    done = place.call("serve", "--host", "0.0.0.0", **settings)
    assert (done.returncode, "is made up" in done.stderr) == (2, True)
    shutil.rmtree(place.home)
    done = place.call("serve", "--host", "0.0.0.0")
    assert (done.returncode, "set SEXTANT_HOSTS" in done.stderr) == (2, True)


def test_the_worker_refuses_a_database_that_lacks_changes(tmp_path: Path) -> None:
    done = Place(tmp_path / "new").call("worker")
    assert (done.returncode, done.stderr.count("\n")) == (2, 1)
    assert "sextant migrate" in done.stderr


def test_the_worker_runs_until_it_is_told_to_stop(place: Place, tmp_path: Path) -> None:
    log = tmp_path / "log"
    worker = place.start("worker", log=log)
    wait_until_idle(worker)
    assert worker.poll() is None, log.read_text("utf-8")
    assert end(worker) == 0
    assert "Traceback" not in log.read_text("utf-8")


def wait_until_idle(worker: subprocess.Popen[bytes]) -> None:
    """Until SIGTERM is caught: before that it ends a process where it stands."""
    until = time.monotonic() + SECONDS
    while time.monotonic() < until:
        caught = int(re.findall(r"SigCgt:\s+(\w+)", Path(f"/proc/{worker.pid}/status").read_text())[0], 16)
        if worker.poll() is not None or caught >> (signal.SIGTERM - 1) & 1:
            return
        time.sleep(0.1)
