"""Serving the workspace with granian, behind a proxy that speaks TLS."""

from __future__ import annotations

import ipaddress
import os
import socket
from contextlib import closing
from dataclasses import dataclass

from sextant.config import Home
from sextant.errors import Refusal

APPLICATION = "sextant.running.application:application"
THREADS = 4  # a worker process; a page waits for the database most of its time
KILL_AFTER = 20  # seconds that a request has to end once the server is told to stop


@dataclass(frozen=True)
class Address:
    """Where to listen, with how many processes."""

    host: str
    port: int
    workers: int

    @property
    def is_loopback(self) -> bool:
        if self.host == "localhost":
            return True
        try:
            return ipaddress.ip_address(self.host).is_loopback
        except ValueError:
            return False


def serve(home: Home, address: Address) -> None:
    """Serve until told to stop (SIGTERM, Ctrl-C); requests on their way are finished. Raises Refusal beforehand."""
    refuse_if_exposed(home, address)
    refuse_if_taken(address)
    from sextant.web.setup import start

    start(home.root)
    refuse_if_behind()
    _granian(address)


def refuse_if_exposed(home: Home, address: Address) -> None:
    """A demonstration or a trial stays on loopback; a real workspace says its names and that a proxy speaks TLS."""
    if address.is_loopback:
        return
    if home.on_this_machine_only:
        what = "a trial" if home.on_trial else "made up"
        fault = f"is {what}, and its people have known passwords: not served on {address.host}"
        raise Refusal(str(home.root), fault, "leave out --host, or give --home with your own")
    if not os.environ.get("SEXTANT_HOSTS") or os.environ.get("SEXTANT_TLS") != "proxy":
        mend = "set SEXTANT_HOSTS to the site's names and SEXTANT_TLS=proxy behind a proxy that speaks TLS"
        raise Refusal(address.host, "is not this machine alone", mend)


def refuse_if_taken(address: Address) -> None:
    """Say so here; the server's own processes would only die."""
    family = socket.AF_INET6 if ":" in address.host else socket.AF_INET
    try:
        with closing(socket.socket(family, socket.SOCK_STREAM)) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind((address.host, address.port))
    except OSError as fault:
        raise Refusal(
            f"{address.host} port {address.port}", f"can't be used ({fault.strerror})", "give another with --port"
        ) from fault


def refuse_if_behind() -> None:
    """A database that lacks changes would fail page by page."""
    from sextant.running.recording import applied, waiting

    applied()
    lacking = len(waiting())
    if lacking:
        fault = f"lacks {lacking} {'change' if lacking == 1 else 'changes'}"
        raise Refusal("the database", fault, "back up, then run `sextant migrate`")


def _granian(address: Address) -> None:
    from granian.constants import Interfaces
    from granian.server import Server

    from sextant.running.logs import LOGGING, configure

    configure()
    from django.db import connections

    connections.close_all()  # the processes that serve open their own
    Server(
        APPLICATION,
        address=address.host,
        port=address.port,
        interface=Interfaces.WSGI,
        workers=address.workers,
        blocking_threads=THREADS,
        respawn_failed_workers=True,
        workers_kill_timeout=KILL_AFTER,
        websockets=False,
        log_dictconfig=LOGGING,
        log_access=False,
    ).serve()
