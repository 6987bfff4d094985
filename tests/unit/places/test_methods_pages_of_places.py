"""The worked examples of every methods page on places are run, and those of the docstrings."""

import doctest
import importlib
import re
from pathlib import Path

import pytest

PAGES = sorted((Path(__file__).resolve().parents[3] / "docs" / "methods").glob("places-*.md"))
MODULES = ("detectable", "evaluation_expected", "evaluation_wdd", "plan_visits")
PARTS = ("## What it is for", "Source", "## Worked example", "## How it was checked", "## Limits")


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_every_worked_example_gives_what_its_page_prints(page: Path) -> None:
    examples = "\n".join(re.findall(r"```python\n(.*?)```", page.read_text("utf-8"), re.DOTALL))
    test = doctest.DocTestParser().get_doctest(examples, {}, page.stem, page.name, 0)
    said: list[str] = []
    result = doctest.DocTestRunner().run(test, out=said.append)
    assert result.attempted > 0 and result.failed == 0, "".join(said)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_every_page_says_what_for_where_from_how_checked_and_where_it_ends(page: Path) -> None:
    text = page.read_text("utf-8")
    assert [part for part in PARTS if part not in text] == []


def test_the_room_of_places_has_its_pages() -> None:
    assert {"places-gi-star", "places-evaluation"} <= {page.stem for page in PAGES}


@pytest.mark.parametrize("module", MODULES)
def test_examples_in_docstrings_hold(module: str) -> None:
    found = doctest.testmod(importlib.import_module(f"sextant.places.{module}"))
    assert found.attempted > 0 and found.failed == 0
