"""The worked examples of docs/methods/disclosure.md and of the docstrings are run."""

from __future__ import annotations

import doctest
import importlib
import pkgutil
import re
from pathlib import Path

import pytest

from sextant import disclosure
from sextant.disclosure.policy import policies

PAGE = Path(__file__).resolve().parents[3] / "docs" / "methods" / "disclosure.md"
MODULES = [f"sextant.disclosure.{found.name}" for found in pkgutil.iter_modules(disclosure.__path__)]


def test_every_worked_example_gives_what_the_page_prints() -> None:
    examples = "\n".join(re.findall(r"```python\n(.*?)```", PAGE.read_text("utf-8"), re.DOTALL))
    test = doctest.DocTestParser().get_doctest(examples, {}, "disclosure", PAGE.name, 0)
    said: list[str] = []
    result = doctest.DocTestRunner().run(test, out=said.append)
    assert result.attempted > 0 and result.failed == 0, "".join(said)


def test_the_page_says_what_for_where_from_how_checked_and_where_it_ends() -> None:
    text = PAGE.read_text("utf-8")
    for part in ("## What it is for", "Source", "## Worked example", "## How it was checked", "## Limits"):
        assert part in text


@pytest.mark.parametrize("name", MODULES)
def test_examples_in_docstrings_hold(name: str) -> None:
    assert doctest.testmod(importlib.import_module(name)).failed == 0


def test_every_policy_says_why() -> None:
    assert [kind for kind, policy in policies().items() if not policy.reason] == []
