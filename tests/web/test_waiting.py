"""What the tests and benchmarks wait for ends, and says when it never came."""

from __future__ import annotations

from threading import Event, Thread

import pytest
from benchmarks import durability

from tests.web import at_once


@pytest.mark.django_db
def test_a_second_one_that_reaches_no_lock_in_time_is_a_fault_of_the_test(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(at_once, "SECONDS", 0)
    over = Event()
    thread = Thread(target=over.wait, daemon=True)
    thread.start()
    try:
        with pytest.raises(AssertionError, match="reached no lock"):
            at_once._wait_until_it_waits(thread)
    finally:
        over.set()
        thread.join()
    at_once._wait_until_it_waits(thread)


def test_a_port_that_is_never_let_go_of_ends_the_benchmark(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(durability, "LONGEST", 0.05)
    held = iter([False, True])
    monkeypatch.setattr(durability, "is_free", lambda _: next(held))
    durability._wait_until_free(8000)
    monkeypatch.setattr(durability, "is_free", lambda _: False)
    with pytest.raises(RuntimeError, match="port 8000 is still held"):
        durability._wait_until_free(8000)
