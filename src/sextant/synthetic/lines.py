"""Writing big CSV files quickly, hashed and counted while they are written."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

EOL = "\r\n"
HEX = np.frombuffer("".join(f"{value:02x}" for value in range(256)).encode(), np.uint16)


@dataclass(frozen=True)
class Written:
    """A file that was written: its path below the output folder, hash, and rows without the heading."""

    path: str
    sha256: str
    rows: int

    def as_json(self) -> dict[str, Any]:
        return {"path": self.path, "sha256": self.sha256, "rows": self.rows}


class Output:
    """A file below `root`, open for writing. `written` tells of it once it is closed."""

    def __init__(self, root: Path, path: str, heading: str = "") -> None:
        self.path, self.rows = path, 0
        self._hash = hashlib.sha256()
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        self._file = (root / path).open("wb")
        if heading:
            self.write(f"{heading}{EOL}".encode(), rows=0)

    def write(self, data: bytes | memoryview, rows: int) -> None:
        self._hash.update(data)
        self._file.write(data)
        self.rows += rows

    def lines(self, parts: Sequence[Any]) -> None:
        """Join columns (pyarrow string arrays, or single strings) without a separator, a line each, and write them."""
        column = pc.binary_join_element_wise(*parts, EOL, "")
        self.write(_bytes_of(column), len(column))

    @property
    def written(self) -> Written:
        return Written(self.path, self._hash.hexdigest(), self.rows)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, fault: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._file.close()


def write_text(root: Path, path: str, text: str, rows: int = 0) -> Written:
    """Write a small file whole."""
    with Output(root, path) as output:
        output.write(text.encode(), rows)
    return output.written


def pick(words: pa.Array, which: npt.NDArray[Any]) -> pa.Array:
    """The words at those places."""
    return words.take(pa.array(which))


def hexadecimal(ids: npt.NDArray[np.uint8]) -> pa.Array:
    """Rows of bytes (N, W) as lower-case hexadecimal text, 2W letters each."""
    size, width = ids.shape
    offsets = np.arange(size + 1, dtype=np.int32) * (2 * width)
    return pa.StringArray.from_buffers(size, pa.py_buffer(offsets), pa.py_buffer(HEX[ids].tobytes()))


def numbers(values: npt.NDArray[np.int64], width: int = 0) -> pa.Array:
    """Whole numbers as text, padded with noughts to `width`."""
    text = pa.array(values).cast(pa.string())
    return pc.utf8_lpad(text, width, "0") if width else text


def _bytes_of(column: pa.Array) -> memoryview:
    _, offsets, data = column.buffers()
    ends = np.frombuffer(offsets, np.int32)
    first, last = ends[column.offset], ends[column.offset + len(column)]
    return memoryview(data)[first:last] if data is not None else memoryview(b"")
