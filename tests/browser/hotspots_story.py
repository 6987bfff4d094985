"""A person's way through the hotspots desk on real files: who takes part, and what each of them does again and again.

With SEXTANT_PICTURES (a folder) each page that is looked at leaves a picture, wide and narrow, and each export a copy.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from playwright.sync_api import FilePayload, Page

from tests.browser.steps import until
from tests.browser.walks import units_of
from tests.browser.workspaces import Workspace

DESK = "/workspace/hotspots/"
WIDE, NARROW = 1280, 360


@dataclass
class Story:
    """Who takes part, what came out so far, and where files are put."""

    workspace: Workspace
    people: dict[str, Page]
    folder: Path
    addresses: dict[str, str] = field(default_factory=dict)
    visits: list[dict[str, str]] = field(default_factory=list)

    def __getitem__(self, role: str) -> Page:
        return self.people[role]


def find(story: Story, name: str, to: str) -> Page:
    page = story["analyst"]
    page.goto(f"{DESK}new/")
    page.get_by_label("Name of the set").fill(name)
    page.get_by_label("Violence and sexual offences").check()
    page.get_by_label("Last month").fill(to)
    page.locator("select[name=boundary]").select_option("own")
    page.get_by_role("button", name="Find them").click()
    until_done(page)
    page.get_by_role("link", name="See the places").click()
    return page


def hand_over(story: Story, files: list[FilePayload], ended: str = "done") -> None:
    page = story["analyst"]
    page.goto(f"{story.addresses['plan']}dosage/")
    page.locator("input[type=file]").set_input_files(files)
    page.get_by_label("Units that were out for the plan").fill(units_of(story.visits))
    page.get_by_role("button", name="Count them").click()
    until_done(page, ended)


def judge(page: Page) -> None:
    page.get_by_role("button", name="Judge it").click()
    until_done(page)
    page.get_by_role("link", name="See it beside what was delivered").click()


def rows(page: Page) -> list[dict[str, str]]:
    """The ranked list as a person reads it, by the words of its columns."""
    heads = page.locator(".sx-hot__list thead th").all_inner_texts()
    cells = [row.locator("th, td").all_inner_texts() for row in page.locator(".sx-hot__list tbody tr").all()]
    return [dict(zip(heads, row, strict=True)) for row in cells]


def summary(page: Page) -> dict[str, str]:
    rows = page.locator(".govuk-summary-list__row")
    return dict(zip(rows.locator("dt").all_inner_texts(), rows.locator("dd").all_inner_texts(), strict=True))


def download(story: Story, of: str, link: str) -> Path:
    """An export: who takes it away says who they are, and it comes then."""
    page = story["analyst"]
    page.goto(story.addresses[of])
    with page.expect_download() as taken:
        page.get_by_role("link", name=link, exact=True).click()
        _confirm_before(story, "analyst", lambda: taken.is_done())
    path = story.folder / taken.value.suggested_filename
    taken.value.save_as(path)
    kept(path)
    return path


def _confirm_before(story: Story, role: str, came: Callable[[], bool]) -> None:
    for _ in range(1200):
        if came():
            return
        if "reauthenticate" in story[role].url:
            confirm_if_asked(story, role)
            return
        story[role].wait_for_timeout(100)


def confirm_if_asked(story: Story, role: str) -> None:
    page = story[role]
    if "reauthenticate" in page.url:
        page.get_by_label("Password", exact=True).fill(story.workspace.passwords[role])
        page.get_by_role("button", name="Confirm").click()


def day(page: Page, name: str, day: int, month: int, year: int) -> None:
    for part, value in (("day", day), ("month", month), ("year", year)):
        page.locator(f"[name={name}_{part}]").fill(str(value))


def number(story: Story, name: str) -> str:
    return story.addresses[name].rstrip("/").rpartition("/")[2]


def until_done(page: Page, ended: str = "done") -> None:
    state = page.locator("main .sx-state").first
    until(page, lambda: state.inner_text() in ("done", "failed", "cancelled"))
    assert state.inner_text() == ended, page.locator("main").inner_text()


def picture(page: Page, name: str) -> None:
    """A picture, wide and narrow, where somebody wants to look."""
    if not (folder := os.environ.get("SEXTANT_PICTURES")):
        return
    for width in (NARROW, WIDE):
        page.set_viewport_size({"width": width, "height": 900})
        page.wait_for_timeout(600)
        page.screenshot(path=Path(folder) / f"{name}-{width}.png", full_page=True)


def kept(path: Path) -> None:
    if folder := os.environ.get("SEXTANT_PICTURES"):
        (Path(folder) / path.name).write_bytes(path.read_bytes())
