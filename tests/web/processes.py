"""Sextant in processes of its own, with a home and a database each: SQLite, or PostgreSQL where there is one."""

from __future__ import annotations

import fcntl
import http.client
import json
import os
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import pytest

OURS = ("DJANGO_", "SEXTANT_", "DATABASE_URL")
SECONDS = 180  # patience with a busy machine
PORTS = range(15_000, 30_000)  # below those that the system lends to whoever connects


@dataclass(frozen=True)
class Place:
    """A home and the address of its database; empty: SQLite in the home."""

    home: Path
    database_url: str = ""

    @property
    def environment(self) -> dict[str, str]:
        outside = {key: value for key, value in os.environ.items() if not key.startswith(OURS)}
        return outside | ({"DATABASE_URL": self.database_url} if self.database_url else {})

    def command(self, *words: object) -> list[str]:
        return [sys.executable, "-m", "sextant", *map(str, words), "--home", str(self.home)]

    def call(self, *words: object, **environment: str) -> subprocess.CompletedProcess[str]:
        env = self.environment | environment
        return subprocess.run(self.command(*words), capture_output=True, text=True, check=False, env=env)

    def json(self, *words: object, status: int = 0) -> Any:
        done = self.call(*words, "--json")
        assert done.returncode == status, done.stderr + done.stdout
        return json.loads(done.stdout)

    def python(self, code: str, *words: object) -> str:
        """Run Python with Django started on this home, and return what it prints."""
        begin = f"from pathlib import Path\nfrom sextant.web.setup import start\nstart(Path({str(self.home)!r}))\n"
        command = [sys.executable, "-c", begin + code, *map(str, words)]
        done = subprocess.run(command, capture_output=True, text=True, check=False, env=self.environment)
        assert done.returncode == 0, done.stderr
        return done.stdout

    def start(self, *words: object, log: Path, **environment: str) -> subprocess.Popen[bytes]:
        with log.open("ab") as file:
            env = self.environment | environment
            return subprocess.Popen(self.command(*words), stdout=file, stderr=file, env=env, start_new_session=True)


def shared_folder(factory: pytest.TempPathFactory) -> Path:
    """A folder that all workers of this run have, and no other run."""
    base = factory.getbasetemp()
    return base.parent if os.environ.get("PYTEST_XDIST_WORKER") else base


@contextmanager
def one_at_a_time(folder: Path) -> Iterator[None]:
    """Whoever comes second waits until the first is through with the folder."""
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def give_migrated(home: Path, factory: pytest.TempPathFactory) -> None:
    """Make `home` one that `sextant migrate` has been called on, on SQLite: it is called once a run, and copied."""
    folder = shared_folder(factory) / "migrated"
    with one_at_a_time(folder):
        if not (folder / "done").exists():
            Place(folder / "home").json("migrate")
            (folder / "done").touch()
    shutil.copytree(folder / "home", home)


@contextmanager
def own_place(home: Path, factory: pytest.TempPathFactory) -> Iterator[Place]:
    """A migrated home with a database of its own; that of a server is dropped afterwards."""
    server = os.environ.get("DATABASE_URL", "")
    if not server:
        give_migrated(home, factory)
        yield Place(home)
        return
    place = Place(home, new_database(server))
    try:
        place.json("migrate")
        yield place
    finally:
        drop_database(server, place.database_url)


def new_database(url: str, like: str = "") -> str:
    """The address of a fresh database on the server that `url` names: empty, or a copy of another one."""
    import psycopg

    name = f"sextant_{uuid.uuid4().hex[:12]}"
    with psycopg.connect(url, autocommit=True) as server:
        server.execute(f"CREATE DATABASE {name} TEMPLATE {urlsplit(like).path.lstrip('/') or 'template0'}")
    return urlunsplit(urlsplit(url)._replace(path=f"/{name}"))


def drop_database(url: str, inside: str) -> None:
    """Remove a database that `new_database` made."""
    import psycopg

    with psycopg.connect(url, autocommit=True) as server:
        server.execute(f"DROP DATABASE IF EXISTS {urlsplit(inside).path.lstrip('/')} WITH (FORCE)")


@contextmanager
def served(place: Place, log: Path, *options: object, **environment: str) -> Iterator[str]:
    """A running `sextant serve`; ends with SIGTERM."""
    port = free_port()
    server = place.start("serve", "--port", port, *options, log=log, **environment)
    try:
        wait_until_up(f"http://127.0.0.1:{port}/", server)
        yield f"http://127.0.0.1:{port}"
    finally:
        end(server)


def end(process: subprocess.Popen[bytes]) -> int:
    """Tell a process to stop and wait until it has."""
    if process.poll() is None:
        process.send_signal(signal.SIGTERM)
    return process.wait(SECONDS)


def free_port() -> int:
    """A port that nobody has, and that no connection is given by chance before a server has taken it."""
    while not is_free(port := secrets.choice(PORTS)):
        pass
    return port


def is_free(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True


def wait_until_up(url: str, server: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + SECONDS
    while time.monotonic() < until:
        assert server.poll() is None, "the server has ended"
        try:
            urllib.request.urlopen(url, timeout=30).close()
        except urllib.error.HTTPError as answer:
            answer.close()
        except (OSError, http.client.HTTPException):
            time.sleep(0.1)
            continue
        return
    raise AssertionError("the server does not answer")
