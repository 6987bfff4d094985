"""Sizes of files, as settings write them and as pages say them. Imported by the settings: nothing of Django here."""

from __future__ import annotations

import re

from sextant.errors import Refusal

UNITS = {"": 1, "b": 1, "kib": 2**10, "mib": 2**20, "gib": 2**30}


def bytes_in(text: str) -> int:
    """A size such as `4 GiB`, `500MiB` or plain bytes. Raises Refusal for anything else."""
    found = re.fullmatch(r"(\d{1,15})\s*(\w*)", text.strip())
    if not found or found[2].lower() not in UNITS or int(found[1]) == 0:
        raise Refusal(f"SEXTANT_UPLOAD_LIMIT '{text}'", "is no size", "write for example 4GiB or 500MiB")
    return int(found[1]) * UNITS[found[2].lower()]


def in_words(size: int) -> str:
    """`4 GiB`, `12.3 MiB`, `17 KiB`, `0 KiB`."""
    for unit, many in (("GiB", 2**30), ("MiB", 2**20)):
        if size >= many:
            return f"{size / many:.1f}".removesuffix(".0") + f" {unit}"
    return f"{-(-size // 2**10)} KiB"
