"""Twenty people save one section at the same moment: one winner a version, and nobody's text is lost."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from sextant.measures.figures import store
from tests.unit.publishing.samples import figure_set
from tests.web.processes import Place, own_place
from tests.web.statements.conftest import FORCE, QUARTER

BODY = f'[[body]]\nslug = "{FORCE}"\nname = "Wessex Vale Police"\ntype = "territorial"\nmade_up = true\n'
BEGIN = """
import sys
from sextant.access.models import Membership, User
from sextant.board.models import FigureRun
from sextant.statements import actions
force, quarter, sha256, to = sys.argv[1:5]
user = User.objects.create(username="lead", email="lead@wexmoor.invalid", post="Head of Crime")
Membership.objects.create(user=user, role="measure-lead")
FigureRun.objects.create(force=force, to=to, baseline_to="2019-06", definitions="x", sha256=sha256, because="test")
actions.start_quarter(by=user, force=force, quarter=quarter)
"""
TOGETHER = """
import json
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from django.db import connections
from sextant.access import audit
from sextant.access.models import User
from sextant.statements import actions
from sextant.statements.models import Section
from sextant.web.versions import Conflict
user = User.objects.get()
section = Section.objects.get(measure="homicide")
barrier = Barrier(20)

def save(number):
    mine = Section.objects.select_related("statement").get(pk=section.pk)
    barrier.wait()
    try:
        actions.save_section(by=user, section=mine, text=f"Text of {number}.", seen=section.version)
        return ["saved", f"Text of {number}."]
    except Conflict as conflict:
        return ["kept" if conflict.yours["text"] == f"Text of {number}." else "lost", conflict.theirs["text"]]
    finally:
        connections.close_all()

with ThreadPoolExecutor(20) as pool:
    ended = list(pool.map(save, range(20)))
now = Section.objects.get(pk=section.pk)
rose, broken = now.version - section.version, bool(audit.verify())
print(json.dumps({"ended": ended, "text": now.text, "rose": rose, "broken": broken}))
"""


@pytest.fixture
def place(tmp_path: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    """A home of its own with a statement just begun: SQLite, or PostgreSQL where `DATABASE_URL` names one."""
    with own_place(tmp_path / "home", tmp_path_factory) as place:
        (place.home / "lists").mkdir(exist_ok=True)
        (place.home / "lists" / "bodies.toml").write_text(BODY, "utf-8")
        figures = figure_set()
        store(figures, place.home / "figures")
        place.python(BEGIN, FORCE, QUARTER, figures.sha256, figures.to)
        yield place


def test_of_twenty_saves_of_one_version_one_wins_and_the_others_keep_their_text(place: Place) -> None:
    told = json.loads(place.python(TOGETHER).splitlines()[-1])
    won = [text for how, text in told["ended"] if how == "saved"]
    assert sorted(how for how, _ in told["ended"]) == ["kept"] * 19 + ["saved"]
    assert won == [told["text"]]
    assert {text for how, text in told["ended"] if how == "kept"} == {told["text"]}
    assert (told["rose"], told["broken"]) == (1, False)
