"""What a desk says about itself; settings, addresses, navigation and assessments follow from it and its folder."""

from __future__ import annotations

from collections.abc import Iterator
from importlib import import_module
from importlib.util import find_spec
from typing import Any

from django.apps import AppConfig, apps

from sextant import desks
from sextant.access.permissions import Permission


class Desk(AppConfig):
    """A desk's app. Whoever holds `reads` on the desk opens its front page and reads its rows.

    Unless the desk says otherwise these are its officers and supervisors, whose role names the desk: one held on all
    desks does not open it. A desk that holds no more than places and counts may say FIGURES_READ: that is the whole of
    headquarters.
    """

    title: str
    does: str  # one line on the page of desks
    reads: Permission = Permission.DESK_READ

    @property
    def slug(self) -> str:
        return desks.address(self.label)

    def ready(self) -> None:
        import_module(f"{self.name}.policy")  # its rows join the one table
        import_module("sextant.desks.freezing")  # the job that takes what it counts to the statement


def installed() -> Iterator[Desk]:
    """The desks of this installation, in alphabetical order."""
    yield from (app for app in apps.get_app_configs() if isinstance(app, Desk))


def parts(name: str) -> Iterator[Any]:
    """The module `name` of each desk that has one."""
    yield from (import_module(f"{desk.name}.{name}") for desk in installed() if find_spec(f"{desk.name}.{name}"))


def choices(user: Any, permission: Permission) -> list[tuple[str, str]]:
    """Slug and title of the desks that this person reads and may do `permission` on."""
    from sextant.access.policy import holds_on

    return [(each.slug, each.title) for each in open_to(user) if holds_on(user, each.slug, permission)]


def open_to(user: Any) -> list[Desk]:
    """The desks whose front page this person may open."""
    from sextant.access.policy import holds_on

    return [desk for desk in installed() if holds_on(user, desk.slug, desk.reads)]
