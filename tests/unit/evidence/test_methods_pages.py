"""The worked examples of docs/methods and of the docstrings are run, so that a number on a page can't go stale."""

import doctest
import importlib
import pkgutil
import re
from pathlib import Path

import pytest

from sextant import evidence

PAGES = Path(__file__).resolve().parents[3] / "docs" / "methods"
OURS = (
    "counts-and-intervals",
    "comparing-two-counts",
    "smallest-clear-change",
    "volume-crime",
    "windows-and-missing-months",
    "several-statements",
    "verdicts-and-wording",
    "days-between-events",
    "control-charts",
    "funnels",
    "alerts",
)
MODULES = [f"sextant.evidence.{found.name}" for found in pkgutil.iter_modules(evidence.__path__)]


@pytest.mark.parametrize("page", OURS)
def test_every_worked_example_gives_what_its_page_prints(page: str) -> None:
    text = (PAGES / f"{page}.md").read_text(encoding="utf-8")
    examples = "\n".join(re.findall(r"```python\n(.*?)```", text, re.DOTALL))
    test = doctest.DocTestParser().get_doctest(examples, {}, page, f"{page}.md", 0)
    said: list[str] = []
    result = doctest.DocTestRunner().run(test, out=said.append)
    assert result.attempted > 0 and result.failed == 0, "".join(said)


@pytest.mark.parametrize("page", OURS)
def test_every_page_says_what_for_where_from_how_checked_and_where_it_ends(page: str) -> None:
    text = (PAGES / f"{page}.md").read_text(encoding="utf-8")
    for part in ("## What it is for", "Source", "## Worked example", "## How it was checked", "## Limits"):
        assert part in text, f"{page}.md has no '{part}'"


@pytest.mark.parametrize("name", ["sextant.evidence", *MODULES])
def test_examples_in_docstrings_hold(name: str) -> None:
    assert doctest.testmod(importlib.import_module(name)).failed == 0


def test_the_example_of_the_page_on_triage_prints_what_the_page_shows(capsys: pytest.CaptureFixture[str]) -> None:
    text = (PAGES.parent / "how-to" / "triage-alerts.md").read_text(encoding="utf-8")
    [code], [shown] = (re.findall(rf"```{kind}\n(.*?)```", text, re.DOTALL) for kind in ("python", "text"))
    exec(compile(code, "triage-alerts.md", "exec"), {})
    assert capsys.readouterr().out == shown
