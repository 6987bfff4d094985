"""`fetch`: from the publisher's own address into the lake."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from sextant.cli.common import HomeOption, JsonOption, attention, parse_day, print_json

if TYPE_CHECKING:
    from sextant.config import Home
    from sextant.fetching.asking import Asked, Fetched
    from sextant.fetching.publishers import Publisher
    from sextant.lake.loading import Loaded, Request

STOPPED = 130


def register(app: typer.Typer) -> None:
    app.command("fetch")(fetch)


def fetch(
    kind: Annotated[str, typer.Argument(help="police-uk or recorded-crime.")],
    force: Annotated[str | None, typer.Option("--force", help="The force's slug, for example northumbria.")] = None,
    start: Annotated[str | None, typer.Option("--from", help="First month, YYYY-MM; else as far as one goes.")] = None,
    end: Annotated[str | None, typer.Option("--to", help="Last month, YYYY-MM; else the newest there is.")] = None,
    publisher: Annotated[Path | None, typer.Option(help="TOML with other addresses of publishers.")] = None,
    base: Annotated[str | None, typer.Option(help="A mirror that keeps the publisher's paths: https://server.")] = None,
    edition_date: Annotated[str | None, typer.Option(help="When the publisher dated it: YYYY-MM-DD.")] = None,
    home: HomeOption = None,
    as_json: JsonOption = False,
) -> None:
    """Download from the publisher, go on where an earlier download stopped, check it, and load it."""
    from sextant.bodies import Bodies
    from sextant.config import Home
    from sextant.fetching.asking import needs_a_force, parse_asked
    from sextant.fetching.publishers import publisher_of

    where = Home.resolve(home)
    theirs = publisher_of(kind, publisher, base)
    slug = needs_a_force(theirs, Bodies.load(where.lists).named(force).slug if force else None)
    asked, dated = parse_asked(start, end), parse_day(edition_date, "--edition-date")
    fetched = _fetched(where, theirs, asked)

    from sextant.fetching.loading import requests, unanswered

    wanted = requests(where, kind, fetched, slug, dated)
    loaded = _loaded(where, kind, wanted)
    told = unanswered(fetched, wanted, loaded, asked)
    print_json(_document(where, fetched, loaded, told)) if as_json else _tell(where, fetched, loaded, told)
    attention(any(each.edition.rows_quarantined for each in loaded))


def _fetched(where: Home, theirs: Publisher, asked: Asked) -> list[Fetched]:
    from sextant.fetching.asking import fetch as get
    from sextant.fetching.manners import manners_towards
    from sextant.fetching.wire import Wire

    try:
        with _progress() as progress:
            return get(Wire(manners_towards(theirs.start)), theirs, asked, where.uploads / theirs.kind, progress)
    except KeyboardInterrupt:
        print("sextant: stopped; what has come is kept, and the same command goes on from there.", file=sys.stderr)
        raise typer.Exit(STOPPED) from None


def _loaded(where: Home, kind: str, wanted: list[Request]) -> list[Loaded]:
    from sextant.cli.progress import showing
    from sextant.fetching.loading import load_all

    size = sum(file.size for request in wanted for file in request.intake.files)
    with showing(f"Loading {kind}", size) as tick:
        return load_all(where, wanted, tick)


@contextmanager
def _progress() -> Iterator[Callable[[int, int | None, str], None]]:
    """A bar for each file, from the moment its size is known."""
    from sextant.cli.progress import showing

    state: dict[str, Callable[[int, str], None]] = {}
    with ExitStack() as open_now:

        def progress(more: int, whole: int | None, name: str) -> None:
            if name not in state:
                open_now.close()
                state[name] = open_now.enter_context(showing(f"Downloading {name}", whole or 0))
            state[name](more, name)

        yield progress


def _document(where: Home, fetched: list[Fetched], loaded: list[Loaded], told: list[str]) -> dict[str, Any]:
    """As `load`, of the newest edition; `loads` has them all, oldest first."""
    from sextant.cli.loading import document

    loads = [document(each, where) for each in loaded]
    newest = loads[-1]
    return newest | {
        "warnings": [*newest["warnings"], *told],
        "downloaded": [each.file.as_json() for each in fetched],
        "loads": loads,
    }


def _tell(where: Home, fetched: list[Fetched], loaded: list[Loaded], told: list[str]) -> None:
    from sextant.cli.loading import tell

    for each in fetched:
        print(each.file.in_words)
    for edition in loaded:
        tell(edition, where)
    for text in told:
        print(f"  warning      {text}")
