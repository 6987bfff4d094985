"""`disclosure check`, `record`, `published`, `text`: what may be shown beside what has been."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from sextant.cli.common import HomeOption, JsonOption, attention, parse_day, print_json
from sextant.cli.tables import print_table

disclosure_app = typer.Typer(
    help="Small numbers, and what several publications give away together.",
    no_args_is_help=True,
    rich_markup_mode=None,
)
FigureSetName = Annotated[
    str, typer.Argument(metavar="FIGURE_SET", help="A stored set's hash, its beginning, or its file.")
]


def register(app: typer.Typer) -> None:
    app.add_typer(disclosure_app, name="disclosure")


@disclosure_app.command("check")
def check(figure_set: FigureSetName, home: HomeOption = None, as_json: JsonOption = False) -> None:
    """Say which hidden counts of a set could be worked out from it and from what the force has published."""
    from sextant.config import Home
    from sextant.measures.definition import load_definitions
    from sextant.measures.publications import releases_before, stored_set
    from sextant.measures.reading import read_set
    from sextant.measures.releases import leaks

    where = Home.resolve(home)
    figures = read_set(stored_set(where, figure_set))
    earlier, missing = releases_before(where, figures)
    found = leaks(figures, earlier, load_definitions(figures.definition, where.definitions))
    if as_json:
        print_json(
            {
                "figure_set": f"{figures.sha256}.json",
                "against": [release.name for release in earlier],
                "findings": [each.as_json() for each in found.recovered],
                "unjudged": [*found.unjudged, *missing],
            }
        )
    else:
        for line in found.sentences:
            print(line)
        for line in (*found.unjudged, *missing):
            print(f"not judged: {line}")
        print(
            f"Hidden counts that can be worked out: {len(found.recovered)}. Checked against {len(earlier)} published."
        )
    attention(bool(found.recovered or missing))


@disclosure_app.command("record")
def record(
    figure_set: FigureSetName,
    on: Annotated[str, typer.Option("--on", help="The day it was published: YYYY-MM-DD.")],
    where: Annotated[str, typer.Option("--where", help="Where it can be read, for people.")] = "",
    home: HomeOption = None,
    as_json: JsonOption = False,
) -> None:
    """Enter a set of figures as published, so that later statements are checked against it."""
    from sextant.config import Home
    from sextant.measures.publications import record as enter

    entry = enter(Home.resolve(home), figure_set, parse_day(on, "--on"), where)
    if as_json:
        print_json(entry.as_json())
    else:
        print(f"{entry.force}, to {entry.to}: published on {entry.published_on} with figures {entry.figure_set[:12]}")


@disclosure_app.command("published")
def published(
    force: Annotated[str | None, typer.Option("--force", help="Only this force.")] = None,
    home: HomeOption = None,
    as_json: JsonOption = False,
) -> None:
    """List what has been entered as published, the newest first."""
    from sextant.config import Home
    from sextant.measures.publications import publications

    found = publications(Home.resolve(home), force)
    if as_json:
        print_json({"published": [entry.as_json() for entry in found]})
    elif not found:
        print("Nothing is entered as published yet: `sextant disclosure record FIGURE_SET --on DATE` does it.")
    else:
        rows = [(e.force, e.to, e.published_on, e.figure_set[:12], e.where or None) for e in found]
        print_table(("force", "to", "published on", "figure set", "where"), rows)


@disclosure_app.command("text")
def text(
    files: Annotated[list[Path], typer.Argument(metavar="FILE…", help="Text or Markdown files.")],
    _home: HomeOption = None,
    as_json: JsonOption = False,
) -> None:
    """Say which sentences of a text could let a victim be recognised, and why."""
    from sextant.disclosure.identifying import identifying
    from sextant.errors import Refusal

    found = []
    for path in files:
        if not path.is_file():
            raise Refusal(str(path), "is not there", "check the path")
        words = path.read_text("utf-8")
        found += [(str(path), words.count("\n", 0, each.start) + 1, each) for each in identifying(words)]
    if as_json:
        print_json({"findings": [{"file": file, "line": line, **each.as_json()} for file, line, each in found]})
    else:
        for file, line, each in found:
            print(f"{file}:{line}: {each.text}\n    {each.reason}\n    {each.mend}\n")
        print(
            f"{len(found)} to mend."
            if found
            else "Nothing here could let a victim be recognised, as far as words tell."
        )
    attention(bool(found))
