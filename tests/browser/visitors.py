"""People in front of a real browser: they sign in, look, and notice what a page complains of."""

from __future__ import annotations

from typing import Any

from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page

LEVELS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
# only what is wrong comes back: all that is right is ten times as much to write down and to carry
LOOK = """tags => axe.run({runOnly: {type: 'tag', values: tags}, resultTypes: ['violations']})
    .then(told => told.violations)"""
UNFOLD = "document.querySelectorAll('details').forEach(each => each.open = true)"
NARROW = 320  # and 1280 pixels at 400 %
SEEN = ("error", "warning")
PATIENCE = 120_000  # milliseconds that a page may take on a busy machine


def at_a_browser(browser: Browser, base: str, *, width: int = 1280, scripts: bool = True, **more: Any) -> Page:
    """A window of somebody who has not signed in; `complaints` gathers errors, and what is asked of other hosts."""
    size = {"width": width, "height": 900}
    context = browser.new_context(viewport=size, java_script_enabled=scripts, base_url=base, **more)
    context.set_default_timeout(PATIENCE)
    page = context.new_page()
    page.complaints = []  # type: ignore[attr-defined]
    _listen(page, base)
    return page


def sign_in(page: Page, name: str, password: str) -> Page:
    """Go through the sign-in page as a person does."""
    page.goto("/account/login/")
    page.get_by_label("User name").fill(name)
    page.get_by_label("Password", exact=True).fill(password)
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.wait_for_load_state()
    return page


def complaints_of(page: Page) -> list[str]:
    """What was noticed since somebody last asked."""
    found: list[str] = list(page.complaints)  # type: ignore[attr-defined]
    page.complaints.clear()  # type: ignore[attr-defined]
    return found


def violations(page: Page, axe: str) -> list[str]:
    """What axe finds against WCAG 2.2 AA, with everything unfolded. It is put in past the page's own policy."""
    page.evaluate(axe)
    page.evaluate(UNFOLD)
    found = page.evaluate(LOOK, LEVELS)
    return [f"{each['id']}: {node['html'][:160]}" for each in found for node in each["nodes"]]


def overflow(page: Page) -> int:
    """How far the page is wider than a window of 320 pixels, or 1280 at 400 %."""
    page.set_viewport_size({"width": NARROW, "height": 900})
    page.evaluate(UNFOLD)
    wide = int(page.evaluate("document.documentElement.scrollWidth"))
    page.set_viewport_size({"width": 1280, "height": 900})
    return wide - NARROW


def leave(page: Page) -> None:
    context: BrowserContext = page.context
    context.close()


def _matters(told: ConsoleMessage) -> bool:
    """A page as published names no icon, so Chromium asks for one by itself."""
    return told.type in SEEN and not told.location["url"].endswith("/favicon.ico")


def _words(told: ConsoleMessage) -> str:
    return f"{told.text} ({told.location['url']})"


def _listen(page: Page, base: str) -> None:
    noticed = page.complaints  # type: ignore[attr-defined]
    page.on("console", lambda told: noticed.append(_words(told)) if _matters(told) else None)
    page.on("pageerror", lambda fault: noticed.append(str(fault)))
    ours = (base, "data:", "blob:", "about:")
    page.on("request", lambda asked: None if asked.url.startswith(ours) else noticed.append(f"asked {asked.url}"))
