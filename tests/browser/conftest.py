"""A real Chromium, Debian's own. Where it or axe is missing the tests skip and say why, unless SEXTANT_REQUIRE asks."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Locator, Page, expect, sync_playwright

from sextant.publishing.statement import build
from tests.browser import visitors
from tests.browser.workspaces import Workspace, copy_of, made_up, open_for_work
from tests.unit.publishing.narratives import write_narrative
from tests.unit.publishing.samples import with_published
from tests.web.processes import shared_folder

ROOT = Path(__file__).resolve().parents[2]
CHROMIUM = Path(os.environ.get("SEXTANT_CHROMIUM", "/usr/bin/chromium"))
AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"
QUIET = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
Open = Callable[..., Page]
Seat = Callable[..., Page]


def needed(path: Path, what: str) -> None:
    """Skip with a plain reason, or fail where SEXTANT_REQUIRE says that Chromium must be there."""
    if path.exists():
        return
    if "chromium" in os.environ.get("SEXTANT_REQUIRE", ""):
        pytest.fail(f"{what} is required and not at {path}")
    pytest.skip(f"{what} is not here ({path})")


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    needed(CHROMIUM, "Chromium")
    with sync_playwright() as play:
        found = play.chromium.launch(executable_path=CHROMIUM, args=[*QUIET], timeout=visitors.PATIENCE)
        expect.set_options(timeout=visitors.PATIENCE)
        yield found
        found.close()


@pytest.fixture(scope="session", autouse=True)
def a_click_ends_when_its_page_is_whole() -> Iterator[None]:
    """Playwright's own ends when the next page begins: who counts its lines then counts only those that have come."""
    click = Locator.click

    def click_and_see(self: Locator, **how: Any) -> None:
        click(self, **how)
        self.page.wait_for_load_state()

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Locator, "click", click_and_see)
        yield


@pytest.fixture(scope="session")
def axe() -> str:
    needed(AXE, "axe-core (npm ci)")
    return AXE.read_text("utf-8")


@pytest.fixture(scope="session")
def statement(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("browser")
    return build(with_published(), write_narrative(folder / "told"), folder / "memory stick" / "2021-Q4").out


@pytest.fixture
def opened(browser: Browser, statement: Path) -> Iterator[Open]:
    """Open a page of the statement from its folder: `opened("index.html", width=320, scripts=False)`."""
    contexts = []

    def open_page(name: str = "index.html", width: int = 1280, scripts: bool = True, **more: object) -> Page:
        context = browser.new_context(
            viewport={"width": width, "height": 900},
            java_script_enabled=scripts,
            bypass_csp=bool(more.get("bypass_csp")),
        )
        contexts.append(context)
        context.set_default_timeout(visitors.PATIENCE)
        page = context.new_page()
        page.requested = []  # type: ignore[attr-defined]
        page.complaints = []  # type: ignore[attr-defined]
        page.on("request", lambda request: page.requested.append(request.url))  # type: ignore[attr-defined]
        page.on("requestfailed", lambda request: page.complaints.append(request.url))  # type: ignore[attr-defined]
        page.on("console", lambda message: page.complaints.append(message.text))  # type: ignore[attr-defined]
        page.goto((statement / name).as_uri())
        if scripts:
            page.evaluate("document.fonts.ready.then(() => null)")  # nothing is measured in another typeface
        return page

    yield open_page
    for context in contexts:
        context.close()


@pytest.fixture(scope="session")
def made_up_home(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, str]]:
    """The demonstration's home and passwords: made once a run, whichever worker comes first. Copy it to change it."""
    needed(CHROMIUM, "Chromium")  # before the long work
    return made_up(shared_folder(tmp_path_factory) / "made-up")


@pytest.fixture(scope="module")
def workspace(
    made_up_home: tuple[Path, dict[str, str]], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Workspace]:
    """The made-up force's workspace, served: one copy a module."""
    home, passwords = made_up_home
    place = copy_of(home, tmp_path_factory.mktemp("workspace") / "home")
    with open_for_work(place, passwords) as opened:
        yield opened


@pytest.fixture
def seat(browser: Browser, workspace: Workspace) -> Iterator[Seat]:
    """A browser window: `seat("analyst", scripts=False)` signs that person in, `seat()` is anybody's."""
    taken: list[Page] = []

    def take(role: str = "", **more: object) -> Page:
        page = visitors.at_a_browser(browser, workspace.base, **more)  # type: ignore[arg-type]
        taken.append(page)
        return visitors.sign_in(page, role, workspace.passwords[role]) if role else page

    yield take
    for page in taken:
        visitors.leave(page)
