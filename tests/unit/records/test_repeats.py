"""Rows that came before."""

from __future__ import annotations

import pyarrow as pa
from hypothesis import given
from hypothesis import strategies as st

from sextant.records.memory import ListSink
from sextant.records.repeats import Seen, keys_of

words = st.one_of(st.sampled_from(["a" * 64, "b" * 64, "a" * 63 + "b", "", "x"]), st.text(max_size=3))
blocks = st.lists(st.lists(st.tuples(words, words), min_size=1, max_size=8), max_size=8)


@given(blocks, st.booleans())
def test_a_row_is_a_repeat_exactly_when_a_set_says_so(made: list[list[tuple[str, str]]], encoded: bool) -> None:
    seen, known = Seen(), set()
    for block in made:
        columns = [pa.array([pair[k] for pair in block], pa.string()) for k in (0, 1)]
        keys = keys_of([columns[0], columns[1].dictionary_encode() if encoded else columns[1]])
        expected = []
        for pair in block:
            expected.append(pair in known)
            known.add(pair)
        assert seen.repeats(keys).tolist() == expected


def test_many_blocks_are_held_in_few_runs() -> None:
    seen = Seen()
    for block in range(200):
        seen.repeats(keys_of([pa.array([f"{block}-{k}" for k in range(10)])]))
    assert len(seen._runs) < 10
    assert sum(len(run.high) for run in seen._runs) == 2000


def test_a_slice_of_a_column_has_the_keys_of_its_own_rows() -> None:
    column = pa.array([c * 64 for c in "abcdef"])
    assert keys_of([column.slice(2, 2)]).high.tolist() == keys_of([column]).high.tolist()[2:4]


def test_an_empty_table_is_told_from_a_missing_one() -> None:
    try:
        ListSink().table("street")
    except KeyError as error:
        assert error.args == ("street",)
