"""`demo`: the whole job on the made-up force."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from sextant.cli.common import HomeOption, JsonOption, attention, print_json

if TYPE_CHECKING:
    from sextant.demo import Demo


def register(app: typer.Typer) -> None:
    app.command("demo")(demo)


def demo(
    serve: Annotated[bool, typer.Option("--serve/--no-serve", help="Open the statement on this machine.")] = True,
    port: Annotated[int, typer.Option("--port", help="Where to serve it.", min=1, max=65535)] = 8000,
    scale: Annotated[float, typer.Option("--scale", help="1 is a force of 1.4 million people.")] = 1.0,
    home: HomeOption = None,
    as_json: JsonOption = False,
) -> None:
    """Make a made-up force, load it, build its last quarter's statement and serve it on loopback."""
    from sextant.cli.progress import showing
    from sextant.config import Home
    from sextant.demo import run_demo

    done = run_demo(Home.resolve(home), showing, scale=scale)
    url = f"http://127.0.0.1:{port}/" if serve else (done.statement / "index.html").as_uri()
    if as_json:
        print_json(
            {
                "home": str(done.home.root),
                "force": done.force,
                "statement": str(done.statement),
                "url": url,
                "users": [],
                "unplanted": list(done.unplanted),
                "problems": list(done.problems),
            }
        )
    else:
        _tell(done, url)
    if serve:
        _serve(done.statement, port)
    attention(bool(done.unplanted or done.problems))


def _tell(done: Demo, url: str) -> None:
    print("All data here is made up; no force, place or person in it is real.")
    for edition in done.editions:
        first, last = edition.span or ("–", "–")
        quarantined = f", {edition.rows_quarantined:,} quarantined" if edition.rows_quarantined else ""
        print(f"  {edition.kind:<15} {edition.rows_accepted:>9,} rows, {first} to {last}{quarantined}")
    for fault in done.unplanted:
        print(f"  nobody planted this: {fault}")
    for problem in done.problems:
        print(f"  to look at: {problem}")
    print(f"The statement: {done.statement / 'index.html'}")
    print(f"Open {url}")


def _serve(folder: Path, port: int) -> None:
    """Serve the folder on loopback until Ctrl-C."""
    import http.server
    from functools import partial

    from sextant.errors import Refusal

    handler = partial(http.server.SimpleHTTPRequestHandler, directory=str(folder))
    try:
        server = http.server.ThreadingHTTPServer(("127.0.0.1", port), handler)
    except OSError as fault:
        raise Refusal(f"port {port}", f"can't be used ({fault.strerror})", "give another with --port") from fault
    with server:
        print("Ctrl-C stops it.")
        try:
            server.serve_forever()
        except KeyboardInterrupt:
            print()
