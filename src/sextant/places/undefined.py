"""An answer that a formula does not give, with the reason: never NaN, never 0."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class NotDefined:
    """Why there is no answer. Falsy, so that `if result:` asks whether there is one."""

    reason: str

    def __bool__(self) -> bool:
        return False

    def as_json(self) -> dict[str, str]:
        return {"not_defined": self.reason}
