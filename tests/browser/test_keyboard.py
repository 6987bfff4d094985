"""By keyboard alone, with the focus always to be seen; and everything once more without JavaScript."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import date, timedelta

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Seat
from tests.browser.steps import until
from tests.browser.workspaces import Workspace

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.xdist_group("browser")]
FAR = 400  # steps of the Tab key after which somebody gives up
SEED = """
import json
from datetime import date, timedelta
from django.utils import timezone
from sextant.access.models import User
from sextant.actions import actions as tracker
from sextant.statements import actions
from sextant.statements.models import Statement
from sextant.statements.pages import build_preview
who = {user.username: user for user in User.objects.all()}
first = Statement.objects.get(state="published")
row = actions.start_correction(
    by=who["commissioner"], statement=first, was_wrong="A date was wrong.", is_right="It is mended."
)
actions.save_settings(by=who["commissioner"], statement=row, seen=row.version, announced_at=timezone.now())
row.refresh_from_db()
actions.put_forward_as_checked(by=who["analyst"], statement=row)
row.refresh_from_db()
build_preview(row, draft=False)
action = tracker.propose(
    by=who["measure-lead"],
    force=row.force,
    measure="homicide",
    text="Train every call handler to ask about weapons",
    owner_post="Head of Contact",
    owner_id=who["desk-officer"].pk,
    due=date.today() + timedelta(days=90),
    evidence_required="the training record",
    source="other",
    tracker_ref="by-keyboard",
)
print(json.dumps({"statement": row.pk, "action": action.ref}))
"""
FOCUSED = """() => {
    const here = document.activeElement
    const clear = (colour) => colour.startsWith('rgba') && colour.endsWith(', 0)')
    const seen = (style) => style.boxShadow !== 'none'
        || (style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) > 0 && !clear(style.outlineColor))
        || style.backgroundColor === 'rgb(138, 97, 0)'
    const drawn = [getComputedStyle(here)]
    if (here.nextElementSibling) drawn.push(getComputedStyle(here.nextElementSibling, '::before'))
    const labels = here.labels ? [...here.labels].map(each => each.textContent) : []
    return {
        name: (labels[0] || here.getAttribute('aria-label') || here.textContent || here.value || '').trim(),
        kind: here.tagName,
        seen: drawn.some(seen),
        html: here.outerHTML.slice(0, 160),
    }
}"""


@pytest.fixture(scope="module")
def made(workspace: Workspace) -> Iterator[dict[str, str]]:
    """A statement that waits for its signature and an action that waits to be agreed."""
    yield json.loads(workspace.place.python(SEED))


def test_signing_in_and_agreeing_an_action_take_no_mouse(
    seat: Seat, workspace: Workspace, made: dict[str, str]
) -> None:
    page = seat()
    page.goto("/workspace/")
    sign_in_by_keyboard(page, "desk-supervisor", workspace)
    go_to(page, "Actions")
    go_to(page, made["action"])
    assert page.url.endswith(f"/actions/{made['action']}/")
    go_to(page, "Agree it")
    tab_to(page, "What was agreed")
    page.keyboard.type("Agreed at the board.")
    go_to(page, "Agree it")
    expect(page.get_by_text("State: agreed")).to_be_visible()


def test_a_statement_is_read_and_signed_without_a_mouse(seat: Seat, workspace: Workspace, made: dict[str, str]) -> None:
    page = seat()
    page.goto("/workspace/")
    sign_in_by_keyboard(page, "chief-officer", workspace)
    go_to(page, "Statements")
    go_to(page, "April to June 2025, edition 2")
    assert page.url.endswith(f"/statements/{made['statement']}/")
    go_to(page, "Read and sign")
    tab_to(page, "I have read the whole statement above")
    page.keyboard.press("Space")
    go_to(page, "Sign this statement")
    tab_to(page, "Password")
    page.keyboard.type(workspace.passwords["chief-officer"])
    press(page, "Enter")
    expect(page.locator(".sx-state").first).to_have_text("signed")


@pytest.mark.parametrize("path", ["/account/login/", "/", "/workspace/", "/workspace/board/wexmoor/serious-violence/"])
def test_the_skip_link_is_the_first_stop_and_leads_to_the_content(path: str, seat: Seat) -> None:
    page = seat("chief-officer" if path.startswith("/workspace/") else "")
    page.goto(path)
    page.keyboard.press("Tab")
    assert page.evaluate(FOCUSED)["name"] == "Skip to main content"
    assert page.locator(".govuk-skip-link").bounding_box()["height"] > 20  # type: ignore[index]
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("#content$"))
    page.keyboard.press("Tab")
    assert page.evaluate("document.querySelector('main').contains(document.activeElement)")


def test_without_scripts_an_action_is_proposed(seat: Seat) -> None:
    page = seat("measure-lead", scripts=False)
    page.goto("/workspace/actions/new/")
    page.get_by_role("button", name="Propose").click()
    expect(page.get_by_text("There is a problem")).to_be_visible()
    page.get_by_label("What will be done").fill("Publish the minutes of the weapons board")
    page.get_by_label("Post that answers for it").fill("Head of Crime")
    due = date.today() + timedelta(days=60)
    for part, value in (("day", due.day), ("month", due.month), ("year", due.year)):
        page.locator(f"[name=due_{part}]").fill(str(value))
    page.get_by_role("button", name="Propose").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Publish the minutes of the weapons board")


def test_without_scripts_records_are_uploaded_read_and_loaded(seat: Seat, workspace: Workspace) -> None:
    page = seat("analyst", scripts=False)
    page.goto("/workspace/records/uploads/new/")
    page.locator('input[name="kind"][value="published"]').check()
    known = workspace.place.home / "made-up" / "published" / "published.csv"
    lines = known.read_text("utf-8").splitlines(keepends=True)
    shorter = {"name": "published.csv", "mimeType": "text/csv", "buffer": "".join(lines[:-1]).encode()}
    page.locator('input[type="file"]').set_input_files(shorter)  # type: ignore[arg-type]
    page.get_by_role("button", name="Upload and read").click()
    wait_for(page, "What was understood")
    page.get_by_role("button", name="Load as an edition").click()
    wait_for(page, "See the edition")


def test_without_scripts_a_section_is_written_and_checked(seat: Seat, made: dict[str, str]) -> None:
    page = seat("measure-lead", scripts=False)
    page.goto(f"/workspace/statements/{made['statement']}/text/serious-violence/")
    page.get_by_label("Text").fill("Violence with injury fell sharply.")
    page.get_by_role("button", name="Check without saving").click()
    expect(page.locator("[data-found]")).to_contain_text("Stops the statement")
    assert page.get_by_label("Text").input_value() == "Violence with injury fell sharply."
    page.get_by_label("Text").fill("{{ violence.with_injury.sentence }}")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_text("Saved.")).to_be_visible()
    expect(page.locator("[data-found]")).not_to_contain_text("Stops the statement")


def sign_in_by_keyboard(page: Page, name: str, workspace: Workspace) -> None:
    tab_to(page, "User name")
    page.keyboard.type(name)
    tab_to(page, "Password")
    page.keyboard.type(workspace.passwords[name])
    press(page, "Enter")


def go_to(page: Page, name: str) -> None:
    """Tab to a link or button and press Enter."""
    tab_to(page, name, kinds=("A", "BUTTON"))
    press(page, "Enter")


def tab_to(page: Page, name: str, kinds: tuple[str, ...] = ()) -> None:
    """Press Tab until something whose name begins so has the focus; the focus is to be seen at every stop."""
    for _ in range(FAR):
        page.keyboard.press("Tab")
        here = page.evaluate(FOCUSED)
        if here["kind"] == "BODY":
            continue
        assert here["seen"], f"the focus can't be seen at {page.url}: {here['html']}"
        if here["name"].startswith(name) and (not kinds or here["kind"] in kinds):
            return
    raise AssertionError(f"no '{name}' is reached by Tab at {page.url}")


def press(page: Page, key: str) -> None:
    """Press a key that leads to another page, and wait for it."""
    with page.expect_navigation():
        page.keyboard.press(key)


def wait_for(page: Page, words: str) -> None:
    until(page, lambda: page.get_by_text(words).first.is_visible())
