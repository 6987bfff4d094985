"""`editions diff`: what a revision changed, and which published sentences no longer hold."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from sextant.cli.common import HomeOption, JsonOption, attention, print_json
from sextant.cli.loading import editions_app
from sextant.cli.tables import print_table

if TYPE_CHECKING:
    from sextant.measures.diffing import EditionsDiff

SHOWN = 15


def register(_app: typer.Typer) -> None:
    editions_app.command("diff")(diff_editions)


def diff_editions(
    a: Annotated[str, typer.Argument(help="The earlier edition's id, or the beginning of it.")],
    b: Annotated[str, typer.Argument(help="The later one's.")],
    force: Annotated[str | None, typer.Option("--force", help="Only this force.")] = None,
    to: Annotated[str | None, typer.Option("--to", help="Check the sentences of the 12 months to YYYY-MM.")] = None,
    baseline: Annotated[str | None, typer.Option("--baseline", help="Against the 12 months to YYYY-MM.")] = None,
    definitions: Annotated[str, typer.Option("--definitions", help="Name of a definitions file.")] = "ncpm-2021",
    home: HomeOption = None,
    as_json: JsonOption = False,
) -> None:
    """Set two editions of one source side by side: revised cells, figures, and sentences that no longer hold."""
    from sextant.config import Home
    from sextant.measures.diffing import diff

    found = diff(Home.resolve(home), a, b, force=force, to=to, baseline=baseline, definitions=definitions)
    print_json(found.as_json()) if as_json else _tell(found)
    attention(not found.reconcilable or any(not each.holds for each in found.sentences))


def _tell(found: EditionsDiff) -> None:
    print(f"{found.a.id}, dated {found.a.edition_date}, beside {found.b.id}, dated {found.b.edition_date}")
    if not found.reconcilable:
        print("Not reconciled: they differ in more than their numbers.")
    for each in found.differences:
        print(f"  {each.what}: {each.a} | {each.b} – {each.handled}")
    if not found.reconcilable:
        return
    share = 100 * len(found.changes) / found.cells_compared if found.cells_compared else 0
    print(f"\n{len(found.changes):,} of {found.cells_compared:,} cells were revised ({share:.1f}%).\n")
    _tell_figures(found)
    _tell_changes(found)
    _tell_sentences(found)


def _tell_figures(found: EditionsDiff) -> None:
    rows = [
        (each.key, each.old, each.new, _percent(each.percent), f"{each.bodies_changed} of {each.bodies}", each.note)
        for each in found.figures
    ]
    print_table(("figure", "was", "is", "change", "bodies revised", "note"), rows)


def _percent(percent: float | None) -> str | None:
    return None if percent is None else f"{percent:+.2f}%"


def _tell_changes(found: EditionsDiff) -> None:
    from sextant.measures.diffing import ordered

    largest = ordered(found.changes)[:SHOWN]
    if largest:
        rows = [(each.body, str(each.period), each.series, each.old, each.new) for each in largest]
        print_table(("body", "period from", "code", "was", "is"), rows, title="\nThe largest revisions")
        if len(found.changes) > SHOWN:
            print(f"… and {len(found.changes) - SHOWN:,} more: --json lists all.")


def _tell_sentences(found: EditionsDiff) -> None:
    """Verdicts that fall in full, counts that moved in a line each."""
    lost = [each for each in found.sentences if not each.holds]
    print(f"\n{len(found.sentences)} sentences checked, {len(lost)} no longer hold as they stand.")
    for each in sorted(lost, key=lambda each: each.verdict_holds):
        print(f"  {each.force}, to {each.to} against {each.baseline}, {each.key}: {each.why}")
        if not each.verdict_holds:
            print(f"    was: {each.sentence_a}\n    is:  {each.sentence_b}")
