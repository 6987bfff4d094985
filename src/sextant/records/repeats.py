"""Finds rows that came before, in a few bytes a row, so that a file of many millions of rows can be checked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import blake2b

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

Words = npt.NDArray[np.uint64]
Mask = npt.NDArray[np.bool_]

MIX = np.uint64(0x9E3779B97F4A7C15)


@dataclass(frozen=True)
class Keys:
    """A 128-bit key a row, as two halves. Equal rows have equal keys; for different ones equality is hopeless odds."""

    high: Words
    low: Words


def keys_of(columns: Sequence[pa.Array]) -> Keys:
    """A key for each row over all `columns` of text."""
    high: Words = np.zeros(len(columns[0]), dtype=np.uint64)
    low: Words = np.zeros(len(columns[0]), dtype=np.uint64)
    for column in columns:
        codes, words = _hashed(column)
        high = _mixed(high ^ words[codes, 0])
        low = _mixed(low ^ words[codes, 1])
    return Keys(high, low)


class Seen:
    """The keys that came by. Kept in a few sorted runs, so that a look-up is quick and nothing is held twice."""

    def __init__(self) -> None:
        self._runs: list[Keys] = []

    def repeats(self, keys: Keys) -> Mask:
        """True for each row whose key came earlier, in these rows or before; then remembers them all."""
        order = np.argsort(keys.high, kind="stable")
        high, low = keys.high[order], keys.low[order]
        again = np.zeros(len(order), dtype=bool)
        again[1:] = (high[1:] == high[:-1]) & (low[1:] == low[:-1])
        for run in self._runs:
            again |= _in_run(run, high, low)
        self._remember(Keys(high[~again], low[~again]))
        found = np.empty_like(again)
        found[order] = again
        return found

    def _remember(self, keys: Keys) -> None:
        self._runs.append(keys)
        while len(self._runs) > 1 and len(self._runs[-2].high) <= 2 * len(self._runs[-1].high):
            self._runs.append(_merged(self._runs.pop(), self._runs.pop()))


def _in_run(run: Keys, high: Words, low: Words) -> Mask:
    if not len(run.high):
        return np.zeros(len(high), dtype=bool)
    at = np.minimum(np.searchsorted(run.high, high), len(run.high) - 1)
    found: Mask = (run.high[at] == high) & (run.low[at] == low)
    return found


def _merged(one: Keys, other: Keys) -> Keys:
    high, low = np.concatenate([one.high, other.high]), np.concatenate([one.low, other.low])
    order = np.argsort(high, kind="stable")
    return Keys(high[order], low[order])


def _hashed(column: pa.Array) -> tuple[npt.NDArray[np.int64], Words]:
    """For each row the place of its words, and two hash words for each place."""
    if pa.types.is_dictionary(column.type):
        return column.indices.to_numpy().astype(np.int64), _digests(column.dictionary)
    words: Words = np.empty((len(column), 2), dtype=np.uint64)
    hashes = pc.equal(pc.binary_length(column), 64)
    long = hashes.to_numpy(zero_copy_only=False)
    words[long] = _hex_words(column.filter(hashes))
    words[~long] = _digests(column.filter(pc.invert(hashes)))
    return np.arange(len(column)), words


def _digests(texts: pa.Array) -> Words:
    joined = b"".join(blake2b(text.encode(), digest_size=16).digest() for text in texts.to_pylist())
    return np.frombuffer(joined, dtype=np.uint64).reshape(-1, 2)


def _hex_words(column: pa.Array) -> Words:
    """The publisher's own 64-digit hashes taken straight from memory, without a Python object a row."""
    if not len(column):
        return np.empty((0, 2), dtype=np.uint64)
    first_byte = np.frombuffer(column.buffers()[1], dtype=np.int32)[column.offset]
    text = bytes(column.buffers()[2])[first_byte : first_byte + 64 * len(column)]
    eight = np.frombuffer(text, dtype=np.uint64).reshape(-1, 8)
    first = second = np.zeros(len(eight), dtype=np.uint64)
    for place in range(8):
        first, second = _mixed(first ^ eight[:, place]), _mixed(second + eight[:, place] * MIX)
    return np.stack([first, second], axis=1)


def _mixed(words: Words) -> Words:
    """Every bit of the result depends on every bit of the word (finaliser of splitmix64)."""
    words = (words ^ (words >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    words = (words ^ (words >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return (words ^ (words >> np.uint64(31))) + MIX
