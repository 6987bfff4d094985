"""Where everything lives: one home folder, which never sees another."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

DEFAULT = "sextant-home"
MADE_UP, TRIAL = "made-up.json", "trial.json"  # files that mark a home whose people have printed passwords


@dataclass(frozen=True)
class Home:
    """The folder that holds the lake, figure sets, a force's own lists, uploads and keys."""

    root: Path

    @classmethod
    def resolve(cls, option: Path | None = None) -> Home:
        """The `--home` option, else `SEXTANT_HOME`, else `./sextant-home`."""
        return cls((option or Path(os.environ.get("SEXTANT_HOME") or DEFAULT)).absolute())

    @property
    def on_this_machine_only(self) -> bool:
        """Whether it is a demonstration or a trial: printed passwords, no second factor, so loopback only."""
        return any((self.root / mark).exists() for mark in (MADE_UP, TRIAL))

    @property
    def on_trial(self) -> bool:
        """Whether a real force's public files are tried here."""
        return (self.root / TRIAL).exists()

    @property
    def lake(self) -> Path:
        return self.root / "lake"

    @property
    def figures(self) -> Path:
        return self.root / "figures"

    @property
    def lists(self) -> Path:
        return self.root / "lists"

    @property
    def definitions(self) -> Path:
        return self.root / "definitions"

    @property
    def uploads(self) -> Path:
        return self.root / "uploads"
