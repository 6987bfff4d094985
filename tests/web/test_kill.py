"""What was acknowledged survives kill -9, with its row of the audit, and the chain is whole. SQLite or PostgreSQL."""

from __future__ import annotations

import os
import random
from collections.abc import Iterator
from pathlib import Path

import pytest
from benchmarks.durability import WRITES, Told, judged, kill_server, kill_writers, prepared

from tests.web.processes import Place, drop_database, give_migrated

pytestmark = pytest.mark.slow
POSTS = 120  # each takes longer, and a server longer to start


@pytest.fixture
def made(tmp_path: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Place, str]]:
    server = os.environ.get("DATABASE_URL", "")
    if not server:
        give_migrated(tmp_path / "home", tmp_path_factory)
    place, session = prepared(tmp_path / "home", server)
    yield place, session
    if server:
        drop_database(server, place.database_url)


def test_every_acknowledged_write_of_500_survives_the_killing_of_its_writers(made: tuple[Place, str]) -> None:
    place, _ = made
    outcome = judged(place, kill_writers(place, WRITES, random.Random()))
    assert outcome.whole, outcome
    assert outcome.acknowledged >= WRITES
    assert outcome.kills > 3


def test_every_acknowledged_post_survives_the_killing_of_the_server(made: tuple[Place, str], tmp_path: Path) -> None:
    place, session = made
    outcome = judged(place, kill_server(place, session, POSTS, random.Random(), tmp_path / "log"))
    assert outcome.whole, outcome
    assert outcome.acknowledged >= POSTS
    assert outcome.kills >= 1


def test_the_judge_sees_a_write_that_is_not_there_and_one_that_was_not_audited(made: tuple[Place, str]) -> None:
    place, _ = made
    place.python(
        "from sextant.access.models import Membership, User\n"
        "Membership.objects.create(user=User.objects.get(username='subject'), role='analyst', desk='quiet')"
    )
    outcome = judged(place, Told(tokens=["never"], milliseconds=[1.0]))
    assert (outcome.lost, outcome.unaudited, outcome.whole) == (("never",), ("quiet",), False)
