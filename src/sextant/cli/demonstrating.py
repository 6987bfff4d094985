"""`demo`: the whole job on the made-up force."""

from __future__ import annotations

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
    home: HomeOption = None,
    as_json: JsonOption = False,
) -> None:
    """Make a made-up force, load it, publish its last quarter's statement and open its workspace on loopback."""
    from sextant.cli.progress import showing
    from sextant.config import Home
    from sextant.demo import BASELINE, QUARTER, run_demo
    from sextant.running.demonstrating import open_workspace, serve_demo

    done = run_demo(Home.resolve(home), showing, scale=scale)
    users = open_workspace(done.home, done.force, QUARTER, BASELINE, showing)
    url = f"http://127.0.0.1:{port}/"
    if as_json:
        print_json(
            {
                "home": str(done.home.root),
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
        _tell_people(users, url, serve)
    if serve:
        serve_demo(done.home, port)
    attention(bool(done.unplanted or done.problems))


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


def _tell_people(users: list[DemoUser], url: str, serve: bool) -> None:
    print(f"Sign in at {url}workspace/ as one of these made-up people (on this machine only, without a second factor):")
    for user in users:
        print(f"  {user.name:<18} {user.password:<14} {user.post}")
    print(f"What the public reads: {url}")
    if serve:
        print("Ctrl-C stops it.", flush=True)
    else:
        print("Open it with `./run demo`, or serve it with `sextant serve` and `sextant worker`.")
