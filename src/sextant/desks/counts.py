"""What a desk counts for the statement. Its `figures.py` has

    KEYS = ("lost-property.returned",)

    def quarterly(force: str, today: date) -> list[Counted]: ...
    def left_out(force: str, today: date) -> list[str]: ...

Counts are of whole quarters that are over, without persons and places, those in closed rooms left out. A quarter of
which the desk does not know everything is no count: it is left out and said so, in words, since no data is not 0.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Counted:
    """One count of a whole quarter; `quarter` as `2021-Q4`. Each key has its lines in `measures/definitions/`."""

    key: str
    quarter: str
    count: int
