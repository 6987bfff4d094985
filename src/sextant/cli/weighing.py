"""`severity`: recorded crime weighted by offence."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from sextant.cli.grouping import Answer, grouped
from sextant.cli.sources import Sources
from sextant.cli.tables import print_table

if TYPE_CHECKING:
    from sextant.severity import Severity

Force = Annotated[str, typer.Option("--force", help="The force's slug, for example northumbria.")]
From = Annotated[str | None, typer.Option("--from", help="First month, YYYY-MM; default the last 12 months.")]
HEAVIEST = 10


def register(app: typer.Typer) -> None:
    app.command("severity")(severity)


@grouped
def severity(
    *,
    force: Force,
    to: Annotated[str, typer.Option("--to", help="Last month, the end of a quarter, YYYY-MM.")],
    start: From = None,
    by: Annotated[str, typer.Option("--by", help="quarter, or year for 12 months at a time.")] = "quarter",
    weights: Annotated[
        str, typer.Option("--weights", help="A shipped edition, or a CSV file of your own.")
    ] = "ons-2020",
    sources: Sources,
    answer: Answer,
) -> None:
    """Recorded crime weighted by severity, with the weights' edition and what they lack. Context, never a verdict."""
    from sextant.severity import severity as weighed

    asked = sources.asked()
    found = weighed(answer.where, force=force, to=to, start=start, by=by, weights=weights, **asked)
    answer.show(found.as_json(), lambda _: _tell_severity(found))


def _tell_severity(found: Severity) -> None:
    edition = found.weights.edition
    print(f"{found.body.name + (' (made-up data)' if found.body.made_up else '')}: severity of recorded crime")
    print(f"Weights: {edition.title} ({edition.name}). Unit: {edition.unit}.", end="\n\n")
    print_table(
        ("period", "offences", "score", "per resident", "without weight"),
        [
            (
                point.in_words,
                point.score and point.score.offences,
                f"{point.score.points:,.0f}" if point.score else point.reason,
                None if point.per_head is None else f"{point.per_head:.2f}",
                point.score and point.score.without_weight,
            )
            for point in found.points
        ],
    )
    _tell_weights(found)
    for population in sorted({point.population for point in found.points if point.population}, key=lambda p: p.on):
        print(
            f"Per resident: {population.residents:,} residents on {population.on.day} {population.on:%B %Y}. "
            f"{population.source}."
        )
    for note in found.notes:
        print(f"- {note}")


def _tell_weights(found: Severity) -> None:
    rows = [
        (
            each.code,
            each.weight.offence or f"(as {each.weight.stands_in})",
            each.count,
            f"{each.weight.value:,.1f}",
            f"{each.points:,.0f}",
        )
        for each in found.heaviest(HEAVIEST)
    ]
    print()
    print_table(("code", "offence", "count", "weight", "score"), rows, title="What carries most of it")
    for title, lines in (
        (
            "Another code's weight stands in",
            [
                f"{each.code}: {each.count:,} × {each.weight.value:,.1f} as {each.weight.stands_in} ({each.weight.why})"
                for each in found.overall.substitutions
            ],
        ),
        (
            "Without weight, so in the count and not in the score",
            [f"{each.code}: {each.count:,} ({each.why})" for each in found.overall.lacking],
        ),
        (
            "Below 0: crimes cancelled or transferred away, taken off",
            [f"{each.code}, {each.quarter.quarter_in_words}: {each.count:,}" for each in found.negatives],
        ),
    ):
        if lines:
            print(f"\n{title}:")
            print("\n".join(f"  {line}" for line in lines))
    print()
