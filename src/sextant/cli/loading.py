"""`load` and `editions`: what comes in, and what has come."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from sextant.cli.common import HomeOption, JsonOption, attention, parse_day, print_json
from sextant.cli.tables import print_table

if TYPE_CHECKING:
    from sextant.lake import Edition
    from sextant.lake.loading import Loaded

editions_app = typer.Typer(help="What has been loaded.", invoke_without_command=True, rich_markup_mode=None)

Force = Annotated[str | None, typer.Option("--force", help="The force's slug, for example northumbria.")]


def register(app: typer.Typer) -> None:
    app.command("load")(load)
    app.add_typer(editions_app, name="editions")


def load(
    kind: Annotated[str, typer.Argument(help="police-uk, recorded-crime, crimes, published or admissions.")],
    paths: Annotated[list[Path] | None, typer.Argument(help="Files, folders or zips.")] = None,
    force: Force = None,
    edition_date: Annotated[str | None, typer.Option(help="When the publisher dated it: YYYY-MM-DD.")] = None,
    mapping: Annotated[Path | None, typer.Option(help="TOML that maps a force's own columns (kind crimes).")] = None,
    mapping_template: Annotated[
        bool, typer.Option("--mapping-template", help="Print a mapping to copy and change (kind crimes); load nothing.")
    ] = False,
    home: HomeOption = None,
    as_json: JsonOption = False,
) -> None:
    """Load files as an edition; good rows are taken, bad ones quarantined with row, column, value and reason."""
    if mapping_template:
        print(_template(kind), end="")
        return
    if not paths:
        from sextant.errors import Refusal

        raise Refusal(f"load {kind}", "names no file", "add the files, folders or zips to load")
    from sextant.cli.progress import showing
    from sextant.config import Home
    from sextant.lake.requests import request_for

    where = Home.resolve(home)
    request = request_for(where, kind, paths, force, parse_day(edition_date, "--edition-date"), mapping)
    from sextant.lake.catalogue import Lake
    from sextant.lake.loading import load as into_lake

    with showing(f"Loading {kind}", sum(file.size for file in request.intake.files)) as tick:
        loaded = into_lake(Lake(where.lake), request, tick)
    print_json(document(loaded, where)) if as_json else tell(loaded, where)
    attention(loaded.edition.rows_quarantined > 0)


def _template(kind: str) -> str:
    """The mapping with comments. Raises Refusal for a kind that takes none."""
    from sextant.errors import Refusal
    from sextant.records import kind as kind_called

    if not kind_called(kind).takes_mapping:
        raise Refusal(f"kind {kind}", "takes no mapping", "leave --mapping-template out, or ask for kind crimes")
    from sextant.records.crimes_mapping import crimes_mapping_template

    return crimes_mapping_template()


@editions_app.callback()
def editions(
    context: typer.Context,
    kind: Annotated[str | None, typer.Option("--kind", help="Only this kind.")] = None,
    home: HomeOption = None,
    as_json: JsonOption = False,
) -> None:
    """List what has been loaded, oldest edition date first."""
    if context.invoked_subcommand:
        return
    from datetime import date

    from sextant.config import Home
    from sextant.lake.catalogue import Lake

    found = Lake(Home.resolve(home).lake).editions(kind)
    if as_json:
        print_json({"editions": [edition.as_json() | {"span": edition.span} for edition in found]})
        return
    if not found:
        print("Nothing has been loaded yet: `sextant load KIND PATH…` makes the first edition.")
        return
    print_table(
        ("edition", "dated", "bodies", "from", "to", "rows", "quarantined", "state"),
        [_row(edition, date.today()) for edition in found],
    )


@editions_app.command("dispose")
def dispose(
    edition: Annotated[str, typer.Argument(help="The edition's id, or the beginning of it.")],
    reason: Annotated[str, typer.Option(help="Why its rows go.")],
    by: Annotated[str, typer.Option(help="The post that decided it.")],
    home: HomeOption = None,
    as_json: JsonOption = False,
) -> None:
    """Delete an edition's rows and quarantine; its manifest, hash and published figures stay."""
    from datetime import date

    from sextant.config import Home
    from sextant.lake.catalogue import Lake
    from sextant.lake.disposal import dispose as end

    gone = end(Lake(Home.resolve(home).lake), edition, reason=reason, by=by, today=date.today())
    if as_json:
        print_json(gone.as_json())
    else:
        print(f"{gone.id}: its rows and quarantine are deleted; its manifest and hash are kept.")


def document(loaded: Loaded, where: Any) -> dict[str, Any]:
    """What `load` prints as JSON of an edition."""
    edition = loaded.edition
    quarantine = where.lake / edition.quarantine_file if edition.quarantine_file else None
    return {
        "edition": edition.id,
        "sha256": edition.sha256,
        "kind": edition.kind,
        "edition_date": edition.edition_date,
        "dated_by": edition.dated_by,
        "already_loaded": loaded.already,
        "rows_read": edition.rows_read,
        "rows_accepted": edition.rows_accepted,
        "rows_quarantined": edition.rows_quarantined,
        "quarantine_file": quarantine and str(quarantine),
        "reasons": dict(edition.reasons),
        "gaps": [vars(gap) for gap in edition.gaps],
        "warnings": list(edition.warnings),
        "tables": {name: table.rows for name, table in edition.tables.items()},
    }


def tell(loaded: Loaded, where: Any) -> None:
    """What `load` tells people of an edition."""
    from sextant.lake.telling import gaps_in_words, span_in_words

    edition = loaded.edition
    print(f"{edition.id}{' (these bytes had been loaded already)' if loaded.already else ''}")
    first, last = span_in_words(edition)
    print(f"  dated        {edition.edition_date} ({edition.dated_by})")
    print(f"  periods      {first} to {last}, {len(edition.bodies)} {'body' if len(edition.bodies) == 1 else 'bodies'}")
    print(f"  rows         {edition.rows_read:,} read, {edition.rows_accepted:,} accepted, ", end="")
    print(f"{edition.rows_quarantined:,} quarantined")
    for reason, count in edition.reasons.items():
        print(f"               {count:>9,}  {reason}")
    if edition.quarantine_file:
        print(f"  quarantine   {where.lake / edition.quarantine_file}")
    for text in gaps_in_words(edition):
        print(f"  gap          {text}")
    for warning in edition.warnings:
        print(f"  warning      {warning}", file=sys.stdout)


def _row(edition: Edition, today: Any) -> tuple[object, ...]:
    first, last = edition.span or ("–", "–")
    bodies = edition.bodies[0] if len(edition.bodies) == 1 else len(edition.bodies)
    state = "disposed" if edition.disposed else "disposal due" if edition.disposal_due(today) else "held"
    return (
        edition.id,
        edition.edition_date,
        bodies,
        first,
        last,
        edition.rows_accepted,
        edition.rows_quarantined,
        state,
    )
