"""Rows of a desk are looked at again, held and erased as editions and files are; the desk says how."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from sextant.access import audit
from sextant.access.models import AuditRow, User
from sextant.access.permissions import Permission as P
from sextant.errors import Refusal
from sextant.governance import actions, holdings
from sextant.governance.due import files_due, kept
from sextant.governance.holdings import Holding, Keeper, Words

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()
NAME = "key-7K3QX"
WORDS = Words("The key was", "Erase the key", "The key is gone for good.", "disposed of a key")


@pytest.fixture
def order(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What was waited for, one after the other."""
    found, in_turn = [], audit.in_turn
    monkeypatch.setattr(audit, "in_turn", lambda: (found.append("in turn"), in_turn()))
    return found


@pytest.fixture(autouse=True)
def gone(settings: Any, tmp_path: Any, monkeypatch: pytest.MonkeyPatch, order: list[str]) -> list[tuple[str, str]]:
    """A desk that keeps one key, in reach of whoever is called in its room; and what was erased of it."""
    settings.SEXTANT_HOME = tmp_path
    erased: list[tuple[str, str]] = []

    def every() -> list[Holding]:
        last = {"on": TODAY.isoformat(), "reason": erased[0][0], "by": erased[0][1]} if erased else None
        facts = {"owner": "Sergeant, lost keys"}

        def erase(why: str, by: str) -> None:
            erased.append((why, by))

        return [Holding(NAME, "key", True, facts, TODAY - timedelta(days=1), None, last, erase, WORDS)]

    def held(user: User, permission: P) -> list[Holding]:  # noqa: ARG001
        return every() if user.username != "outside" else []

    desk = SimpleNamespace(KEEPER=Keeper("key", held, every, lambda name: order.append(f"locked {name}")))
    monkeypatch.setattr(holdings, "parts", lambda name: [desk] if name == "keeping" else [])
    return erased


def test_it_stands_under_governance_with_its_owner_and_is_due(
    keeper: User, fresh_browser_of: Callable[[User], Client]
) -> None:
    client = fresh_browser_of(keeper)
    listed = client.get("/workspace/governance/").content.decode()
    assert NAME in listed
    assert "Sergeant, lost keys" in listed
    assert [(row.holding.name, row.due) for row in kept(keeper, TODAY)] == [(NAME, True)]
    assert "The key is gone for good." in client.get(f"/workspace/governance/held/{NAME}/").content.decode()


def test_two_people_erase_it_unless_it_is_held(keeper: User, other: User, gone: list[Any]) -> None:
    actions.review(by=keeper, name=NAME, decision="dispose", reason="It was given back.")
    held = actions.hold(by=keeper, name=NAME, reason="An inquiry.")
    with pytest.raises(Refusal, match="legal hold"):
        actions.dispose_of(by=other, name=NAME, reason="As reviewed.")
    actions.lift(by=keeper, held=held, reason="It is over.")
    with pytest.raises(Refusal, match="by you alone"):
        actions.dispose_of(by=keeper, name=NAME, reason="As reviewed.")
    actions.dispose_of(by=other, name=NAME, reason="As reviewed.")
    assert gone == [("As reviewed.", "Post of other")]
    row = AuditRow.objects.get(kind="erasure")
    assert (row.what, row.object_kind, row.object_ref) == ("disposed of a key", "key", NAME)
    assert kept(keeper, TODAY) == []


def test_its_row_is_locked_before_the_audit_as_whoever_edits_it_does(
    keeper: User, other: User, order: list[str]
) -> None:
    actions.review(by=keeper, name=NAME, decision="dispose", reason="It was given back.")
    order.clear()
    actions.dispose_of(by=other, name=NAME, reason="As reviewed.")
    assert order == [f"locked {NAME}", "in turn"]


def test_one_out_of_reach_is_not_there_and_is_counted_for_whoever_runs_the_server(
    person: Callable[..., User], browser_of: Callable[[User], Client]
) -> None:
    outside = person("outside", "records-manager")
    client = browser_of(outside)
    assert NAME not in client.get("/workspace/governance/").content.decode()
    assert client.get(f"/workspace/governance/held/{NAME}/").status_code == 404
    with pytest.raises(Refusal, match="is not held"):
        actions.hold(by=outside, name=NAME, reason="To see.")
    assert files_due(TODAY) == 1
