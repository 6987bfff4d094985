"""One table, two questions: `can` of a row and `visible_to` of a query give the same answer for every rule there is.

Random people, roles, desks, compartments and rows, the same ones for the same seed. A new rule is tested without a
word here, unless its rows need more than a value in each field: then they have a maker in MAKERS.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import time, timedelta
from random import Random
from typing import Any
from uuid import UUID

import pytest
from django.apps import apps
from django.db import connection, models
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from sextant.access.models import AuditRow, BrokenGlass, Compartment, Membership, User
from sextant.access.policy import POLICY, can, remember, visible_to
from sextant.access.roles import ROLES
from tests.web.conftest import Person

pytestmark = pytest.mark.django_db
DESKS = ("", "firearms", "cyber", "homicide", "neighbourhood-crime")
ROWS = 10
Maker = Callable[["World", type[models.Model]], models.Model]


class World:
    """Some people with some roles on some desks, and rooms with some of them in."""

    def __init__(self, seed: int) -> None:
        self.chance = Random(seed)
        self.count = 0
        self.people = [self._person(number) for number in range(5)]
        self.rooms = [Compartment.objects.create(desk=self.desk(), name=f"room {number}") for number in range(3)]
        for room in self.rooms:
            room.members.set(self.chance.sample(self.people, 2))

    def desk(self) -> str:
        return self.chance.choice(DESKS)

    def _person(self, number: int) -> User:
        active = self.chance.random() > 0.15
        user = User.objects.create(username=f"p{number}", email=f"p{number}@wexmoor.invalid", is_active=active)
        for role in self.chance.sample(list(ROLES), self.chance.randint(0, 3)):
            ended = timezone.now() - timedelta(days=1) if self.chance.random() < 0.2 else None
            Membership.objects.create(user=user, role=role, desk=self.desk(), until=ended)
        return user

    def row(self, model: type[models.Model]) -> models.Model:
        """A row of any model: chance for what a rule may look at, something for every other field."""
        if maker := MAKERS.get(model._meta.label):
            return maker(self, model)
        self.count += 1
        given = {field.name: self._value(field) for field in model._meta.concrete_fields if not _filled(field)}
        return model._default_manager.create(**given)

    def _value(self, field: Any) -> Any:
        if isinstance(field, models.ForeignKey):
            return self._related(field)
        if field.name in ("desk", "measure"):
            return self.desk()
        if field.choices:
            return self.chance.choice([key for key, _ in field.flatchoices])
        kinds: dict[type, Any] = {
            models.BooleanField: self.chance.random() < 0.5,
            models.DateTimeField: timezone.now(),
            models.DateField: timezone.localdate(),
            models.JSONField: {},
            models.IntegerField: self.count,
            models.EmailField: f"row{self.count}@wexmoor.invalid",
            models.CharField: f"r{self.count}",
            models.TextField: f"text {self.count}",
            models.UUIDField: UUID(int=self.count),
            models.TimeField: time(9, 30),
            models.DecimalField: self.count,
            models.FloatField: float(self.count),
        }
        return next(value for kind, value in kinds.items() if isinstance(field, kind))

    def _related(self, field: Any) -> models.Model | None:
        if field.null and self.chance.random() < 0.4:
            return None
        known: dict[Any, list[Any]] = {User: self.people, Compartment: self.rooms}
        found = known.get(field.related_model)
        return self.chance.choice(found) if found else self.row(field.related_model)


def _filled(field: Any) -> bool:
    """Whether the database or the model fills a field that no rule looks at."""
    looked_at = isinstance(field, models.ForeignKey) or field.name in ("desk", "measure", "public", "state")
    made = isinstance(field, models.AutoField | models.GeneratedField)
    return made or (field.has_default() and not looked_at)


def _one_of_the_people(world: World, _model: type[models.Model]) -> models.Model:
    return world.chance.choice(world.people)


def _audit_row(world: World, _model: type[models.Model]) -> models.Model:
    world.count += 1
    now, end = timezone.now(), "0" * 64
    return AuditRow.objects.create(seq=world.count, at=now, actor="p1", what="x", previous=end, hash=end)


MAKERS: dict[str, Maker] = {"access.User": _one_of_the_people, "access.AuditRow": _audit_row}


@pytest.mark.parametrize("seed", range(8))
def test_what_is_visible_is_what_one_may_for_every_rule_and_everybody(seed: int) -> None:
    world = World(seed)
    labels = sorted({label for label, _ in POLICY})
    rows = {label: {world.row(apps.get_model(label)).pk for _ in range(ROWS)} for label in labels}
    for (label, permission), _rule in sorted(POLICY.items()):
        query = apps.get_model(label)._default_manager.filter(pk__in=rows[label])
        for user in world.people:
            seen = sorted(visible_to(user, permission, query).values_list("pk", flat=True))
            allowed = sorted(row.pk for row in query.all() if can(user, permission, row))
            assert seen == allowed, (label, permission, user.username)


@pytest.mark.parametrize("seed", range(3))
def test_what_a_request_remembers_of_somebody_changes_no_answer(seed: int) -> None:
    world = World(seed)
    for (label, permission), _rule in sorted(POLICY.items()):
        row = world.row(apps.get_model(label))
        for user in world.people:
            before = can(user, permission, row)
            again = User.objects.get(pk=user.pk)
            remember(again)
            assert can(again, permission, row) == before


def test_a_rule_is_of_a_model_that_there_is_and_of_a_permission_that_a_role_holds() -> None:
    held = {permission for role in ROLES.values() for permission in role.permissions}
    for label, permission in POLICY:
        assert apps.get_model(label)
        assert permission in held


class TestHiddenAndMissing:
    """A page of a row that is not for the reader, beside one of a row that was never there."""

    @pytest.fixture
    def hidden(self, person: Person) -> tuple[Client, str, str]:
        sue = person("sue", "desk-supervisor")
        own = BrokenGlass.objects.create(user=sue, object_kind="report", object_ref="1", until=timezone.now())
        client = Client()
        client.force_login(sue)
        client.get("/workspace/roles/")
        return client, f"/workspace/glass/{own.pk}/", f"/workspace/glass/{own.pk + 1_000}/"

    def test_are_the_same_bytes_and_headers(self, hidden: tuple[Client, str, str]) -> None:
        client, there, nowhere = hidden
        first, second = client.get(there), client.get(nowhere)
        assert (first.status_code, second.status_code) == (404, 404)
        assert _page(first) == _page(second)
        assert sorted(first.headers) == sorted(second.headers)

    def test_ask_the_database_the_same(self, hidden: tuple[Client, str, str]) -> None:
        client, there, nowhere = hidden
        counts = []
        for address in (there, nowhere):
            with CaptureQueriesContext(connection) as asked:
                client.get(address)
            counts.append(len(asked))
        assert counts[0] == counts[1]

    def test_leave_the_same_trace(self, hidden: tuple[Client, str, str]) -> None:
        client, there, nowhere = hidden
        before = AuditRow.objects.count()
        client.get(there)
        between = AuditRow.objects.count()
        client.get(nowhere)
        assert between - before == AuditRow.objects.count() - between


def _page(answer: Any) -> bytes:
    import re

    return re.sub(rb'csrfmiddlewaretoken" value="[^"]+', b"", answer.content)
