"""A file is read in blocks; where one ends changes nothing."""

from __future__ import annotations

import pytest

from sextant.records import csv_stream
from sextant.records.memory import ListSink
from tests.unit.records.conftest import Reading
from tests.unit.records.test_police_uk_street import NAME, row, street


def many_rows() -> str:
    rows = [row(crime_id=f"{k % 90:064d}", location=f'"On or near\nRoad {k}"') for k in range(100)]
    for at in (5, 6, 40, 99):
        rows[at] = "too,short"
    rows[50] = ""
    return street(*rows)


def told(sink: ListSink) -> list[tuple[int, str]]:
    return sorted((each.row, each.reason) for each in sink.refused)


@pytest.mark.parametrize("size", [700, 1500, 10_000])
def test_blocks_of_any_size_give_the_same_rows_numbers_and_refusals(
    read_files: Reading, monkeypatch: pytest.MonkeyPatch, size: int
) -> None:
    whole = read_files("police-uk", {NAME: many_rows()})
    monkeypatch.setattr(csv_stream, "BLOCK", size)
    pieces = read_files("police-uk", {NAME: many_rows()})
    assert len(pieces.parts["street"]) > len(whole.parts["street"])
    assert pieces.table("street").combine_chunks().equals(whole.table("street").combine_chunks())
    assert told(pieces) == told(whole)


def test_rows_keep_their_numbers_around_blank_short_and_repeated_ones(read_files: Reading) -> None:
    sink = read_files("police-uk", {NAME: many_rows()})
    short = [(at, "too few columns") for at in (7, 8, 42, 101)]
    again = [(at, "crime ID stands earlier in this file") for at in range(92, 101) if at not in (97, 98)]
    assert told(sink) == sorted(short + again)
    assert sink.rows_read == 99
