"""All verbs together, and what happens when one can't go on."""

from __future__ import annotations

import sys

import typer

from sextant.errors import Refusal

USAGE = 2

app = typer.Typer(
    name="sextant",
    help="The six National Crime and Policing Measures, from a force's records to an honest quarterly statement.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    add_completion=False,
    rich_markup_mode=None,
)


def register() -> None:
    """Hang every group of verbs on the app, once. The modules are light: what is heavy waits inside the verbs."""
    if app.registered_commands:
        return
    from sextant.cli import (
        comparing,
        demonstrating,
        diffing,
        disclosing,
        doctor,
        fetching,
        hotspots,
        loading,
        making,
        measuring,
        people,
        reconciling,
        running,
        series,
        statements,
        weighing,
    )

    for verbs in (
        demonstrating,
        making,
        loading,
        diffing,
        fetching,
        measuring,
        series,
        hotspots,
        reconciling,
        weighing,
        statements,
        disclosing,
        comparing,
        people,
        running,
        doctor,
    ):
        verbs.register(app)


def main() -> None:
    """Run the command line. Exit 0 done, 1 needs attention, 2 wrong use or unreadable input."""
    register()
    try:
        app()
    except Refusal as refusal:
        print(f"sextant: {refusal}", file=sys.stderr)
        sys.exit(USAGE)
    except OSError as fault:
        print(
            f"sextant: {fault.filename or 'the disk'}: {fault.strerror}; mend it and run this again.", file=sys.stderr
        )
        sys.exit(USAGE)
