"""One statement of the made-up force, built once for all tests that only read it."""

from __future__ import annotations

from pathlib import Path

import pytest

from sextant.publishing.narrative import Narrative
from sextant.publishing.statement import Built, build
from tests.unit.publishing.narratives import write_narrative
from tests.unit.publishing.samples import with_published


@pytest.fixture(scope="session")
def narrative(tmp_path_factory: pytest.TempPathFactory) -> Narrative:
    return write_narrative(tmp_path_factory.mktemp("told") / "narrative")


@pytest.fixture(scope="session")
def built(narrative: Narrative, tmp_path_factory: pytest.TempPathFactory) -> Built:
    return build(with_published(), narrative, tmp_path_factory.mktemp("statement") / "2021-Q4")


@pytest.fixture(scope="session")
def statement(built: Built) -> Path:
    return built.out


@pytest.fixture(scope="session")
def index(statement: Path) -> str:
    return (statement / "index.html").read_text("utf-8")
