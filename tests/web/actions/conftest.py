"""A measure lead, an owner, somebody who verifies, and an action between them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from sextant.access.models import User
from sextant.actions import actions
from sextant.actions.models import Action


@pytest.fixture
def lead(person: Callable[..., User]) -> User:
    return person("lead", "measure-lead")


@pytest.fixture
def owner(person: Callable[..., User]) -> User:
    return person("owner", "desk-officer", desk="hotspots")


@pytest.fixture
def chief(person: Callable[..., User]) -> User:
    return person("chief", "chief-officer")


@pytest.fixture
def proposed(lead: User, owner: User) -> Callable[..., Action]:
    """Make an action that is ready to be agreed."""

    def make(**changes: Any) -> Action:
        given = {
            "force": "northumbria",
            "measure": "homicide",
            "text": "Survey the families",
            "owner_id": owner.pk,
            "owner_post": "Head of Homicide",
            "due": date(2026, 12, 31),
            "evidence_required": "the survey's report",
        }
        return actions.propose(by=lead, **(given | changes))

    return make


@pytest.fixture
def claimed(proposed: Callable[..., Action], lead: User, owner: User) -> Action:
    """An action that its owner says is done, with evidence."""
    action = proposed()
    actions.take(by=lead, action=action, step="agree", words="Agreed at the board.")
    actions.take(by=owner, action=action, step="begin", words="Questions are written.")
    actions.show(by=owner, action=action, kind="document", reference="report of 3 December 2026")
    actions.take(by=owner, action=action, step="claim", words="Forty families answered.")
    return action
