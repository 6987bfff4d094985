"""Other people's programs that open what a statement holds. Where one is missing, tests skip and say so."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from sextant.publishing.statement import build
from tests.unit.publishing.narratives import write_narrative
from tests.unit.publishing.samples import with_published

NAMES = {"libreoffice": "soffice", "poppler": "pdftotext"}


@pytest.fixture(scope="session")
def program() -> Callable[[str], str]:
    """The path of a program by the name that SEXTANT_REQUIRE gives it; required ones must be there."""

    def find(name: str) -> str:
        found = shutil.which(NAMES[name])
        if found is None and name in os.environ.get("SEXTANT_REQUIRE", ""):
            pytest.fail(f"{name} is required and {NAMES[name]} is not here")
        if found is None:
            pytest.skip(f"{name} is not here ({NAMES[name]})")
        return found

    return find


@pytest.fixture(scope="session")
def statement(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("formats")
    return build(with_published(), write_narrative(folder / "told"), folder / "2021-Q4").out
