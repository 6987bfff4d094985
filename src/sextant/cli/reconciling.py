"""`reconcile`: police.uk beside recorded crime."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from sextant.cli.common import attention
from sextant.cli.grouping import Answer, grouped
from sextant.cli.sources import Sources
from sextant.cli.tables import print_table

if TYPE_CHECKING:
    from sextant.measures.reconciling import Reconciliation
    from sextant.measures.reconciling.report import Group, Summary

Force = Annotated[str, typer.Option("--force", help="The force's slug, for example northumbria.")]
From = Annotated[str | None, typer.Option("--from", help="First month, YYYY-MM.")]


def register(app: typer.Typer) -> None:
    app.command("reconcile")(reconcile)


@grouped
def reconcile(
    *,
    force: Force,
    start: From = None,
    end: Annotated[str | None, typer.Option("--to", help="Last month, YYYY-MM.")] = None,
    sources: Sources,
    answer: Answer,
) -> None:
    """police.uk beside recorded crime, by category and quarter. Exit 1 when something looks like a real fault."""
    from sextant.measures.reconciling import reconcile as reconciled

    found = reconciled(answer.where, force=force, start=start, end=end, **sources.asked())
    answer.show(found.as_json(), lambda _: _tell(found))
    attention(found.needs_attention)


def _tell(found: Reconciliation) -> None:
    made_up = " (made-up data)" if found.body.made_up else ""
    print(f"{found.body.name}{made_up}: police.uk beside recorded crime, whole quarters only", end="\n\n")
    print_table(
        ("category", "quarters", "police.uk", "recorded", "ratio", "by quarter", "what to make of it"),
        [
            (each.category, each.quarters, each.police_uk, each.recorded, _two(each.ratio), _range(each), each.words)
            for each in found.summaries
        ],
    )
    for group in found.groups:
        _tell_group(group, found)
    if found.codes:
        _tell_codes(found)
    for each in found.unmapped:
        print(f"Code {each.code}: {each.count:,} offences that no category is known to hold; add it to the join.")
    for note in found.differences.general:
        print(f"- {note}")


def _tell_group(group: Group, found: Reconciliation) -> None:
    print(f"\n{group.category}: {group.word}")
    lines = [(row.quarter.quarter_in_words, _two(row.ratio), row.reason) for row in group.rows]
    reasons = {reason for _, _, reason in lines}
    for when, ratio, reason in dict.fromkeys(lines):
        more = f": {reason}" if len(reasons) > 1 else ""
        print(f"  {when}{f', ratio {ratio}' if ratio else ''}{more}")
    if len(reasons) == 1:
        print(f"  {reasons.pop()}")
    for code in (code for row in group.rows for code in found.behind.get(row, ())):
        print(f"  {code.code}, {code.quarter.quarter_in_words}: {code.reason}")
    if group.advice:
        print(f"  To do: {group.advice}")


def _tell_codes(found: Reconciliation) -> None:
    print()
    print_table(
        ("code", "quarter", "", "offences", "expected", "largest elsewhere"),
        [
            (
                each.code,
                each.quarter.quarter_in_words,
                each.kind,
                each.count,
                round(each.expected),
                each.largest_elsewhere,
            )
            for each in found.codes
        ],
        title="Codes that collapse or leap inside recorded crime",
    )
    print("To do: count these codes in the force's own records for these months; a pair that collapses and leaps")
    print("in one quarter is often one code sent as the other.", end="\n\n")


def _range(each: Summary) -> str | None:
    return None if each.low is None else f"{_two(each.low)}–{_two(each.high)}"


def _two(ratio: float | None) -> str | None:
    return None if ratio is None else f"{ratio:.2f}"
