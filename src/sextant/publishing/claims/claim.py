"""What the check finds: one claim that the figures don't bear out, where it stands, and how to mend it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from typing import Any


@dataclass(frozen=True, order=True)
class Claim:
    """One finding. `line` counts from 1 as an editor does; `message` says what is wrong and the mend."""

    file: str
    line: int
    text: str
    rule: str
    message: str

    def as_json(self) -> dict[str, Any]:
        return asdict(self)


@dataclass(frozen=True)
class Finding:
    """A claim while its sentence is still known: where in the sentence, by which rule, and what to say."""

    at: int
    rule: str
    message: str


Findings = Iterator[Finding]
