"""Finds a cell (body, quarter, district, offence) that a table gives twice, so that nothing is counted twice."""

from __future__ import annotations

import pyarrow as pa
import pyarrow.compute as pc

from sextant.records.checks import Block, Mask, as_mask
from sextant.records.repeats import Seen, keys_of

CELL = ("body", "financial_year", "financial_quarter", "district", "district_code", "offence_code", "offence")


class Cells:
    """The cells met so far in one load.

    A combined code (`1/4.1/4.10/4.2`) comes in several rows a cell, one for each of its parts, whose counts are to be
    summed: the 2017/18 edition has four a force and quarter, often with equal counts. They are told apart by their
    place in turn, so that they stay, while the same table loaded a second time in another file or sheet is refused.
    """

    def __init__(self) -> None:
        self._cells, self._rows = Seen(), Seen()
        self._combined: dict[tuple[object, ...], tuple[str, str | None]] = {}

    def refuse_repeats(self, block: Block, columns: dict[str, pa.Array]) -> None:
        """Refuse the rows of a block whose cell was given before: as an exact duplicate, or with another count."""
        combined = as_mask(pc.match_substring(columns["offence_code"], "/"))
        self._refuse_combined(block, columns, combined & ~block.bad)
        single = ~combined & ~block.bad
        keep = pa.array(single)
        parts = [columns[name].filter(keep).cast(pa.string()).fill_null("") for name in CELL]
        encoded = [part.dictionary_encode() for part in parts]
        counts = columns["count"].filter(keep).cast(pa.string()).dictionary_encode()
        again = _spread(self._cells.repeats(keys_of(encoded)), single)
        exact = _spread(self._rows.repeats(keys_of([*encoded, counts])), single)
        block.refuse(exact, "count", "exact duplicate of an earlier row", lossless=True)
        block.refuse(again, "count", "another count for what an earlier row gives")

    def _refuse_combined(self, block: Block, columns: dict[str, pa.Array], rows: Mask) -> None:
        here = (block.file, block.sheet)
        keep = pa.array(rows)
        cells = list(zip(*(columns[name].filter(keep).to_pylist() for name in CELL), strict=True))
        elsewhere = pa.array([self._combined.setdefault(cell, here) != here for cell in cells], pa.bool_())
        block.refuse(_spread(as_mask(elsewhere), rows), "count", "given in another file or sheet before", lossless=True)


def _spread(answers: Mask, rows: Mask) -> Mask:
    """Answers for some rows, put back in their places among all."""
    everywhere = rows.copy()
    everywhere[rows] = answers
    return everywhere
