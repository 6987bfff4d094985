"""A workspace to try with a real force's public files: empty, on loopback, one person a role and no second factor.

Nobody here can put assessments on record, so records about people stay closed: for those a home of one's own is made,
with people who have second factors.
"""

from __future__ import annotations

import json

from sextant.bodies import Bodies, Body
from sextant.config import TRIAL, Home
from sextant.errors import Refusal
from sextant.running.demonstrating import POSTS, DemoUser, Showing, person

WHY = "The trial's people."
CLOSED = ("records-manager", "administrator")  # they could open what is about people, or add somebody who can
STEPS = 2


def open_trial(home: Home, force: str, showing: Showing) -> tuple[Body, list[DemoUser]]:
    """Make the workspace, or take up what a first run has made, and return the force and its people.

    Raises Refusal for an unknown or made-up force, another force's trial, and a home that holds anything else.
    """
    body = Bodies.load(home.lists).named(force)
    if body.made_up:
        raise Refusal(body.name, "is made up", "leave out --force: the demonstration brings its records with it")
    _claim(home, body)
    from sextant.web.setup import migrate, start
    from sextant.web.workspace import settle

    settle(home, body.slug)
    start(home.root)
    with showing(f"Opening a workspace for {body.name}", STEPS, False) as tick:
        migrate()
        tick(1, "people")
        users = [person(role, role, post, body.slug, WHY) for role, post in POSTS.items() if role not in CLOSED]
        tick(1, "")
    return body, users


def _claim(home: Home, body: Body) -> None:
    """Mark an empty folder. A home with anything in it is never made a trial: its people would lose a factor."""
    mark = home.root / TRIAL
    if mark.exists():
        return
    if home.root.exists() and any(home.root.iterdir()):
        raise Refusal(str(home.root), "holds something else than a trial", "give --home with another folder")
    home.root.mkdir(parents=True, exist_ok=True)
    mark.write_text(json.dumps({"force": body.slug}) + "\n", "utf-8")
