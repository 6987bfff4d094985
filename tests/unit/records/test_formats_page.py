"""The page about formats names every kind, table and column, so that it can't fall behind the code."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest

from sextant.records import KINDS, kind
from sextant.records.crimes_mapping import read_mapping
from sextant.records.edition_dates import date_in

DOCS = Path(__file__).resolve().parents[3] / "docs"
PAGE = (DOCS / "reference" / "formats.md").read_text("utf-8")


@pytest.mark.parametrize("name", KINDS)
def test_every_column_of_every_table_is_on_the_page(name: str) -> None:
    section = PAGE.split(f"\n## {name}\n")[1].split("\n## ")[0]
    everywhere = {"body", "period", "source_file", "source_row", "source_sheet"}
    for table in kind(name).tables:
        [line] = re.findall(rf"^\| `{table.name}` \| (.*) \|$", section, re.MULTILINE)
        named = set(re.findall(r"`(\w+)`", line))
        assert set(table.schema.names) - everywhere <= named
        assert named - everywhere <= set(table.schema.names)
        assert {"body", "period", "source_file", "source_row"} <= set(table.schema.names)
        assert table.series in table.schema.names


def test_the_mapping_in_the_guide_can_be_read() -> None:
    guide = (DOCS / "how-to" / "load-your-own-crimes.md").read_text("utf-8")
    [text] = re.findall(r"```toml\n(.*?)```", guide, re.DOTALL)
    assert read_mapping(tomllib.loads(text)).force == "northumbria"


def test_the_file_named_in_the_guide_is_dated_as_the_guide_says() -> None:
    assert str(date_in("prc-pfa-mar2013-onwards-tables-191023.ods")) == "2023-10-19"
