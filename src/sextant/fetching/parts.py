"""A download that is not finished: its bytes, and what the server said of them, so that it may go on later."""

from __future__ import annotations

import contextlib
import json
import os
from dataclasses import asdict, dataclass
from pathlib import Path


@dataclass(frozen=True)
class Said:
    """What a server said of a file. `validator` is a strong ETag, else its date; empty where it gave neither."""

    url: str
    validator: str
    total: int | None


@dataclass(frozen=True)
class Part:
    """`NAME.part` and beside it `NAME.part.json`. Bytes without a validator to go on by are never kept."""

    path: Path

    @property
    def size(self) -> int:
        return self.path.stat().st_size if self.path.exists() else 0

    def said(self, url: str) -> Said | None:
        """What was said of the bytes held; None where they are not of `url` or can't be trusted, and then they go."""
        try:
            said = Said(**json.loads(self._record.read_text("utf-8")))
        except (OSError, ValueError, TypeError):
            said = None
        good = said and said.url == url and said.validator and (said.total is None or self.size <= said.total)
        if good and self.size:
            return said
        self.drop()
        return None

    def begin(self, said: Said) -> None:
        """Start again with no bytes."""
        self.path.parent.mkdir(parents=True, exist_ok=True)
        self.drop()
        self._record.write_text(json.dumps(asdict(said)), "utf-8")
        self.path.touch()

    def drop(self) -> None:
        for path in (self.path, self._record):
            with contextlib.suppress(FileNotFoundError):
                path.unlink()

    def finish(self, path: Path) -> None:
        """Move the whole file to its place."""
        path.parent.mkdir(parents=True, exist_ok=True)
        os.replace(self.path, path)  # noqa: PTH105 - replaces on every system, which rename does not
        self.drop()

    @property
    def _record(self) -> Path:
        return self.path.with_name(self.path.name + ".json")
