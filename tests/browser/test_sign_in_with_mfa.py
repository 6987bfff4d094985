"""Signing in where it counts, at a home that is no demonstration: a password of one's own and a second factor."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import re
import struct
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser import visitors
from tests.browser.conftest import CHROMIUM, needed
from tests.browser.steps import until
from tests.browser.visitors import complaints_of, overflow, violations
from tests.browser.workspaces import Workspace, open_for_work
from tests.web.processes import Place, give_migrated

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.xdist_group("browser")]
CHOSEN = "three harbour lanterns at noon"
STEP = 30  # seconds that a code lasts (RFC 6238)
ROLES = {
    "first": "analyst",
    "key": "measure-lead",
    "passkey": "chief-officer",
    "forgetful": "auditor",
    "leaver": "analyst",
    "loader": "analyst",
}
PEOPLE = """
import json, sys
from sextant.access.console import add_user, give_role
passwords = {}
for name, role in json.loads(sys.argv[1]).items():
    passwords[name] = add_user(name, f"{name}@northumbria.invalid", f"Post of {name}")
    give_role(name, role, "", "Named for the test.")
print(json.dumps(passwords))
"""
Window = Callable[[], Page]


@pytest.fixture(scope="module")
def force(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workspace]:
    """A workspace of a real force without records; each person has a password that somebody else chose."""
    needed(CHROMIUM, "Chromium")
    place = Place(tmp_path_factory.mktemp("force") / "home")
    give_migrated(place.home, tmp_path_factory)
    (place.home / "workspace.toml").write_text('force = "northumbria"\nmarking = "OFFICIAL"\n', "utf-8")
    passwords = json.loads(place.python(PEOPLE, json.dumps(ROLES)).splitlines()[-1])
    with open_for_work(place, passwords) as opened:
        yield Workspace(place, opened.base.replace("127.0.0.1", "localhost"), passwords)  # keys want a name


@pytest.fixture
def window(browser: Browser, force: Workspace) -> Iterator[Window]:
    pages: list[Page] = []

    def opened() -> Page:
        pages.append(visitors.at_a_browser(browser, force.base))
        return pages[-1]

    yield opened
    for page in pages:
        visitors.leave(page)


def test_the_first_sign_in_leads_to_a_password_of_ones_own_and_a_second_factor(
    window: Window, force: Workspace, axe: str
) -> None:
    page = window()
    choose_a_password(page, force, "first")
    page.goto("/workspace/")
    expect(page.get_by_text("Signing in takes two things")).to_be_visible()
    assert violations(page, axe) == []
    secret = set_up_an_app(page)
    codes = page.locator(".sx-codes li").all_inner_texts()
    assert len(codes) == 10
    assert violations(page, axe) == []
    assert overflow(page) <= 0
    page.reload()
    assert page.locator(".sx-codes li").count() == 0
    expect(page.get_by_text("can't be shown again")).to_be_visible()
    page.goto("/workspace/")
    expect(page.get_by_role("heading", name="The six measures")).to_be_visible()

    sign_out(page)
    visitors.sign_in(page, "first", CHOSEN)
    expect(page.get_by_role("heading", name="Your second factor")).to_be_visible()
    assert violations(page, axe) == []
    page.goto("/workspace/")
    expect(page.get_by_role("heading", name="Your second factor")).to_be_visible()  # half signed in is not in
    code = code_of(secret, later=1)
    give(page, code)
    expect(page.get_by_role("heading", name="The six measures")).to_be_visible()

    sign_out(page)
    visitors.sign_in(page, "first", CHOSEN)
    give(page, code)
    expect(page.get_by_text("There is a problem")).to_be_visible()
    give(page, codes[0].replace(" ", ""))
    expect(page.get_by_role("heading", name="The six measures")).to_be_visible()
    assert complaints_of(page) == []


def test_a_security_key_is_a_second_factor(window: Window, force: Workspace) -> None:
    page = window()
    give_a_key(page, alone=False)
    choose_a_password(page, force, "key")
    add_the_key(page, "The key on my ring")
    sign_out(page)
    visitors.sign_in(page, "key", CHOSEN)
    page.get_by_role("button", name="Use your security key or passkey").click()
    expect(page.get_by_role("heading", name="The six measures")).to_be_visible()


def test_a_passkey_signs_in_alone(window: Window, force: Workspace) -> None:
    page = window()
    give_a_key(page, alone=True)
    choose_a_password(page, force, "passkey")
    add_the_key(page, "This laptop", alone=True)
    sign_out(page)
    page.get_by_role("button", name="Sign in with a passkey").click()
    expect(page.get_by_role("heading", name="The six measures")).to_be_visible()


def test_five_wrong_passwords_lock_out_and_the_right_one_is_no_help(window: Window, force: Workspace, axe: str) -> None:
    page = window()
    for _ in range(4):
        visitors.sign_in(page, "forgetful", "not this one")
        expect(page.get_by_text("The user name or the password is not right.").first).to_be_visible()
    visitors.sign_in(page, "forgetful", "not this one")
    expect(page.get_by_role("heading", name="Too many attempts")).to_be_visible()
    assert violations(page, axe) == []
    visitors.sign_in(page, "forgetful", force.passwords["forgetful"])
    expect(page.get_by_role("heading", name="Too many attempts")).to_be_visible()


def test_a_name_that_nobody_has_is_answered_like_a_wrong_password(window: Window) -> None:
    page = window()
    visitors.sign_in(page, "nobody-of-that-name", "not this one")
    expect(page.get_by_text("The user name or the password is not right.").first).to_be_visible()


def test_somebody_who_was_shut_out_is_out_at_the_next_request(window: Window, force: Workspace) -> None:
    page = window()
    choose_a_password(page, force, "leaver")
    page.goto("/workspace/")
    set_up_an_app(page)
    page.goto("/workspace/records/")
    expect(page.get_by_role("heading", level=1)).to_have_text("Records")
    force.place.json("user", "disable", "leaver", "--why", "They have left the force.")
    page.get_by_role("link", name="Statements").click()
    expect(page.get_by_role("heading", name="Sign in")).to_be_visible()
    visitors.sign_in(page, "leaver", CHOSEN)
    expect(page.get_by_text("The user name or the password is not right.").first).to_be_visible()


def test_real_public_files_are_loaded_through_the_page(window: Window, force: Workspace, real_data: Path) -> None:
    page = window()
    choose_a_password(page, force, "loader")
    page.goto("/workspace/")
    set_up_an_app(page)
    quarters = real_data / "prc" / "prc-pfa-quarterly-edition-2023-10.csv"
    month = sorted((real_data / "policeuk-northumbria" / "2021-12").glob("*.csv"))
    for kind, files in (("police-uk", month), ("recorded-crime", [quarters])):
        page.goto("/workspace/records/uploads/new/")
        page.locator(f'input[name="kind"][value="{kind}"]').check()
        page.locator('input[type="file"]').set_input_files(files)
        page.get_by_role("button", name="Upload and read").click()
        page.wait_for_url(re.compile(r"/uploads/\d+/$"))
        until(page, lambda: page.get_by_role("heading", name="What was understood").is_visible())
        page.get_by_role("button", name="Load as an edition").click()
        until(page, lambda: page.get_by_role("link", name="See the edition").is_visible())
    page.get_by_role("link", name="See the edition").click()
    expect(page.get_by_role("heading", name="How complete it is")).to_be_visible()
    page.goto("/workspace/")
    until(page, lambda: page.get_by_text("12 months to June 2023").first.is_visible())
    assert page.get_by_text("Made-up data").count() == 0
    assert overflow(page) <= 0


def choose_a_password(page: Page, force: Workspace, name: str) -> None:
    """The first sign-in: nobody goes on with a password that somebody else knows."""
    visitors.sign_in(page, name, force.passwords[name])
    page.goto("/workspace/")
    expect(page.get_by_role("heading", name="Change your password")).to_be_visible()
    page.get_by_label("The password you have").fill(force.passwords[name])
    page.get_by_label("The new password", exact=True).fill(CHOSEN)
    page.get_by_label("The new password once more").fill(CHOSEN)
    page.get_by_role("button", name="Change password").click()
    expect(page.get_by_role("heading", name="Sign in")).to_be_visible()
    visitors.sign_in(page, name, CHOSEN)


def set_up_an_app(page: Page) -> str:
    """Take the shown key into an app of ours; returns the key. Leaves the browser at the recovery codes."""
    page.get_by_role("link", name="Set up an app").click()
    confirm(page)
    secret = page.locator("code.sx-key").inner_text().replace(" ", "")
    page.get_by_label("The code that the app shows").fill(code_of(secret))
    page.get_by_role("button", name="Set up").click()
    expect(page.get_by_role("heading", name="Recovery codes")).to_be_visible()
    return secret


def confirm(page: Page) -> None:
    """Whoever changes how they sign in says once more who they are."""
    expect(page.get_by_role("heading", name="Confirm that it is you")).to_be_visible()
    page.get_by_label("Password").fill(CHOSEN)
    page.get_by_role("button", name="Confirm").click()


def code_of(secret: str, later: int = 0) -> str:
    """The six digits of RFC 6238 (SHA-1) now, or some steps of half a minute later."""
    key = base64.b32decode(secret + "=" * (-len(secret) % 8))
    counter = struct.pack(">Q", int(time.time()) // STEP + later)
    digest = hmac.new(key, counter, hashlib.sha1).digest()
    start = digest[-1] & 15
    return f"{(struct.unpack('>I', digest[start : start + 4])[0] & 0x7FFFFFFF) % 1_000_000:06d}"


def give(page: Page, code: str) -> None:
    page.get_by_label("Code", exact=True).fill(code)
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.wait_for_load_state()


def give_a_key(page: Page, alone: bool) -> None:
    """Plug a security key into this browser; one that signs in alone keeps the account and asks for a finger."""
    tool = page.context.new_cdp_session(page)
    tool.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "transport": "internal" if alone else "usb",
        "hasResidentKey": alone,
        "hasUserVerification": alone,
        "isUserVerified": alone,
        "automaticPresenceSimulation": True,
    }
    tool.send("WebAuthn.addVirtualAuthenticator", {"options": options})


def add_the_key(page: Page, name: str, alone: bool = False) -> None:
    page.goto("/workspace/")
    page.get_by_role("link", name="Add a key").click()
    confirm(page)
    page.get_by_label("Name of the key").fill(name)
    if alone:
        page.get_by_label("Sign in with it alone").check()
    page.get_by_role("button", name="Add the key").click()
    expect(page.get_by_role("heading", name="Recovery codes")).to_be_visible()


def sign_out(page: Page) -> None:
    page.get_by_role("button", name="Sign out").click()
    expect(page.get_by_role("heading", name="Sign in")).to_be_visible()
