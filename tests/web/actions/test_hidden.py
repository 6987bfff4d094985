"""Nobody can infer a hidden action: with and without them, every page and file is the same to the byte."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from sextant.access.models import User
from sextant.access.roles import ROLES
from sextant.board.models import FigureRun
from sextant.measures.figures import store
from tests.unit.publishing.samples import figure_set
from tests.web.actions.worlds import World, guesses, passing, seen_by, visible_names
from tests.web.statements.conftest import FORCE, built_once  # noqa: F401

pytestmark = pytest.mark.django_db
INSIDE = ("/workspace/", "/workspace/actions/?show=all", "/workspace/actions/export.csv?show=all")
PUBLIC = ("/", "/data/", "/corrections/", "/api/v1/statements", "/api/v1/actions", "/health")
BODY = f'[[body]]\nslug = "{FORCE}"\nname = "Wessex Vale Police"\ntype = "territorial"\nmade_up = true\n'
Seen = dict[str, dict[str, bytes]]


@pytest.fixture
def world(tmp_path: Path, settings: Any) -> Callable[..., World]:
    """Build a workspace in a home of its own."""

    def make(*hidden: str) -> World:
        home = tmp_path / ("-".join(hidden) or "none")
        (home / "lists").mkdir(parents=True)
        (home / "lists" / "bodies.toml").write_text(BODY, "utf-8")
        (home / "workspace.toml").write_text(f'force = "{FORCE}"\nmarking = "OFFICIAL"\n', "utf-8")
        settings.SEXTANT_HOME = home
        figures = figure_set()
        store(figures, home / "figures")
        FigureRun.objects.create(
            force=figures.force, to=str(figures.to), baseline_to=str(figures.baseline_to),
            definitions=figures.definition, sha256=figures.sha256, because="records were loaded",
        )  # fmt: skip
        return World(home, hidden).build()

    return make


def test_whoever_is_in_no_closed_room_sees_the_same_workspace_with_and_without_its_actions(
    world: Callable[..., World], fresh_browser_of: Callable[[User], Client]
) -> None:
    without, there = (_seen(world, hidden, fresh_browser_of, list(ROLES)) for hidden in ((), ("room",)))
    _refuse_differences(without, there)


def test_whoever_is_on_another_desk_sees_the_same_workspace_with_and_without_this_desks_actions(
    world: Callable[..., World], fresh_browser_of: Callable[[User], Client]
) -> None:
    elsewhere = [f"{role}-elsewhere" for role in ("measure-lead", "desk-officer", "desk-supervisor", "chief-officer")]
    without, there = (_seen(world, hidden, fresh_browser_of, elsewhere) for hidden in ((), ("desk", "room")))
    _refuse_differences(without, there)


def test_whoever_is_in_the_room_does_see_them_so_that_this_test_can_fail(
    world: Callable[..., World], fresh_browser_of: Callable[[User], Client]
) -> None:
    with passing():
        made = world("room")
        pages = _pages(made, fresh_browser_of(made.people["insider"]), made.people["insider"])
    assert made.secrets
    assert "Hidden work 0" in pages["/workspace/actions/?show=all"].decode()
    assert f"/workspace/actions/{made.secrets[0]}/" in pages, "found by following links"
    assert len(pages) > 60, "a crawl that stops early would find nothing"
    for where in ("boards/1/", "meetings/1/", "keeping/", "mine/", "export.csv?show=open", "export.ics?show=open"):
        assert f"/workspace/actions/{where}" in pages


def _seen(
    world: Callable[..., World], hidden: tuple[str, ...], browser_of: Callable[[User], Client], names: list[str]
) -> Seen:
    """What each of these people sees of a workspace that is gone afterwards."""
    with passing():
        made = world(*hidden)
        found: Seen = {"the public": seen_by(Client(), PUBLIC, "/", visible_names(None, made.secrets))}
        clients = {name: browser_of(made.people[name]) for name in names}
        for name, client in clients.items():
            found[name] = _pages(made, client, made.people[name])
        for name, client in clients.items():  # only now: what they take over is seen by everybody
            found[name] |= guesses(client, made.people[name], made.secrets)
    return found


def _pages(made: World, client: Client, user: User) -> dict[str, bytes]:
    return seen_by(client, INSIDE, "/workspace/", visible_names(user, made.secrets))


def _refuse_differences(without: Seen, there: Seen) -> None:
    for who, pages in without.items():
        assert sorted(pages) == sorted(there[who]), who
        different = [where for where, body in pages.items() if body != there[who][where]]
        assert different == [], (who, different, _first_difference(pages, there[who], different))


def _first_difference(pages: dict[str, bytes], other: dict[str, bytes], where: list[str]) -> tuple[str, str]:
    one, two = (each[where[0]].decode(errors="replace").splitlines() if where else [] for each in (pages, other))
    return next((pair for pair in zip(one, two, strict=False) if pair[0] != pair[1]), ("", ""))
