"""`serve`, `worker`, `backup` and `restore`: running the workspace."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from sextant.cli.common import HomeOption, JsonOption, attention, print_json

if TYPE_CHECKING:
    from sextant.running.restore import Restored


def register(app: typer.Typer) -> None:
    for verb in (serve, worker, backup, restore):
        app.command(verb.__name__)(verb)


def serve(
    host: Annotated[str, typer.Option("--host", help="Where to listen; another than this machine needs settings.")] = (
        "127.0.0.1"
    ),
    port: Annotated[int, typer.Option("--port", help="The port.", min=1, max=65535)] = 8000,
    workers: Annotated[int, typer.Option("--workers", help="Processes that answer.", min=1, max=64)] = 2,
    home: HomeOption = None,
    as_json: JsonOption = False,
) -> None:
    """Serve the workspace and the public site, behind a proxy that speaks TLS; stops cleanly when told."""
    from sextant.config import Home
    from sextant.running.serving import Address
    from sextant.running.serving import serve as run

    where = Home.resolve(home)
    if as_json:
        print_json({"home": str(where.root), "url": f"http://{host}:{port}/", "workers": workers})
        sys.stdout.flush()  # before it serves, which may be for months
    run(where, Address(host, port, workers))


def worker(home: HomeOption = None, as_json: JsonOption = False) -> None:
    """Do the long work that pages ask for; stops cleanly when told, and takes up what a killed one left."""
    from sextant.config import Home
    from sextant.running.working import work

    where = Home.resolve(home)
    if as_json:
        print_json({"home": str(where.root)})
        sys.stdout.flush()
    work(where)


def backup(
    to: Annotated[Path, typer.Option("--to", help="A folder (the file is named by date) or a new file.")],
    home: HomeOption = None,
    as_json: JsonOption = False,
) -> None:
    """Write database, lake, uploads, statements and keys to one file, while the server runs. Guard it like the home."""
    from sextant.cli.progress import showing
    from sextant.config import Home
    from sextant.running.backup import back_up, size_of
    from sextant.running.stopping import tidy_when_told

    tidy_when_told()
    where = Home.resolve(home)
    with showing("Backing up", size_of(where)) as tick:
        made = back_up(where, to, tick)
    if as_json:
        print_json(made.as_json())
    else:
        print(f"{made.path}: {made.files:,} files, {made.bytes:,} bytes, database: {made.database or 'none'}.")
        print(f"sha256 {made.sha256}. It holds the keys and rows about people: keep it encrypted, on another machine.")


def restore(
    archive: Annotated[Path, typer.Argument(metavar="FILE", help="A backup.")],
    disposals: Annotated[
        Path | None,
        typer.Option("--disposals", help="The latest checkpoints/disposals.jsonl, from another machine."),
    ] = None,
    checkpoints: Annotated[
        Path | None, typer.Option("--checkpoints", help="The latest checkpoints/audit.jsonl, from another machine.")
    ] = None,
    home: HomeOption = None,
    as_json: JsonOption = False,
) -> None:
    """Make an empty home from a backup: check every file, verify the audit, erase again what was erased since."""
    from sextant.cli.progress import showing
    from sextant.config import Home
    from sextant.running.reading import read
    from sextant.running.restore import Outside
    from sextant.running.restore import restore as run
    from sextant.running.stopping import tidy_when_told

    tidy_when_told()
    with showing("Restoring", read(archive).bytes) as tick:
        done = run(archive, Home.resolve(home).root, Outside(disposals, checkpoints), tick)
    print_json(done.as_json()) if as_json else _tell(done)
    attention(not done.whole)


def _tell(done: Restored) -> None:
    print(f"{done.home}: {done.files:,} files as they were at {done.made_at}, each checked by its hash.")
    if done.audit_rows is not None:
        _tell_of_audit(done)
    for thing in done.disposed_again:
        print(f"  disposed of again: {thing}")
    for thing in done.not_disposed:
        print(f"  still to be disposed of by hand: {thing}")


def _tell_of_audit(done: Restored) -> None:
    if done.first_bad:
        print(f"Audit row {done.first_bad['seq']} {done.first_bad['fault']}. Find out why before anybody works here.")
    else:
        print(f"The chain of {done.audit_rows:,} audit rows is whole.")
    if done.lost_rows:
        print(f"{done.lost_rows:,} later rows, known from a checkpoint, came after this backup and are lost.")
    print("Everybody is signed out. Roles and people are as they were then: shut out again who has left since.")
