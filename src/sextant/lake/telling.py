"""An edition in words: the months it spans and the gaps in them, for the terminal and the pages alike."""

from __future__ import annotations

from sextant.lake.editions import Edition
from sextant.periods import Month


def span_in_words(edition: Edition) -> tuple[str, str]:
    """First and last month of an edition: a quarter is told by its months, never by the first of them alone."""
    if not edition.span:
        return "–", "–"
    first, last = map(Month.parse, edition.span)
    return first.in_words, (last + _months_after(edition)).in_words


def gaps_in_words(edition: Edition) -> list[str]:
    """The absent periods, each run once with the bodies that lack it; part-supplied months one by one."""
    lacking: dict[tuple[str, tuple[Month, ...]], list[str]] = {}
    of_body: dict[tuple[str, str], list[Month]] = {}
    for gap in edition.gaps:
        if gap.fault == "absent":
            of_body.setdefault((gap.table, gap.body), []).append(Month.parse(gap.period))
    for (table, body), months in of_body.items():
        lacking.setdefault((table, tuple(sorted(months))), []).append(body)
    told = [
        f"{bodies[0] if len(bodies) == 1 else f'{len(bodies)} bodies'} {table}: {_runs(months, edition)} absent"
        for (table, months), bodies in lacking.items()
    ]
    return [*told, *(gap.sentence for gap in edition.gaps if gap.fault != "absent")]


def _runs(months: tuple[Month, ...], edition: Edition) -> str:
    """`April 2016 to March 2017, June 2018` from the periods that are missing."""
    step = _months_after(edition) + 1
    runs: list[list[Month]] = []
    for month in months:
        if runs and month - runs[-1][-1] == step:
            runs[-1].append(month)
        else:
            runs.append([month])
    ends = [(run[0], run[-1] + (step - 1)) for run in runs]
    return ", ".join(
        first.in_words if first == last else f"{first.in_words} to {last.in_words}" for first, last in ends
    )


def _months_after(edition: Edition) -> int:
    """How many months a period of the edition goes on after its first."""
    return 2 if any(table.grain == "quarter" for table in edition.tables.values()) else 0
