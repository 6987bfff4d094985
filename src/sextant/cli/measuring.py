"""`measures` and `rows`: the figures, and the rows behind one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from sextant.cli.grouping import Answer, grouped
from sextant.cli.sources import How
from sextant.cli.tables import print_table, print_text

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from pathlib import Path

    from sextant.measures.figures import Change, Figure, FigureSet, WindowValue

Force = Annotated[str, typer.Option("--force", help="The force's slug, for example northumbria.")]
To = Annotated[str, typer.Option("--to", help="Last month of the current window, YYYY-MM.")]
Baseline = Annotated[str | None, typer.Option("--baseline", help="Last month of the baseline window, YYYY-MM.")]
Switch = Annotated[list[str] | None, typer.Option("--switch", help="Turn an option of the definitions on.")]
EngineName = Annotated[str, typer.Option("--engine", help="duck, spark or reference.")]


def register(app: typer.Typer) -> None:
    app.command("measures")(measures)
    app.command("rows")(rows)


@grouped
def measures(
    *,
    force: Force,
    to: To,
    baseline: Baseline = None,
    how: How,
    switch: Switch = None,
    districts: Annotated[bool, typer.Option("--districts", help="A figure for each district as well.")] = False,
    robust: Annotated[
        bool, typer.Option("--robust", help="Say whether each headline survives other baselines and switches.")
    ] = False,
    also_baseline: Annotated[
        list[str] | None,
        typer.Option(
            "--also-baseline", help="Try this baseline, YYYY-MM; may be repeated. Default: the definitions' list."
        ),
    ] = None,
    engine: EngineName = "duck",
    answer: Answer,
) -> None:
    """All figures of the six measures, each with its verdict and where it comes from."""
    from sextant.measures import asking
    from sextant.measures.figures import store

    asked = how.asked() | {"switches": switch or (), "engine_name": engine}
    found = asking.figure_set(answer.where, force=force, to=to, baseline=baseline, districts=districts, **asked)
    path = store(found, answer.where.figures)
    wanted = robust or bool(also_baseline)
    tried = asking.robust(answer.where, found, baselines=also_baseline or (), **asked) if wanted else []
    document = found.as_json() | {"figure_set": path.name, "robustness": [each.as_json() for each in tried]}
    answer.show(document, lambda _: _tell(found, path, [each.sentence for each in tried]))


@grouped
def rows(
    *,
    key: Annotated[str, typer.Argument(help="The figure's key, for example homicide.offences.")],
    force: Force,
    to: To,
    how: How,
    switch: Switch = None,
    limit: Annotated[int, typer.Option("--limit", min=1, help="At most this many rows.")] = 100,
    why: Annotated[str, typer.Option("--why", help="The reason, needed and logged where rows are about people.")] = "",
    answer: Answer,
) -> None:
    """Open a figure's current window: the rows it is made of, each with the file, sheet and row it was read from."""
    from sextant.measures.asking import rows_behind

    asked = how.asked() | {"switches": switch or ()}
    found = rows_behind(answer.where, key, force=force, to=to, limit=limit, why=why, **asked)
    answer.show({"key": key, "rows": found}, lambda _: _tell_rows(found, key, to))


def _tell_rows(found: Sequence[Mapping[str, Any]], key: str, to: str) -> None:
    if not found:
        print(f"No row stands behind {key} in the 12 months to {to}.")
        return
    shown = [name for name in found[0] if any(row[name] is not None for row in found)]
    alike = [name for name in shown if len(found) > 1 and all(row[name] == found[0][name] for row in found)]
    differ = [name for name in shown if name not in alike]
    if alike:
        told = "; ".join(f"{_heading(name)} {found[0][name]}" for name in alike)
        print_text(f"In every row: {told}.\n" if differ else f"In all {len(found):,} rows: {told}.")
    if differ:
        print_table([_heading(name) for name in differ], [[row[name] for name in differ] for row in found])


def _heading(column: str) -> str:
    return column.replace("_", " ")


def _tell(found: FigureSet, path: Path, robustness: Iterable[str]) -> None:
    made_up = " (made-up data)" if found.made_up else ""
    print(f"{found.force_name}{made_up}: 12 months to {found.to} against 12 months to {found.baseline_to}")
    print(found.summary, end="\n\n")
    for measure in found.measures:
        print_table(
            ("figure", "current", "baseline", "months", "ratio", "verdict"),
            [_row(figure) for figure in found.figures if figure.measure == measure.key],
            title=f"{measure.number}  {measure.title}",
        )
        head = [figure for figure in found.of_measure(measure.key) if figure.role == "headline"]
        for figure in head:
            print(f"   {figure.sentence}")
        for text in _unread(figure for figure in found.figures if figure.measure == measure.key):
            print(f"   {text}")
        print()
    print(f"Figure set: {path}")
    for sentence in robustness:
        print(sentence)


def _unread(figures: Iterable[Figure]) -> list[str]:
    """What was refused at the load and is counted nowhere, once for all the figures that lack it."""
    lacking: dict[str, list[str]] = {}
    for figure in figures:
        for text in figure.exclusions:
            if "could not be" in text and not figure.area:
                lacking.setdefault(text, []).append(figure.key)
    return [f"{', '.join(keys)}: {text}." for text, keys in lacking.items()]


def _row(figure: Figure) -> tuple[Any, ...]:
    name = f"{figure.key} – {figure.area}" if figure.area else figure.key
    return (
        name,
        _value(figure.current),
        _value(figure.baseline),
        f"{figure.current.months_counted} of {figure.current.months_expected}",
        _ratio(figure.change),
        figure.verdict.replace("_", " "),
    )


def _value(value: WindowValue) -> str | int | float | None:
    if value.denominator is not None:
        return f"{value.value:,} of {value.denominator:,}"
    return value.value


def _ratio(change: Change | None) -> str | None:
    if change is None or change.ratio is None or change.low is None:
        return None
    high = "no limit" if change.high is None else f"{change.high:.2f}"
    return f"{change.ratio:.2f} ({change.low:.2f}–{high})"
