"""The worked examples of the pages on plans, dosage and evaluation are run, and those of the docstrings."""

import doctest
import importlib
import re
from pathlib import Path

import pytest

PAGES = Path(__file__).resolve().parents[3] / "docs" / "methods"
OURS = ("patrol-plans", "dosage", "evaluation")
MODULES = ("detectable", "evaluation_expected", "evaluation_wdd", "plan_visits")


@pytest.mark.parametrize("page", OURS)
def test_every_worked_example_gives_what_its_page_prints(page: str) -> None:
    text = (PAGES / f"places-{page}.md").read_text(encoding="utf-8")
    examples = "\n".join(re.findall(r"```python\n(.*?)```", text, re.DOTALL))
    test = doctest.DocTestParser().get_doctest(examples, {}, page, f"places-{page}.md", 0)
    said: list[str] = []
    result = doctest.DocTestRunner().run(test, out=said.append)
    assert result.attempted > 0 and result.failed == 0, "".join(said)


@pytest.mark.parametrize("page", OURS)
def test_every_page_says_what_for_where_from_how_checked_and_where_it_ends(page: str) -> None:
    text = (PAGES / f"places-{page}.md").read_text(encoding="utf-8")
    for part in ("## What it is for", "Source", "## Worked example", "## How it was checked", "## Limits"):
        assert part in text, f"places-{page}.md has no '{part}'"


@pytest.mark.parametrize("module", MODULES)
def test_examples_in_docstrings_hold(module: str) -> None:
    found = doctest.testmod(importlib.import_module(f"sextant.places.{module}"))
    assert found.attempted > 0 and found.failed == 0
