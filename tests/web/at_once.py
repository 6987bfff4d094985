"""Two people do something at once: the second begins while what the first does is not committed yet.

On PostgreSQL only, where one waits for the other at a lock. SQLite lets one write at a time from the beginning.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Thread
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.db import connection, transaction

from sextant.errors import Refusal
from tests.web.processes import drop_database, new_database

SECONDS = 300
only_postgresql = pytest.mark.skipif(
    not os.environ.get("DATABASE_URL"), reason="SQLite lets one write at a time: DATABASE_URL names no PostgreSQL"
)


@contextmanager
def copied_database() -> Iterator[None]:
    """A copy of the tests' own database, which is written to for good and thrown away: no audit is ever emptied."""
    server, ours = os.environ["DATABASE_URL"], connection.settings_dict["NAME"]
    connection.close()  # only what nobody is connected to can be copied
    copy = _copy(server, f"//test/{ours}")
    connection.settings_dict["NAME"] = urlsplit(copy).path.lstrip("/")
    try:
        yield
    finally:
        connection.close()
        connection.settings_dict["NAME"] = ours
        drop_database(server, copy)


def at_once(first: Callable[[], object], second: Callable[[], object]) -> str:
    """What the second is told, who has begun before the first is through: the words of its refusal, or "done"."""
    told: list[Any] = []
    with transaction.atomic():
        first()
        thread = Thread(target=_tell, args=(second, told), daemon=True)
        thread.start()
        _wait_until_it_waits(thread)
    thread.join(SECONDS)
    assert told, "the second one never ended"
    if isinstance(told[0], Exception) and not isinstance(told[0], Refusal):
        raise told[0]
    return str(told[0])


def _copy(server: str, ours: str) -> str:
    """PostgreSQL waits five seconds for whoever was connected to be gone; a busy machine may take longer."""
    from psycopg.errors import ObjectInUse

    until = time.monotonic() + SECONDS
    while True:
        try:
            return new_database(server, like=ours)
        except ObjectInUse:
            if time.monotonic() > until:
                raise


def _tell(second: Callable[[], object], told: list[Any]) -> None:
    try:
        second()
        told.append("done")
    except Exception as fault:
        told.append(fault)
    finally:
        connection.close()


def _wait_until_it_waits(thread: Thread) -> None:
    """Until the other connection stands before a lock of ours, or has ended without one. Raises AssertionError late."""
    until = time.monotonic() + SECONDS
    ours = "SELECT count(*) FROM pg_locks WHERE NOT granted AND pg_backend_pid() = ANY(pg_blocking_pids(pid))"
    with connection.cursor() as cursor:
        while thread.is_alive() and time.monotonic() < until:
            cursor.execute(ours)
            if cursor.fetchone()[0]:
                return
            time.sleep(0.002)
    assert not thread.is_alive(), f"the second one reached no lock in {SECONDS} seconds"
