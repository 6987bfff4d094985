from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from sextant.config import Home
from sextant.errors import Refusal
from sextant.running.serving import Address, refuse_if_exposed, refuse_if_taken


def exposed(home: Path, host: str) -> None:
    refuse_if_exposed(Home(home), Address(host, 8000, 1))


@pytest.mark.parametrize("host", ["127.0.0.1", "127.0.0.9", "::1", "localhost"])
def test_this_machine_alone_needs_no_settings(tmp_path: Path, host: str) -> None:
    exposed(tmp_path, host)


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.0.2.7", "sextant.wexmoor.invalid", "127.0.0.1.wexmoor.invalid"])
def test_another_address_needs_its_names_and_a_proxy(
    tmp_path: Path, host: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("SEXTANT_HOSTS", raising=False)
    monkeypatch.delenv("SEXTANT_TLS", raising=False)
    with pytest.raises(Refusal, match="set SEXTANT_HOSTS"):
        exposed(tmp_path, host)
    monkeypatch.setenv("SEXTANT_HOSTS", "sextant.wexmoor.invalid")
    with pytest.raises(Refusal, match="SEXTANT_TLS=proxy"):
        exposed(tmp_path, host)
    monkeypatch.setenv("SEXTANT_TLS", "proxy")
    exposed(tmp_path, host)


def test_a_made_up_home_never_leaves_this_machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SEXTANT_HOSTS", "sextant.wexmoor.invalid")
    monkeypatch.setenv("SEXTANT_TLS", "proxy")
    (tmp_path / "made-up.json").write_text(json.dumps({"made_up": True}))
    with pytest.raises(Refusal, match="is made up, and its people have known passwords"):
        exposed(tmp_path, "0.0.0.0")
    exposed(tmp_path, "127.0.0.1")


def test_a_port_that_is_taken_is_told_with_the_mend() -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        with pytest.raises(Refusal, match=r"can't be used .*give another with --port"):
            refuse_if_taken(Address("127.0.0.1", other.getsockname()[1], 1))
    with pytest.raises(Refusal, match="can't be used"):
        refuse_if_taken(Address("192.0.2.7", 8000, 1))


WAIT = """
import os, signal
from sextant.running.stopping import stop_when_told
stop = stop_when_told()
print("ready", flush=True)
stop.wait(300)
print("tidy", stop.is_set(), flush=True)
"""


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_worker_that_is_told_to_stop_ends_in_its_own_time(number: int) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", WAIT], stdout=subprocess.PIPE, text=True, env=dict(os.environ)
    ) as work:
        assert work.stdout
        assert work.stdout.readline() == "ready\n"
        work.send_signal(number)
        assert work.stdout.readline() == "tidy True\n"
    assert work.returncode == 0
