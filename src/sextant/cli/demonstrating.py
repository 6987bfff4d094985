"""`demo`: the whole job on the made-up force."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from sextant.cli.common import HomeOption, JsonOption, attention, print_json

if TYPE_CHECKING:
    from sextant.demo import Demo
    from sextant.running.demonstrating import DemoUser


def register(app: typer.Typer) -> None:
    app.command("demo")(demo)


def demo(
    serve: Annotated[bool, typer.Option("--serve/--no-serve", help="Open the workspace on this machine.")] = True,
    port: Annotated[int, typer.Option("--port", help="Where to serve it.", min=1, max=65535)] = 8000,
    scale: Annotated[float, typer.Option("--scale", help="1 is a force of 1.4 million people.")] = 1.0,
    force: Annotated[
        str | None,
        typer.Option("--force", help="Instead: an empty workspace for this force's public files."),
    ] = None,
    home: HomeOption = None,
    as_json: JsonOption = False,
) -> None:
    """Make a made-up force, load it, publish its last quarter's statement and open its workspace on loopback."""
    if force:
        _trial(force, home, serve, port, as_json)
        return
    from sextant.cli.progress import showing
    from sextant.config import Home
    from sextant.demo import BASELINE, QUARTER, run_demo
    from sextant.running.demo_room import closed_action
    from sextant.running.demonstrating import open_workspace, serve_demo
    from sextant.running.logs import configure_for_setting_up

    configure_for_setting_up()
    done = run_demo(Home.resolve(home), showing, scale=scale)
    users = open_workspace(done.home, done.force, QUARTER, BASELINE, showing)
    url, closed = f"http://127.0.0.1:{port}/", closed_action()
    if as_json:
        print_json(
            {
                "home": str(done.home.root),
                "closed_action": closed,
                "force": done.force,
                "statement": str(done.statement),
                "url": url,
                "users": [vars(user) for user in users],
                "unplanted": list(done.unplanted),
                "problems": list(done.problems),
            }
        )
    else:
        _tell(done)
        print(f"Closed to all but its room: action {closed}. One supervisor breaks the glass, another one judges it.")
        _tell_people(users, url, serve)
    if serve:
        serve_demo(done.home, port)
    attention(bool(done.unplanted or done.problems))


def _trial(force: str, where: Path | None, serve: bool, port: int, as_json: bool) -> None:
    """The same people in a workspace that waits for a real force's public files."""
    from sextant.cli.progress import showing
    from sextant.config import Home
    from sextant.running.demonstrating import serve_demo
    from sextant.running.trial import open_trial

    home, url = Home.resolve(where), f"http://127.0.0.1:{port}/"
    body, users = open_trial(home, force, showing)
    if as_json:
        people = [vars(user) for user in users]
        print_json({"home": str(home.root), "force": body.slug, "statement": None, "url": url, "users": people})
    else:
        print(f"A workspace of {body.name} without records. It is for files that are public already.")
        _tell_people(users, url, serve, f"`./run demo --force {body.slug} --home {home.root}`")
    if serve:
        serve_demo(home, port)


def _tell(done: Demo) -> None:
    print("All data here is made up; no force, place or person in it is real.")
    for edition in done.editions:
        first, last = edition.span or ("–", "–")
        quarantined = f", {edition.rows_quarantined:,} quarantined" if edition.rows_quarantined else ""
        print(f"  {edition.kind:<15} {edition.rows_accepted:>9,} rows, {first} to {last}{quarantined}")
    for fault in done.unplanted:
        print(f"  nobody planted this: {fault}")
    for problem in done.problems:
        print(f"  to look at: {problem}")
    print(f"The statement's files: {done.statement}")


def _tell_people(users: list[DemoUser], url: str, serve: bool, again: str = "`./run demo`") -> None:
    print(f"Sign in at {url}workspace/ as one of these made-up people (on this machine only, without a second factor):")
    for user in users:
        print(f"  {user.name:<18} {user.password:<14} {user.post}")
    print(f"What the public reads: {url}")
    if serve:
        print("Ctrl-C stops it.", flush=True)
    else:
        print(f"Open it with {again}, or serve it with `sextant serve` and `sextant worker`.")
