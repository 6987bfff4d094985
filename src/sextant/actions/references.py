"""References of actions: short, to be read out in a meeting, and drawn by chance.

A number that counts up would tell, by its gaps, how many actions there are that somebody may not see, and when each was
written. A reference that was drawn says nothing but that it is one.
"""

from __future__ import annotations

import secrets

from django.db import IntegrityError, transaction

from sextant.actions.models import Action

LETTERS = "23456789BCDFGHJKMNPQRSTVWXYZ"  # no 0/O, 1/I/L; without A, E and U hardly a word comes up
LENGTH = 5
DRAWS = 50  # of 17 million; with a million taken, fifty in a row that are taken don't happen


def drawn() -> str:
    """A reference such as `A-7K3QX`; it may be taken."""
    return "A-" + "".join(secrets.choice(LETTERS) for _ in range(LENGTH))


def as_written(text: str) -> str:
    """What somebody typed, as a reference: in capitals, without spaces around it."""
    return text.strip().upper()


def save_with_reference(action: Action) -> None:
    """Save a new action under a reference that nobody holds. Raises IntegrityError for any other clash."""
    for _ in range(DRAWS):
        action.ref = drawn()
        try:
            with transaction.atomic():
                action.save(force_insert=True)
        except IntegrityError:
            if not Action.objects.filter(ref=action.ref).exists():
                raise
            action.pk = None
        else:
            return
    raise RuntimeError(f"{DRAWS} references in a row were taken: make them longer")
