"""What people do in the workspace, a click at a time, as every journey needs it."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from pathlib import Path
from types import MappingProxyType

from playwright.sync_api import Error, Page, expect

PATIENCE = 600  # seconds that a worker may take on a busy machine
FIRST_PAUSE, LAST_PAUSE = 200, 1000  # milliseconds between two looks: soon at first, then more seldom


def hand_over(page: Page, files: Path | Sequence[Path], kind: str) -> None:
    """Upload files through the page, by its script."""
    page.goto("/workspace/records/uploads/new/")
    page.locator(f'input[name="kind"][value="{kind}"]').check()
    page.locator('input[type="file"]').set_input_files(files)
    page.get_by_role("button", name="Upload and read").click()
    page.wait_for_url(re.compile(r"/uploads/\d+/$"))


def understood(page: Page) -> None:
    """Wait until the files have been read."""
    until(page, lambda: page.get_by_role("heading", name="What was understood").is_visible())


def load(page: Page) -> None:
    """Load what was understood and open its edition."""
    page.get_by_role("button", name="Load as an edition").click()
    until(page, lambda: page.get_by_role("link", name="See the edition").is_visible())
    page.get_by_role("link", name="See the edition").click()


def write(page: Page, statement: str, measure: str, text: str) -> None:
    page.goto(f"{statement}text/{measure}/")
    page.get_by_label("Text").fill(text)
    save(page)


def save(page: Page) -> None:
    """Save, and wait for the page that says so: whoever leaves sooner breaks off the sending."""
    with page.expect_navigation():
        page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_text("Saved.")).to_be_visible()


def announce(page: Page, statement: str, day: date, told: Mapping[str, str] = MappingProxyType({})) -> None:
    """Give the announced time, a minute past midnight, and other settings by their labels."""
    page.goto(f"{statement}settings/")
    for part, value in (("Day", day.day), ("Month", day.month), ("Year", day.year)):
        page.get_by_label(part, exact=True).fill(str(value))
    page.get_by_label("Announced time").fill("0:01")
    for label, text in told.items():
        page.get_by_label(label).fill(text)
    page.get_by_role("button", name="Save settings").click()
    expect(page.get_by_text("The settings are saved.")).to_be_visible()


def put_forward(page: Page, statement: str) -> None:
    page.goto(f"{statement}checked/")
    button = page.get_by_role("button", name="Put it forward as checked")
    assert button.count(), page.locator("main").inner_text()
    button.click()
    expect(page.get_by_text("Put forward as checked.")).to_be_visible()


def read_and_sign(page: Page, statement: str, password: str = "") -> None:
    """Wait for the pages and sign; with a password also say who one is where that is asked."""
    page.goto(f"{statement}sign/")
    until(page, lambda: page.get_by_role("button", name="Sign this statement").is_visible())
    page.get_by_label("I have read the whole statement above").check()
    page.get_by_role("button", name="Sign this statement").click()
    if password:
        confirm_if_asked(page, password)
        expect(page.locator(".sx-state").first).to_have_text("signed")


def release(page: Page, statement: str, password: str) -> None:
    page.goto(f"{statement}publish/")
    page.get_by_role("button", name="Release it for publication").click()
    confirm_if_asked(page, password)


def confirm(page: Page, password: str) -> None:
    page.get_by_label("Password", exact=True).fill(password)
    page.get_by_role("button", name="Confirm").click()
    page.wait_for_load_state()


def confirm_if_asked(page: Page, password: str) -> None:
    """Five minutes after the last time one is asked again, on a slow machine in the midst of this."""
    if "reauthenticate" in page.url:
        confirm(page, password)


def status(page: Page, address: str) -> int:
    answer = page.goto(address)
    assert answer is not None
    return answer.status


def until(page: Page, seen: Callable[[], bool]) -> None:
    """Load the page again until it shows what a worker has done."""
    end, pause = time.monotonic() + PATIENCE, FIRST_PAUSE
    while time.monotonic() < end:
        if seen():
            return
        page.wait_for_timeout(pause)
        pause = min(2 * pause, LAST_PAUSE)
        _load_again(page)
    raise AssertionError(f"not seen at {page.url}:\n{page.locator('main').inner_text()[:3000]}")


def _load_again(page: Page) -> None:
    """The page may be loading itself again at this moment: then one of the two is broken off, and the other goes on."""
    try:
        page.reload()
    except Error as fault:
        if not any(words in fault.message for words in ("ERR_ABORTED", "interrupted")):
            raise
        page.wait_for_load_state()
