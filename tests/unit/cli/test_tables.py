"""Tables in any width: no word is broken where it fits, and where the words do not fit a row is a paragraph."""

from __future__ import annotations

import os

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sextant.cli import tables
from sextant.cli.tables import GAP, paragraphs, print_table, print_text, widths_of

CELLS = st.lists(
    st.lists(st.text("ab c", max_size=25), min_size=3, max_size=3), min_size=1, max_size=5
)  # fmt: skip


def longest(column: tuple[str, ...]) -> int:
    return max((len(word) for cell in column for word in cell.split()), default=1)


@given(CELLS, st.integers(20, 90))
def test_columns_fit_hold_their_words_and_are_never_wider_than_what_they_hold(rows: list[list[str]], room: int) -> None:
    columns, found = list(zip(*rows, strict=True)), widths_of(rows, room)
    least = sum(longest(column) for column in columns) + GAP * 2
    assert (found is None) == (least > room)
    if found is not None:
        assert sum(found) + GAP * 2 <= room
        assert all(width >= longest(column) for width, column in zip(found, columns, strict=True))
        enough = sum(max(map(len, column)) for column in columns) + GAP * 2 <= room
        assert not enough or all(width >= max(map(len, c)) for width, c in zip(found, columns, strict=True))


def test_room_that_is_left_goes_where_most_lines_would_be_needed() -> None:
    rows = [["short one", "a much longer text that needs room"]]
    found = widths_of(rows, 30)
    assert found is not None
    assert found[1] > found[0]


def test_a_row_that_does_not_fit_is_a_paragraph_without_what_is_empty() -> None:
    told = list(paragraphs(["what", "where"], [["one", "a b"], ["", "far"]], 40))
    assert told == ["what   one", "where  a b", "", "where  far"]
    (wrapped,) = paragraphs(["what"], [["many words that do not fit"]], 10)
    assert wrapped == "what  many words that do\n      not fit"


@pytest.fixture
def terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tables, "on_a_terminal", lambda: True)
    monkeypatch.setattr("shutil.get_terminal_size", lambda: os.terminal_size((30, 20)))


@pytest.mark.usefixtures("terminal")
def test_on_a_narrow_terminal_no_line_is_longer_and_no_word_is_broken(capsys: pytest.CaptureFixture[str]) -> None:
    print_table(("place", "crimes"), [("On or near Westmorland Road (E424300-N563900)", 1275)])
    print_text("- A sentence that is longer than thirty columns.")
    print_table(("what", "file", "row"), [("one", "a-very-long-name-of-a-file.csv", 7)])
    told = capsys.readouterr().out
    assert "(E424300-N563900)" in told and "1,275" in told
    assert "- A sentence that is longer\n  than thirty columns." in told
    assert "file  a-very-long-name-of-a-file.csv" in told
    assert max(len(line) for line in told.splitlines() if "file" not in line) <= 30


def test_elsewhere_a_sentence_stays_on_its_line_and_numbers_stand_to_the_right(
    capsys: pytest.CaptureFixture[str],
) -> None:
    print_text("a word " * 60)
    print_table(("what", "crimes", "p"), [("one", 5, "<1e-12"), ("two", 1_234, "0.0004"), ("three", None, "–")])
    lines = capsys.readouterr().out.splitlines()
    assert len(lines[0]) == 420
    assert lines[2].split() == ["one", "5", "<1e-12"]
    assert lines[2].index("5") == lines[3].index("1,234") + 4
    assert lines[4].rstrip().endswith("–")
    assert lines[1].rstrip().endswith("p")


def test_a_table_without_a_row_has_its_headings(capsys: pytest.CaptureFixture[str]) -> None:
    print_table(("what", "value"), [], title="Nothing")
    assert [line.split() for line in capsys.readouterr().out.splitlines()] == [["Nothing"], ["what", "value"]]


def test_work_that_takes_long_tells_how_far_it_is_on_lines_of_standard_error(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    from sextant.cli import progress

    with progress.stepping("Scanning") as tick:
        tick(1, 4, "draws of chance")
        monkeypatch.setattr(progress, "QUIET_SECONDS", -1.0)
        tick(2, 4, "draws of chance")
    told = capsys.readouterr()
    assert (told.out, told.err) == ("", "Scanning: 50% (draws of chance)\n")
