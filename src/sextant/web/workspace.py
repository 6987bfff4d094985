"""Whose workspace this is: `workspace.toml` in the home."""

from __future__ import annotations

import json
import tomllib
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings

from sextant.bodies import Bodies
from sextant.config import Home
from sextant.errors import Refusal

FILE = "workspace.toml"


@dataclass(frozen=True)
class Workspace:
    """The force whose people work here, what stands on every page, and whom the public may write to."""

    force: str
    name: str
    made_up: bool
    marking: str = "OFFICIAL"
    contact: str = ""


def home() -> Home:
    """The home that this server was started for."""
    return Home(Path(settings.SEXTANT_HOME))


def workspace() -> Workspace | None:
    """The workspace, or None where nobody has said whose it is (`sextant migrate --force SLUG` does)."""
    path = home().root / FILE
    if not path.exists():
        return None
    told = tomllib.loads(path.read_text("utf-8"))
    body = bodies().named(told["force"])
    rest = {key: str(told[key]) for key in ("marking", "contact") if key in told}
    return Workspace(body.slug, body.name, body.made_up, **rest)


def our_force() -> str:
    """The slug of the force whose workspace this is. Raises Refusal where nobody has said so yet."""
    found = workspace()
    if found is None:
        raise Refusal("the workspace", "belongs to no force yet", "run `sextant migrate --force SLUG`")
    return found.force


def bodies() -> Bodies:
    """The forces known here, the home's own list included."""
    return Bodies.load(home().lists)


def settle(where: Home, force: str, contact: str = "") -> str:
    """Write whose workspace a home is, once, and return the force's slug.

    Raises Refusal for no force or an unknown one, and when the home is another force's or gives another contact.
    """
    if not force:
        raise Refusal("a contact", "needs the force it is for", "give --force as well")
    body = Bodies.load(where.lists).named(force)
    path = where.root / FILE
    known = tomllib.loads(path.read_text("utf-8")) if path.exists() else {}
    if known and known["force"] != body.slug:
        raise Refusal(str(path), "names another force", "use another --home, or edit the file by hand")
    if known and contact not in ("", known.get("contact", "")):
        raise Refusal(str(path), "gives another contact", "edit the file by hand")
    if not known:
        path.parent.mkdir(parents=True, exist_ok=True)
        lines = {"force": body.slug, "marking": "OFFICIAL", "contact": contact}
        path.write_text("".join(f"{key} = {json.dumps(value)}\n" for key, value in lines.items()), "utf-8")
    return body.slug
