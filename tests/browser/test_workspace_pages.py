"""Every page that each role can reach by its links: axe, the console, other hosts, 320 pixels, dead ends."""

from __future__ import annotations

import hashlib
import re
import shutil
import subprocess
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urljoin, urlsplit

import pytest
from playwright.sync_api import Page

from tests.browser.conftest import Seat
from tests.browser.visitors import complaints_of, overflow, violations
from tests.browser.workspaces import ROLES, Workspace
from tests.web.processes import shared_folder

pytestmark = pytest.mark.browser
MOST = 80  # pages a role
FILES = re.compile(r"\.(csv|ics|svg|json|zip|ods|pdf|toml|txt|md)$")
ONE_OF_MANY = re.compile(
    r"(?<=/)(\d+|[A-Z]-[0-9A-Z]{5}|rows/[^/]+|2\d{3}-Q\d|edition-\d+)(?=/|$)|(?<=-)[0-9a-f]{12}(?=/)"
)
TWICE = (
    "/workspace/statements/#/",
    "/workspace/statements/#/text/",
    "/workspace/actions/#/",
)  # one in the making, one that is out
SKELETON = """() => [...document.querySelectorAll('body *')].map(each =>
    each.tagName + each.className + (each.getAttribute('role') || '') + (each.getAttribute('type') || '')).join(' ')"""
LINKS = "[...document.querySelectorAll('a[href]:not([download])')].map(each => each.href)"

SEED = """
from sextant.access.models import User
from sextant.statements import actions
from sextant.statements.models import Statement
who = {user.username: user for user in User.objects.all()}
row = Statement.objects.get(state="published")
told = {"was_wrong": "A date was wrong.", "is_right": "It is mended."}
draft = actions.start_correction(by=who["commissioner"], statement=row, **told)
actions.comment(by=who["analyst"], statement=draft, measure="homicide", text="Is this still so?")
actions.place_hold(by=who["commissioner"], force=row.force, kind="embargo", reason="Until the day.", statement=draft)
"""


@dataclass
class Walk:
    """Where somebody has been, and what was wrong there."""

    seen: Counter[str] = field(default_factory=Counter)
    faults: list[str] = field(default_factory=list)
    pages: int = 0


@dataclass(frozen=True)
class Judged:
    """A folder with a file for each page skeleton that somebody has taken on; two workers never take on the same."""

    folder: Path

    def take(self, skeleton: str) -> bool:
        """Whether this one is still to be looked at."""
        self.folder.mkdir(parents=True, exist_ok=True)
        try:
            (self.folder / hashlib.sha256(skeleton.encode()).hexdigest()).touch(exist_ok=False)
        except FileExistsError:
            return False
        return True


@pytest.fixture(scope="module", autouse=True)
def _something_in_the_making(workspace: Workspace) -> None:
    """A correction in draft with a comment and a hold, so that the pages of writing are there too."""
    workspace.place.python(SEED)


@pytest.fixture(scope="session")
def judged(tmp_path_factory: pytest.TempPathFactory) -> Judged:
    """Skeletons of pages that axe has looked at, by whichever worker: the same parts in the same order need not be
    judged twice."""
    return Judged(shared_folder(tmp_path_factory) / "judged")


@pytest.mark.parametrize("role", ["", *ROLES])
def test_every_page_that_can_be_reached_is_sound(role: str, seat: Seat, axe: str, judged: Judged) -> None:
    page = seat(role)
    assert complaints_of(page) == []
    walk = Walk()
    for path in _reached(page, urlsplit(page.url).path if role else "/", walk):
        walk.faults += [f"{path}: {each}" for each in _faults(page, axe, judged)]
    assert walk.faults == []
    assert 3 < walk.pages <= MOST


def test_the_sign_in_page_is_sound(seat: Seat, axe: str, tmp_path: Path) -> None:
    page = seat()
    page.goto("/workspace/")
    assert page.get_by_label("User name").is_visible()
    assert _faults(page, axe, Judged(tmp_path)) == []


def test_a_page_that_is_not_there_is_sound(seat: Seat, axe: str) -> None:
    for role, path in (("desk-officer", "/workspace/audit/"), ("", "/statements/nowhere/2025-Q3/")):
        page = seat(role)
        answer = page.goto(path)
        assert answer is not None
        assert answer.status == 404
        assert violations(page, axe) == []
        assert overflow(page) <= 0


@pytest.mark.parametrize("part", ["measure", "statement", "public"])
def test_a_printed_page_carries_its_marking_and_the_notice(part: str, seat: Seat, tmp_path: Path) -> None:
    reader = shutil.which("pdftotext")
    if reader is None:
        pytest.skip("pdftotext (poppler-utils) is not here to read the printed sheets")
    page = seat("" if part == "public" else "chief-officer")
    paths = {"measure": "/workspace/board/wexmoor/serious-violence/", "statement": "/workspace/statements/1/"}
    page.goto(paths.get(part, "/statements/wexmoor/2025-Q2/edition-1/"))
    printed = tmp_path / "page.pdf"
    printed.write_bytes(page.pdf(prefer_css_page_size=True))
    text = subprocess.run([reader, "-layout", str(printed), "-"], check=True, capture_output=True, text=True).stdout
    sheets = text.split("\f")[:-1]
    assert sheets
    for sheet in sheets:
        assert "Made-up data" in sheet
    assert "OFFICIAL" in text
    assert "Sign out" not in text


def _reached(page: Page, start: str, walk: Walk) -> Iterator[str]:
    """Go from link to link, one page of each shape, and stand on each while the caller looks."""
    waiting, met = [start], {start}
    while waiting and walk.pages < MOST:
        path = waiting.pop(0)
        if not _new(path, walk):
            continue
        answer = page.goto(path)
        walk.pages += 1
        if answer is None or answer.status >= 400:
            walk.faults.append(f"{path}: {answer and answer.status}")
        yield path
        found = [link for link in _links(page) if link not in met]
        met.update(found)
        waiting += found


def _new(path: str, walk: Walk) -> bool:
    shape = ONE_OF_MANY.sub("#", path.partition("?")[0])
    walk.seen[shape] += 1
    return walk.seen[shape] <= (2 if shape.startswith(TWICE) else 1)


def _links(page: Page) -> list[str]:
    """Pages of the same site that this page links to, in its order."""
    here = urlsplit(page.url)
    parts = [urlsplit(urljoin(page.url, link)) for link in page.evaluate(LINKS)]
    ours = [each for each in parts if each.netloc == here.netloc and not FILES.search(each.path)]
    pages = [each for each in ours if not each.path.startswith("/api/")]
    return list(dict.fromkeys(each.path + (f"?{each.query}" if each.query else "") for each in pages))


def _faults(page: Page, axe: str, judged: Judged) -> list[str]:
    found = complaints_of(page)
    if "</" in page.locator("body").inner_text():
        found.append("markup is shown as text")
    if judged.take(page.evaluate(SKELETON)):
        found += violations(page, axe)
        if (over := overflow(page)) > 0:
            found.append(f"{over} pixels too wide for a phone")
    return found
