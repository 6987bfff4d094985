"""People of the workspace, one a role."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from sextant.access.models import Membership, User
from sextant.governance.models import Assessment
from sextant.governance.required import subjects

Person = Callable[..., User]


@pytest.fixture
def person(db: None) -> Person:  # noqa: ARG001
    """Make a person who holds these roles on a desk (empty: on all)."""

    def make(name: str, *roles: str, desk: str = "") -> User:
        user = User.objects.create_user(name, f"{name}@wexmoor.invalid", "a long password", post=f"Post of {name}")
        for role in roles:
            Membership.objects.create(user=user, role=role, desk=desk)
        return user

    return make


@pytest.fixture
def browser_of() -> Callable[[User], Client]:
    """A client of somebody who is signed in."""

    def make(user: User) -> Client:
        client = Client()
        client.force_login(user)
        return client

    return make


@pytest.fixture
def fresh_browser_of(browser_of: Callable[[User], Client]) -> Callable[[User], Client]:
    """A client of somebody who has just confirmed who they are."""

    def make(user: User) -> Client:
        client = browser_of(user)
        answer = client.post("/account/reauthenticate/", {"password": "a long password"})
        assert answer.status_code == 302, answer.content.decode()
        return client

    return make


@pytest.fixture
def open_desk(db: None) -> Callable[[str], None]:  # noqa: ARG001
    """Put on record what the desk's required.toml asks for: until then every page of it says that it is closed."""

    def make(desk: str) -> None:
        today = timezone.localdate()
        subject = subjects()[f"desk:{desk}"]
        for kind in subject.assessments:
            Assessment.objects.create(
                subject=subject.key,
                kind=kind,
                owner_post="Data protection officer",
                document="a document",
                findings="none",
                approved_on=today - timedelta(days=1),
                review_on=today + timedelta(days=90),
            )

    return make
