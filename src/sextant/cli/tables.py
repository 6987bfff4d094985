"""Tables and sentences for people, in whatever width their terminal has; no word is broken where it fits at all."""

from __future__ import annotations

import re
import shutil
import sys
import textwrap
from collections.abc import Iterator, Sequence

GAP = 2
LEAST = 20
"""Columns that the words of a paragraph have at least."""
PIPED = 160
"""Columns of output that goes into a file or another program."""
NUMBER = re.compile(r"[<–£+-]?[\d,]*\.?\d*(e-?\d+)?[%=]?")
Cells = Sequence[Sequence[str]]


def print_table(headings: Sequence[str], rows: Sequence[Sequence[object]], title: str = "") -> None:
    """An aligned table, numbers to the right. Where not even its longest words fit side by side, a paragraph a row."""
    cells = [[_text(cell) for cell in row] for row in rows]
    widths = widths_of([headings, *cells], room())
    if title:
        print(title)
    if widths is not None:
        _print_columns(headings, cells, widths)
    else:
        for line in paragraphs(headings, cells, room()):
            print(line)


def print_text(text: str) -> None:
    """Sentences, wrapped between words on a terminal; elsewhere as they are, so that they can be searched for."""
    for line in text.split("\n"):
        indent = "  " if line.startswith("- ") else ""
        print(_filled(line, room(), indent) if on_a_terminal() else line)


def room() -> int:
    """Columns that there are."""
    return shutil.get_terminal_size().columns if on_a_terminal() else PIPED


def on_a_terminal() -> bool:
    """Whether somebody reads along."""
    return sys.stdout.isatty()


def widths_of(lines: Cells, room: int) -> list[int] | None:
    """How wide each column is; None where the longest words of all do not fit side by side.

    Room that is left goes, step by step, to the column that would need most lines.
    """
    columns = list(zip(*lines, strict=True))
    whole = [max(1, *map(len, column)) for column in columns]
    found = [max((len(word) for cell in column for word in cell.split()), default=1) for column in columns]
    spare = room - GAP * (len(columns) - 1) - sum(found)
    if spare < 0:
        return None
    for _ in range(min(spare, sum(whole) - sum(found))):
        found[max(range(len(found)), key=lambda k: whole[k] / max(found[k], 1))] += 1
    return found


def paragraphs(headings: Sequence[str], cells: Cells, room: int) -> Iterator[str]:
    """A paragraph a row, a line a column; what is empty is left out."""
    wide = max(map(len, headings), default=0) + GAP
    for number, row in enumerate(cells):
        if number:
            yield ""
        for heading, cell in zip(headings, row, strict=True):
            if cell:
                yield _filled(cell, max(room, wide + LEAST), " " * wide, f"{heading:<{wide}}")


def _print_columns(headings: Sequence[str], cells: Cells, widths: Sequence[int]) -> None:
    from rich.console import Console
    from rich.table import Table

    table = Table(box=None, pad_edge=False, padding=(0, GAP, 0, 0), header_style="bold")
    for k, (heading, width) in enumerate(zip(headings, widths, strict=True)):
        numeric = bool(cells) and all(NUMBER.fullmatch(row[k]) for row in cells)
        table.add_column(heading, width=width, overflow="fold", justify="right" if numeric else "left")
    for row in cells:
        table.add_row(*row)
    Console(width=room(), highlight=False, markup=False).print(table)


def _filled(line: str, room: int, indent: str, first: str = "") -> str:
    indents = {"initial_indent": first, "subsequent_indent": indent}
    return textwrap.fill(line, room, **indents, break_long_words=False, break_on_hyphens=False)  # type: ignore[arg-type]


def _text(cell: object) -> str:
    return "–" if cell is None else f"{cell:,}" if isinstance(cell, int) else str(cell)
