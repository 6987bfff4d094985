"""The PDF as another program reads it: its text, page by page."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from sextant.publishing.narrative import read_narrative
from sextant.publishing.statement import build
from tests.unit.publishing.narratives import write_narrative
from tests.unit.publishing.samples import SECRET, with_published

NASTY = """+++
quarter = "2021-Q4"
+++
Read #panic("x") and $x^2$, *one* word, @here, <b>no</b> ~ -- \\\\ `#let y = 1` and 5 * 6 = 30_000.
"""


def pages(pdftotext: str, path: Path) -> list[str]:
    done = subprocess.run([pdftotext, "-layout", str(path), "-"], capture_output=True, text=True, check=True)
    return done.stdout.split("\f")[:-1]


@pytest.fixture(scope="module")
def read(program: Callable[[str], str], statement: Path) -> list[str]:
    return pages(program("poppler"), statement / "statement.pdf")


def test_every_page_prints_notices_marking_publisher_date_edition_and_its_number(read: list[str]) -> None:
    for number, page in enumerate(read, 1):
        for text in (
            "Made-up data: Wessex Vale Police does not exist",
            "Independent example; published by nobody.",
            "OFFICIAL",
            "Wessex Vale Commissioner",
            "issued 31 January 2022",
            f"Page {number} of {len(read)}",
        ):
            assert text in page, (number, text)
        assert re.search(r"edition [0-9a-f]{12}", page)


def test_sentences_verdicts_counts_and_tables_can_be_read(read: list[str]) -> None:
    whole = " ".join(" ".join(read).split())
    for text in (
        "There were 13 homicides in the 12 months to December 2021, compared with 18",
        "rise larger than usual",
        "11 of 12 months counted",
        "The numbers behind this chart",
        "What may mislead here",
        "Review every homicide within 28 days",
        "Hash of the file (SHA-256)",
        "[c]",
        "Of twenty tests where nothing has changed, about one still calls a clear change.",
    ):
        assert text in whole, text


def test_nothing_withheld_or_held_back_can_be_read(read: list[str]) -> None:
    whole = " ".join(read)
    assert f"{SECRET:,}" not in whole
    assert str(SECRET) not in whole
    assert "HELD-BACK-TEXT" not in whole


def test_what_looks_like_a_command_is_printed_as_it_was_written(program: Callable[[str], str], tmp_path: Path) -> None:
    write_narrative(tmp_path / "told")
    (tmp_path / "told" / "cyber.md").write_text(NASTY, "utf-8")
    made = build(with_published(), read_narrative(tmp_path / "told"), tmp_path / "out").out
    whole = " ".join(" ".join(pages(program("poppler"), made / "statement.pdf")).split())
    wanted = 'Read #panic("x") and $x^2$, one word, @here, <b>no</b> ~ -- \\ #let y = 1 and 5 * 6 = 30_000.'
    assert wanted in whole
