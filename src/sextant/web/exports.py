"""Tables that leave the workspace as CSV: no cell can become a formula in the reader's spreadsheet."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Sequence
from typing import Any

from django.http import HttpResponse

from sextant.spreadsheets import runs


def guarded_cell(value: Any) -> Any:
    """Text that a spreadsheet would run gets an apostrophe before it; numbers stay numbers."""
    if isinstance(value, str) and runs(value):
        return f"'{value}"
    return "" if value is None else value


def csv_response(name: str, head: Sequence[str], rows: Iterable[Sequence[Any]]) -> HttpResponse:
    """A CSV file to download, UTF-8 with a mark that Excel understands, every cell guarded."""
    response = HttpResponse(content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response.write("﻿")
    writer = csv.writer(response)
    writer.writerow(head)
    for row in rows:
        writer.writerow([guarded_cell(cell) for cell in row])
    return response
