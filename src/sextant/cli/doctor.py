"""`doctor`: is everything here that the work needs, and whole?"""

from __future__ import annotations

import typer

from sextant.cli.common import HomeOption, JsonOption, attention, print_json


def register(app: typer.Typer) -> None:
    app.command("doctor")(doctor)


def doctor(home: HomeOption = None, as_json: JsonOption = False) -> None:
    """Check the installation, the home and the workspace: lake, retention, disk, keys, database, audit, worker."""
    from sextant.config import Home
    from sextant.health import checks

    found = checks(Home.resolve(home))
    if as_json:
        print_json({"checks": [vars(check) for check in found]})
    else:
        for check in found:
            print(f"{'ok  ' if check.ok else 'look'}  {check.name:<12} {check.message}")
    attention(not all(check.ok for check in found))
