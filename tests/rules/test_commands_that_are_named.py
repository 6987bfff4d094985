"""Every command that a document, a page or a message names is one that there is, with the options that it takes."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from typer.main import get_command

from sextant.cli.app import app, register

ROOT = Path(__file__).resolve().parents[2]
FENCED = re.compile(r"^```\w*\n(.*?)^```", re.M | re.S)
CALLED = re.compile(r"(?:^|[\s`(])(?:\./run|sextant|/opt/sextant\S*/bin/sextant) ([a-z][^`<\n]*)")
SPAN = re.compile(r"(?:`|<code>)((?:\./run|sextant) [a-z][^`<\n]*)(?:`|</code>)")
SCRIPTS = {"test", "check", "bench", "package", "help"}  # words of ./run itself


def named() -> Iterator[tuple[str, str]]:
    """Where a command is named, and what stands after `sextant`."""
    for path in (*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md"), *(ROOT / "examples").rglob("*.md")):
        text = path.read_text("utf-8")
        lines = "\n".join(FENCED.findall(text)).replace("\\\n", " ").splitlines()
        yield from ((path.name, found[1]) for line in lines if (found := CALLED.match(line.strip())))
        yield from ((path.name, _after(span)) for span in SPAN.findall(FENCED.sub("", text)))
    for path in (each for kind in ("py", "html") for each in (ROOT / "src").rglob(f"*.{kind}")):
        yield from ((path.name, _after(span)) for span in SPAN.findall(path.read_text("utf-8")))
    for path in (ROOT / "docs" / "deploy").glob("*.service"):
        yield from ((path.name, found) for found in re.findall(r"bin/sextant ([^\n]+)", path.read_text("utf-8")))


def _after(span: str) -> str:
    return span.partition(" ")[2]


def fault(call: str) -> str:
    """What is wrong with a call; nothing: a verb that there is, with options that it has."""
    words = re.split(r"\s+#|\s+[>|]\s", call)[0].replace("…", " ").split()
    command: Any = get_command(app)
    while words and not words[0].startswith("-") and hasattr(command, "commands"):
        if not re.fullmatch(r"[a-z-]+", words[0]):
            return ""  # `sextant VERB`
        if words[0] not in command.commands:
            return f"no verb {words[0]}"
        command = command.commands[words.pop(0)]
    options = {name for each in command.params for name in (*each.opts, *each.secondary_opts)} | {"--help"}
    asked = {word.partition("=")[0].rstrip(".,;)]") for word in words if word.startswith("--")}
    return ", ".join(sorted(asked - options))


@pytest.fixture(autouse=True)
def verbs() -> None:
    register()


def test_every_command_that_is_named_is_there_with_its_options() -> None:
    calls = sorted({each for each in named() if each[1].split()[0] not in SCRIPTS})
    assert len(calls) > 100
    assert [f"{where}: {call}: {wrong}" for where, call in calls if (wrong := fault(call))] == []


@pytest.mark.parametrize(
    ("call", "wrong"),
    [
        ("migrate --forces x", "--forces"),
        ("migrates", "no verb migrates"),
        ("audit verifies --home x", "no verb verifies"),
        ("compare 13 18 --json > x", ""),
        ("hotspots", ""),
    ],
)
def test_one_that_is_not_there_is_found(call: str, wrong: str) -> None:
    assert fault(call) == wrong
