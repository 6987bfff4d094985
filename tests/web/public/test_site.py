"""The public site: what is published can be read by anybody, and nothing else can be told from it."""

from __future__ import annotations

import re
from datetime import date

import pytest
from django.test import Client
from django.utils import timezone

from sextant.access.models import User
from sextant.actions import actions
from sextant.config import Home
from sextant.statements.frozen import public_folder
from sextant.statements.models import Statement
from sextant.statements.releasing import withdraw
from tests.web.statements.conftest import FORCE, QUARTER

pytestmark = pytest.mark.django_db
BASE = f"/statements/{FORCE}/{QUARTER}/"
PAGES = ("/", BASE, "/data/", "/corrections/", "/accessibility/")


def text(address: str) -> str:
    answer = Client().get(address)
    assert answer.status_code == 200, address
    return answer.content.decode()


def test_the_first_page_says_the_six_measures_of_the_newest_statement(published: Statement) -> None:
    page = text("/")
    assert page.count("sx-chip ") == 6
    assert published.quarter_in_words in page


def test_before_anything_is_published_every_page_says_so_plainly(signed: Statement) -> None:  # noqa: ARG001
    assert "No statement has been published here yet" in text("/")
    assert Client().get(BASE).status_code == 404


def test_an_edition_is_served_byte_for_byte_as_it_was_signed(published: Statement) -> None:
    folder = public_folder(published)
    names = [path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()]
    assert len(names) > 20
    for name in names:
        answer = Client().get(f"{BASE}edition-1/{name}")
        assert b"".join(answer.streaming_content) == (folder / name).read_bytes()


def test_a_file_that_has_not_changed_is_not_sent_again(published: Statement) -> None:  # noqa: ARG001
    first = Client().get(f"{BASE}edition-1/index.html")
    again = Client().get(f"{BASE}edition-1/index.html", headers={"If-None-Match": first["ETag"]})
    assert b"".join(first.streaming_content)
    assert (again.status_code, again.content) == (304, b"")


@pytest.mark.parametrize(
    "name", ["../../../../workspace.toml", "..%2F..%2F..%2Fkeys/audit.key", "/etc/passwd", "index.html/../../x", "none"]
)
def test_no_name_leads_out_of_the_folder(published: Statement, place: Home, name: str) -> None:  # noqa: ARG001
    (place.root / "public" / FORCE / "secret.html").write_text("secret", "utf-8")
    for wanted in (name, "../../secret.html"):
        assert Client().get(f"{BASE}edition-1/{wanted}").status_code == 404


@pytest.mark.parametrize("name", ["index%00.html", "a" * 5000, "data/%00"], ids=["null byte", "long", "in a folder"])
def test_a_name_that_no_file_can_have_is_not_found(published: Statement, lead: User, name: str) -> None:
    assert Client().get(f"{BASE}edition-1/{name}").status_code == 404
    inside = Client()
    inside.force_login(lead, backend="allauth.account.auth_backends.AuthenticationBackend")
    assert inside.get(f"/workspace/statements/{published.pk}/pages/{name}").status_code == 404


def test_a_link_out_of_the_folder_is_not_followed(published: Statement, place: Home) -> None:
    (public_folder(published) / "out.html").symlink_to(place.root / "workspace.toml")
    assert Client().get(f"{BASE}edition-1/out.html").status_code == 404


def test_a_draft_looks_like_a_quarter_that_nobody_has_begun(draft: Statement) -> None:  # noqa: ARG001
    begun, missing = Client().get(BASE), Client().get(f"/statements/{FORCE}/2030-Q1/")
    assert (begun.status_code, begun.content) == (404, missing.content)


def test_a_withdrawn_statement_says_why_and_shows_no_figures(published: Statement, office: User) -> None:
    withdraw(by=office, statement=published, reason="Two districts were counted twice.")
    page = text(BASE)
    assert "Two districts were counted twice." in page
    assert "sx-chip " not in page
    assert "Two districts were counted twice." in text("/corrections/")
    assert "Withdrawn" in text(f"{BASE}edition-1/")
    assert "No statement has been published here yet" in text("/")
    file = Client().get(f"{BASE}edition-1/index.html")
    assert (file["X-Robots-Tag"], file["Link"]) == ("noindex", f'<{BASE}>; rel="latest-version"')
    assert b"".join(file.streaming_content)


def test_nothing_on_the_site_tells_of_an_action_that_is_not_for_the_public(published: Statement, lead: User) -> None:  # noqa: ARG001
    before = {address: Client().get(address).content for address in PAGES}
    for public in (False, True):
        action = actions.propose(
            by=lead,
            force=FORCE,
            measure="homicide",
            text="Visit a house at night",
            owner_post="Head of Homicide",
            due=date(2027, 1, 1),
            evidence_required="a note",
            public=public,
        )
        actions.take(by=lead, action=action, step="agree", words="Agreed.")
    assert {address: Client().get(address).content for address in PAGES} == before


def test_no_page_sets_a_cookie_or_asks_another_site(published: Statement) -> None:  # noqa: ARG001
    for address in (*PAGES, "/api/v1/statements", f"{BASE}edition-1/index.html", "/nothing/"):
        answer = Client().get(address)
        body = b"".join(answer.streaming_content) if answer.streaming else answer.content
        assert not answer.cookies, address
        assert "Cookie" not in answer.get("Vary", ""), address
        assert not re.findall(rb"<(?:img|script|link|iframe)[^>]+(?:src|href)=\"(?:https?:)?//", body), address
        assert b"<script" not in body


def test_a_page_asks_the_database_little(published: Statement, django_assert_max_num_queries: object) -> None:  # noqa: ARG001
    Client().get("/")
    with django_assert_max_num_queries(3):  # what stands, what was corrected, what comes next
        Client().get("/")


def test_security_txt_names_the_contact_and_ends(place: Home) -> None:
    assert Client().get("/.well-known/security.txt").status_code == 404
    with (place.root / "workspace.toml").open("a") as file:
        file.write('contact = "security@wessex-vale.invalid"\n')
    answer = Client().get("/.well-known/security.txt").content.decode()
    assert "Contact: mailto:security@wessex-vale.invalid" in answer
    assert f"Expires: {timezone.now().year}" in answer or f"Expires: {timezone.now().year + 1}" in answer


@pytest.mark.django_db(databases=[])
def test_the_icon_that_browsers_ask_for_is_our_mark_without_a_cookie(client: Client) -> None:
    answer = client.get("/favicon.ico")
    assert (answer.status_code, answer["Content-Type"], dict(answer.cookies)) == (200, "image/svg+xml", {})
    assert answer.content.startswith(b"<svg")
    assert b"http" not in answer.content.replace(b"http://www.w3.org/2000/svg", b"")
    assert "max-age" in answer["Cache-Control"]


def test_every_page_of_ours_names_the_icon_and_no_other_site(published: Statement) -> None:  # noqa: ARG001
    for address in (*PAGES, "/account/login/"):
        assert '<link rel="icon" href="/static/mark.svg"' in text(address), address
