"""An edition that nobody may read any more: its files are given to nobody, its number and the reason stay."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client

from sextant.access.models import AuditRow, User
from sextant.errors import Refusal
from sextant.statements import actions
from sextant.statements.frozen import public_folder
from sextant.statements.models import Statement
from tests.web.conftest import Person
from tests.web.statements.conftest import FORCE, QUARTER

pytestmark = pytest.mark.django_db
BASE = f"/statements/{FORCE}/{QUARTER}/"
API = f"/api/v1/statements/{FORCE}/{QUARTER}"
WHY = "A case before a court could be harmed by it."


@pytest.fixture
def withdrawn(published: Statement, office: User) -> Statement:
    actions.withdraw(by=office, statement=published, reason="It said too much.")
    published.refresh_from_db()
    return published


@pytest.fixture
def down(withdrawn: Statement, office: User) -> Statement:
    actions.take_down(by=office, statement=withdrawn, reason=WHY)
    return withdrawn


@pytest.mark.parametrize(
    "name", ["index.html", "statement.pdf", "data/figures.csv", "audit-bundle.zip", "nothing.html"]
)
def test_no_file_is_given_and_the_reason_stands_in_its_place(down: Statement, name: str) -> None:  # noqa: ARG001
    answer = Client().get(f"{BASE}edition-1/{name}")
    assert answer.status_code == 410
    assert WHY in answer.content.decode()
    assert answer["Content-Type"].startswith("text/html")


def test_its_own_address_offers_nothing_to_read(down: Statement) -> None:  # noqa: ARG001
    page = Client().get(f"{BASE}edition-1/").content.decode()
    assert WHY in page
    assert "as it was published" not in page
    assert Client().get(BASE).status_code == 200


def test_the_api_knows_the_edition_and_none_of_its_numbers(down: Statement) -> None:  # noqa: ARG001
    [edition] = Client().get(API).json()
    assert (edition["files"], edition["notice"], edition["state"]) == ([], WHY, "withdrawn")
    for what in ("figures", "figures/homicide.offences", "actions"):
        assert Client().get(f"{API}/1/{what}").status_code == 404


def test_the_home_keeps_its_files_and_the_audit_its_reason(down: Statement) -> None:
    assert (public_folder(down) / "index.html").is_file()
    assert AuditRow.objects.filter(what="statement: took its files off the public site", why=WHY).exists()


def test_what_was_only_withdrawn_can_still_be_read(withdrawn: Statement) -> None:  # noqa: ARG001
    assert b"".join(Client().get(f"{BASE}edition-1/index.html").streaming_content)


def test_what_stands_is_withdrawn_first(published: Statement, office: User) -> None:
    with pytest.raises(Refusal, match="withdraw it first"):
        actions.take_down(by=office, statement=published, reason=WHY)


def test_an_edition_that_was_superseded_can_be_taken_down_too(published: Statement, office: User) -> None:
    Statement.objects.filter(pk=published.pk).update(state="superseded")
    actions.take_down(by=office, statement=published, reason=WHY)
    assert Client().get(f"{BASE}edition-1/index.html").status_code == 410


def test_it_needs_the_commissioners_office_a_reason_and_is_done_once(
    withdrawn: Statement, office: User, chief: User
) -> None:
    with pytest.raises(Refusal, match="not allowed"):
        actions.take_down(by=chief, statement=withdrawn, reason=WHY)
    with pytest.raises(Refusal, match="a reason for the public"):
        actions.take_down(by=office, statement=withdrawn, reason=" ")
    actions.take_down(by=office, statement=withdrawn, reason=WHY)
    with pytest.raises(Refusal, match="has been taken down"):
        actions.take_down(by=office, statement=withdrawn, reason=WHY)


def test_it_is_done_on_the_statements_page_by_who_confirms_who_they_are(
    withdrawn: Statement,
    office: User,
    person: Person,
    browser_of: Callable[[User], Client],
    fresh_browser_of: Callable[[User], Client],
) -> None:
    page = f"/workspace/statements/{withdrawn.pk}/"
    assert "Take its files down" in browser_of(office).get(page).content.decode()
    assert "Take its files down" not in browser_of(person("other", "analyst")).get(page).content.decode()
    asked = browser_of(office).post(f"{page}take-down/", {"reason": WHY})
    assert asked["Location"].startswith("/account/reauthenticate/")
    assert fresh_browser_of(office).post(f"{page}take-down/", {"reason": WHY})["Location"] == page
    told = browser_of(office).get(page).content.decode()
    assert f"Its files were taken off the public site on {withdrawn.taken_down.at.day}" in told
    assert f"{page}take-down/" not in told
