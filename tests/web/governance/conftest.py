"""Two who keep records: what one asks for, the other may do."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from sextant.access.models import User


@pytest.fixture
def keeper(person: Callable[..., User]) -> User:
    return person("keeper", "records-manager")


@pytest.fixture
def other(person: Callable[..., User]) -> User:
    return person("other", "records-manager")
