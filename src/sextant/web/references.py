"""References of rows that some people may not see: short, to be read out in a meeting, and drawn by chance.

A number that counts up would tell, by its gaps, how many rows there are that somebody may not see, and when each was
written (docs/adr/0034). A reference that was drawn says nothing but that it is one.
"""

from __future__ import annotations

import secrets
from typing import Any

from django.db import IntegrityError, transaction

LETTERS = "23456789BCDFGHJKMNPQRSTVWXYZ"  # no 0/O, 1/I/L; without A, E and U hardly a word comes up
LENGTH = 5
DRAWS = 50  # of 17 million; with a million taken, fifty in a row that are taken don't happen


def drawn(letter: str) -> str:
    """A reference such as `A-7K3QX`, `letter` saying of what; it may be taken."""
    return f"{letter}-" + "".join(secrets.choice(LETTERS) for _ in range(LENGTH))


def as_written(text: str) -> str:
    """What somebody typed, as a reference: in capitals, without spaces around it."""
    return text.strip().upper()


def save_with_reference(row: Any, letter: str) -> None:
    """Save a new row, whose `ref` is unique, under one that nobody holds. Raises IntegrityError for any other clash."""
    rows = type(row)._default_manager
    for _ in range(DRAWS):
        row.ref = drawn(letter)
        try:
            with transaction.atomic():
                row.save(force_insert=True)
        except IntegrityError:
            if not rows.filter(ref=row.ref).exists():
                raise
            row.pk = None
        else:
            return
    raise RuntimeError(f"{DRAWS} references in a row were taken: make them longer")
