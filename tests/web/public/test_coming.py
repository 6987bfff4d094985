"""When the next statement comes: the public reads it, and can tell nothing else from it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.core.cache import caches
from django.test import Client
from django.utils import timezone

from sextant.access.models import User
from sextant.statements import actions, announcing
from sextant.statements.announcing import SOON
from sextant.statements.models import Announcement, Statement
from tests.web.statements.conftest import FORCE, QUARTER, sign

pytestmark = pytest.mark.django_db
NEXT = "2022-Q1"
WHY = "More time is needed."
PLACES = ("/", "/data/", "/corrections/", "/api/v1/announcements", "/api/v1/statements", f"/statements/{FORCE}/{NEXT}/")


@pytest.fixture(autouse=True)
def unhurried() -> None:
    caches["process"].clear()


# one moment for the whole run: a test may pass a full minute
BEGUN = timezone.now().replace(microsecond=0, second=0)


def soon() -> datetime:
    return BEGUN + timedelta(days=2)


def tell(by: User, at: datetime, reason: str = "", quarter: str = NEXT) -> None:
    actions.announce(by=by, force=FORCE, quarter=quarter, at=at, reason=reason)


def text(address: str = "/") -> str:
    return Client().get(address).content.decode()


def listed() -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = Client().get("/api/v1/announcements").json()
    return found


def at(moment: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the public read at another moment."""
    monkeypatch.setattr(announcing.timezone, "now", lambda: moment)


def test_the_first_page_says_when_the_next_statement_comes(published: Statement, office: User) -> None:  # noqa: ARG001
    tell(office, soon())
    local = timezone.localtime(soon())
    page = text()
    assert "What comes next" in page
    assert f"<strong>{local.day} {local:%B %Y, %H:%M}</strong>: the statement for January to March 2022." in page


def test_nothing_is_said_where_nothing_has_been_announced(signed: Statement) -> None:
    assert signed.announced_at
    assert "What comes next" not in text()
    assert listed() == []


def test_the_api_says_the_same(published: Statement, office: User) -> None:  # noqa: ARG001
    tell(office, soon())
    tell(office, soon() + timedelta(days=7), WHY)
    [found] = listed()
    assert (found["force"], found["quarter"], found["state"], found["new_edition"]) == (FORCE, NEXT, "announced", False)
    assert datetime.fromisoformat(found["announced_for"]) == soon() + timedelta(days=7)
    assert found["reason"] == WHY
    [change] = found["changes"]
    assert datetime.fromisoformat(change["announced_for"]) == soon()
    assert change["reason"] == WHY


def test_a_change_is_shown_with_its_reason(published: Statement, office: User) -> None:  # noqa: ARG001
    tell(office, soon())
    tell(office, soon() + timedelta(days=7), WHY)
    page = text()
    assert "moved from" in page
    assert WHY in page


def test_a_new_edition_stands_on_its_quarters_page_too(published: Statement, office: User) -> None:  # noqa: ARG001
    tell(office, soon(), quarter=QUARTER)
    for address in ("/", f"/statements/{FORCE}/{QUARTER}/"):
        assert "a new edition of the statement for October to December 2021" in text(address)
    assert listed()[0]["new_edition"] is True


def test_a_time_that_passes_is_never_silent(
    published: Statement,  # noqa: ARG001
    office: User,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    when = soon()
    tell(office, when)
    for moment, state, words in (
        (when - timedelta(seconds=1), "announced", "<strong>"),
        (when, "due", "Due now."),
        (when + SOON - timedelta(seconds=1), "due", "Due now."),
        (when + SOON, "postponed", "Postponed."),
        (when + timedelta(days=90), "postponed", "A new time will be announced here"),
    ):
        with monkeypatch.context() as patch:
            at(moment, patch)
            assert listed()[0]["state"] == state
            assert words in text()


def test_what_has_come_out_is_no_longer_announced(signed: Statement, office: User) -> None:
    from sextant.statements.releasing import release

    Announcement.objects.create(force=FORCE, quarter=QUARTER, at=signed.announced_at, by=office)
    assert listed()[0]["state"] == "postponed"
    actions.publish(by=office, statement=signed)
    release(signed)
    assert listed() == []
    assert "Postponed" not in text()


def test_what_was_called_off_says_why_until_something_else_is_published(signed: Statement, office: User) -> None:
    from sextant.statements.releasing import release

    tell(office, soon(), quarter="2021-Q3")
    actions.call_off(by=office, force=FORCE, quarter="2021-Q3", reason="It was announced by mistake.")
    assert "It was announced by mistake." in text()
    assert (listed()[0]["state"], listed()[0]["announced_for"]) == ("called off", None)
    actions.publish(by=office, statement=signed)
    release(signed)
    assert listed() == []


def _nothing(_row: Statement, _office: User, _chief: User) -> None:
    """Not even begun further; no worker runs."""


def _held(kind: str) -> Callable[[Statement, User, User], None]:
    def hold(row: Statement, office: User, _chief: User) -> None:
        reason = "A trial of somebody begins"
        actions.place_hold(by=office, force=FORCE, kind=kind, reason=reason, statement=row)

    return hold


def _held_and_lifted(row: Statement, office: User, chief: User) -> None:
    _held("other")(row, office, chief)
    actions.lift_hold(by=office, hold=row.holds.get(), why="It is over.")


def _recalled(row: Statement, office: User, _chief: User) -> None:
    actions.recall(by=office, statement=row, why="A name stands in it.")


def _sent_back(row: Statement, _office: User, chief: User) -> None:
    actions.send_back(by=chief, statement=row, reason="A name stands in it.")


def _given_up(row: Statement, office: User, chief: User) -> None:
    _sent_back(row, office, chief)
    actions.give_up(by=office, statement=row, reason="A name stands in it.")


def _role_ended(_row: Statement, office: User, _chief: User) -> None:
    office.memberships.update(until=timezone.now())


CAUSES = {
    "no worker": _nothing,
    "a case before a court": _held("sub-judice"),
    "an embargo": _held("embargo"),
    "a pre-election period": _held("pre-election"),
    "a hold that was lifted": _held_and_lifted,
    "a recall": _recalled,
    "a statement that was sent back": _sent_back,
    "an edition that was given up": _given_up,
    "a releaser who has left": _role_ended,
}


class TestNobodyCanTellWhy:
    """The public gets the same bytes, whatever keeps the statement back, before and after its time."""

    @pytest.fixture
    def released(self, checked: Statement, analyst: User, chief: User, office: User) -> Statement:
        tell(office, self.when, quarter=QUARTER)
        actions.put_forward_as_checked(by=analyst, statement=checked)
        checked.refresh_from_db()
        row = sign(checked, chief)
        actions.publish(by=office, statement=row)
        return row

    when = datetime(2099, 1, 31, 9, 30, tzinfo=timezone.get_default_timezone())

    def read(self, monkeypatch: pytest.MonkeyPatch) -> dict[tuple[str, str], bytes]:
        """All places of the public, at four moments around the time."""
        found: dict[tuple[str, str], bytes] = {}
        moments = {"before": -1, "due": 1, "late": 16 * 60, "much later": 30 * 86_400}
        for name, seconds in moments.items():
            with monkeypatch.context() as patch:
                at(self.when + timedelta(seconds=seconds), patch)
                found |= {(name, place): Client().get(place).content for place in (*PLACES, self.quarters)}
        return found

    quarters = f"/statements/{FORCE}/{QUARTER}/"

    @pytest.mark.parametrize("cause", CAUSES)
    def test_from_a_page_or_the_api(
        self, released: Statement, office: User, chief: User, monkeypatch: pytest.MonkeyPatch, cause: str
    ) -> None:
        before = self.read(monkeypatch)
        CAUSES[cause](released, office, chief)
        after = self.read(monkeypatch)
        assert after == before
        told = b"".join(after.values()).lower()
        assert b"postponed" in told
        for word in (b"hold", b"held", b"court", b"trial", b"embargo", b"election", b"signature", b"worker", b"recall"):
            assert word not in told, word

    def test_not_even_whether_it_was_begun(
        self, office: User, draft: Statement, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        tell(office, self.when, quarter=QUARTER)
        begun = self.read(monkeypatch)
        actions.give_up(by=office, statement=draft, reason="Another one is begun.")
        assert self.read(monkeypatch) == begun
