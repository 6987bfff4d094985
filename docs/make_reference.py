"""Writes docs/reference from the code. A rules test fails when a page is out of date; this brings it up to date."""

from __future__ import annotations

import dataclasses
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import typer.main

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
HEAD = "<!-- Made from the code by docs/make_reference.py. -->\n\n"


def pages() -> dict[str, str]:
    """Name and text of every page that is made from the code."""
    made = {"commands.md": commands(), "measures.md": measures(), "counting.md": counting(), "bodies.md": bodies()}
    made["data-dictionary.md"] = data_dictionary()
    made["roles.md"] = roles()
    return {name: HEAD + text.rstrip() + "\n" for name, text in made.items()}


def commands() -> str:
    from sextant.cli.app import app, register

    if not app.registered_commands:
        register()
    root = typer.main.get_command(app)
    text = "# Commands\n\nEvery verb takes `--help`; exit status 0 done, 1 needs attention, 2 wrong use.\n"
    return text + "".join(_commands(root, "sextant"))


def _commands(group: Any, path: str) -> Iterator[str]:
    for name, command in sorted(group.commands.items()):
        here = f"{path} {name}"
        yield f"\n## {here}\n\n{(command.help or '').strip()}\n\n"
        rows = [_parameter(each) for each in command.params if each.name != "help"]
        if rows:
            yield "| option | meaning | default |\n|---|---|---|\n" + "".join(rows)
        if hasattr(command, "commands"):
            yield from _commands(command, here)


def _parameter(each: Any) -> str:
    named = ", ".join(f"`{opt}`" for opt in (*each.opts, *each.secondary_opts)) if each.opts[0][0] == "-" else ""
    named = named or f"`{(each.metavar or each.name or '').upper()}`"
    default = "" if each.default in (None, (), []) or callable(each.default) else f"`{each.default}`"
    return f"| {named} | {getattr(each, 'help', '') or ''} | {'needed' if each.required else default} |\n"


def measures() -> str:
    from sextant.measures.definition import load_definitions

    found = load_definitions()
    lines = [f"# Measures\n\n{found.title}. Source: {found.source}. Default baseline: {found.window_months} months to "]
    lines.append(f"{found.baseline_to}. All of this is data: `src/sextant/measures/definitions/{found.name}.toml`.\n")
    for measure in found.measures:
        lines.append(f"\n## {measure.number}. {measure.title}\n\n{measure.reason}\n\n")
        lines.append("| key | figure | source | counted | test |\n|---|---|---|---|---|\n")
        for figure in found.figures:
            if figure.measure == measure.key:
                codes = ", ".join(found.codes_of(figure)) or ", ".join((*figure.flags, *figure.where)) or "–"
                test = figure.method if figure.counting == "count" else figure.counting
                why = f" ({figure.reason})" if figure.reason else ""
                lines.append(f"| `{figure.key}` | {figure.name}{why} | {figure.source} | {codes} | {test} |\n")
    return "".join(lines)


def counting() -> str:
    from tests.spec.test_counting import EXAMPLES

    text = (
        "# How events are counted\n\nEvery example is a test that runs on every engine (tests/spec/test_counting.py).\n"
    )
    for example in EXAMPLES:
        table = "\n".join(line.rstrip() for line in example.table.strip().splitlines())
        answer = "\n".join(f"{', '.join(map(str, key))}: {number}" for key, number in example.answer.items())
        text += f"\n## {example.says}\n\n```text\n{table}\n```\n\ngives\n\n```text\n{answer or '(nothing)'}\n```\n"
    return text


def bodies() -> str:
    from sextant.bodies import Bodies

    text = "# Recording bodies\n\nA force's slug, its name, and how publishers write it.\n\n"
    text += "| slug | name | kind | also written |\n|---|---|---|---|\n"
    for body in Bodies.load().all:
        text += f"| `{body.slug}` | {body.name} | {body.type} | {'; '.join(body.aliases)} |\n"
    return text


def roles() -> str:
    from sextant.access.permissions import Permission
    from sextant.access.roles import ROLES

    text = "# Roles\n\nA role holds on all desks or on one, for a time or without an end; a desk's records about "
    text += "people open only to a role on that desk. What no role allows looks as if it were not there. "
    text += "How roles are granted: [people and roles](../how-to/people-and-roles.md).\n"
    for role in ROLES.values():
        text += f"\n## {role.title}\n\n`{role.key}`; {role.granted_by}.\n\n"
        text += "".join(f"- {each.value}\n" for each in Permission if each in role.permissions)
    return text


def data_dictionary() -> str:
    from sextant.lake.editions import Edition
    from sextant.records import KINDS, kind

    text = "# Data dictionary\n\nThe tidy tables in the lake, a row of Parquet at a time; what each column means and "
    text += "what is refused is in [formats](formats.md). Every table has the body, the period's first day, and the "
    text += "file, sheet and row it was read from.\n"
    for name in KINDS:
        for table in kind(name).tables:
            text += f"\n## {name}: {table.name}\n\nA row stands for {_stands_for(table)}; completeness is judged by "
            text += f"`{table.series}`.\n\n| column | type |\n|---|---|\n"
            text += "".join(f"| `{field.name}` | {field.type} |\n" for field in table.schema)
    text += "\n## Editions\n\nThe manifest of every load, `lake/catalogue/ID.json`.\n\n| field | type |\n|---|---|\n"
    return text + "".join(f"| `{field.name}` | {_plain(field.type)} |\n" for field in dataclasses.fields(Edition))


def _stands_for(table: Any) -> str:
    return f"`{table.counted}` events of a {table.grain}" if table.counted else f"one event, dated by {table.grain}"


def _plain(annotation: Any) -> str:
    return str(annotation).replace("|", "or")


def main() -> None:
    folder = ROOT / "docs" / "reference"
    for name, text in pages().items():
        (folder / name).write_text(text, "utf-8")
        sys.stdout.write(f"{folder / name}\n")


if __name__ == "__main__":
    main()
