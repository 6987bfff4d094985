"""The worked examples of the two methods pages are run, so that a number on a page can't go stale."""

import doctest
import re
from pathlib import Path

import pytest

PAGES = Path(__file__).resolve().parents[3] / "docs" / "methods"


@pytest.mark.parametrize("page", ["reconciliation", "crime-severity"])
def test_every_worked_example_gives_what_its_page_prints(page: str) -> None:
    text = (PAGES / f"{page}.md").read_text(encoding="utf-8")
    examples = "\n".join(re.findall(r"```python\n(.*?)```", text, re.DOTALL))
    test = doctest.DocTestParser().get_doctest(examples, {}, page, f"{page}.md", 0)
    said: list[str] = []
    result = doctest.DocTestRunner().run(test, out=said.append)
    assert result.attempted > 0 and result.failed == 0, "".join(said)


@pytest.mark.parametrize("page", ["reconciliation", "crime-severity"])
def test_every_page_says_what_for_where_from_how_checked_and_where_it_ends(page: str) -> None:
    text = (PAGES / f"{page}.md").read_text(encoding="utf-8")
    for part in ("## What it is for", "Source", "## Worked example", "## How it was checked", "## Limits"):
        assert part in text, f"{page}.md has no '{part}'"


def test_every_flag_is_explained_on_the_page() -> None:
    from typing import get_args

    from sextant.measures.reconciling.rows import Flag

    text = (PAGES / "reconciliation.md").read_text("utf-8")
    assert [flag for flag in get_args(Flag) if f"`{flag}`" not in text] == []


def test_the_difference_on_the_how_to_page_can_be_read(tmp_path: Path) -> None:
    from sextant.measures.reconciling.categories import load_differences

    page = (PAGES.parent / "how-to" / "reconcile-the-sources.md").read_text("utf-8")
    [example] = re.findall(r"```toml\n(.*?)```", page, re.DOTALL)
    (tmp_path / "structural_differences.toml").write_text(example, "utf-8")
    assert load_differences(tmp_path).by_type["Bicycle theft"].usual == 1.18
