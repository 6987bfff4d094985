"""Dates of editions in the names of files."""

from __future__ import annotations

from datetime import date

import pytest

from sextant.records import kind
from sextant.records.edition_dates import date_in
from sextant.records.memory import BytesFile


@pytest.mark.parametrize(
    ("name", "day"),
    [
        ("prc-pfa-mar2013-onwards-tables-191023.ods", date(2023, 10, 19)),
        ("prc-csp-mar16-mar20-tables-290126.ods", date(2026, 1, 29)),
        ("prc-2023-10-19.csv", date(2023, 10, 19)),
        ("prc_20231019.csv", date(2023, 10, 19)),
        ("prc-pfa-quarterly-edition-2023-10.csv", date(2023, 10, 31)),
        ("prc-pfa-2017-18-earlier-edition.csv", None),
        ("prc-2010-11.csv", None),
        ("prc-tables-991399.ods", None),
        ("extract.csv", None),
    ],
)
def test_a_date_is_found_only_where_it_can_be_nothing_else(name: str, day: date | None) -> None:
    assert date_in(name) == day


def test_the_latest_of_several_names_counts() -> None:
    files = [BytesFile(name, b"") for name in ("a-2021-06-30.csv", "b-2022-06-30.csv", "c.csv")]
    assert kind("recorded-crime").date_in_name(files) == date(2022, 6, 30)
