"""`sextant hotspots`: where crime gathers, how surely, and how well that foretells what comes."""

from __future__ import annotations

import typer

from sextant.cli import (
    hotspots_delivering,
    hotspots_describing,
    hotspots_evaluating,
    hotspots_finding,
    hotspots_foretelling,
    hotspots_plans,
)

hotspots_app = typer.Typer(
    help="Hotspots: find, describe, forecast, plan patrols, see what was delivered and whether it worked.",
    no_args_is_help=True,
    rich_markup_mode=None,
)


def register(app: typer.Typer) -> None:
    """Hang the verbs on the app, in the order of the work."""
    if not hotspots_app.registered_commands:
        for verbs in (
            hotspots_finding,
            hotspots_describing,
            hotspots_foretelling,
            hotspots_plans,
            hotspots_delivering,
            hotspots_evaluating,
        ):
            verbs.register(hotspots_app)
    app.add_typer(hotspots_app, name="hotspots")
