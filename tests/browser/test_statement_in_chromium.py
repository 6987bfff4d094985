"""The statement as a person meets it: opened from a folder, on a phone, by keyboard, on paper, without scripts."""

from __future__ import annotations

import re
import shutil
import subprocess
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Open
from tests.browser.visitors import LOOK, UNFOLD

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]
PAGES = ["index.html", "accessibility.html"]
LEVELS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


def violations(opened: Open, axe: str, name: str, width: int) -> list[str]:
    page = opened(name, width, bypass_csp=True)  # the page lets nothing in, so axe needs the door held open
    page.evaluate(UNFOLD)
    page.add_script_tag(content=axe)
    found: list[dict[str, Any]] = page.evaluate(LOOK, LEVELS)
    return [f"{each['id']}: {node['html'][:160]}" for each in found for node in each["nodes"]]


@pytest.mark.parametrize("name", PAGES)
@pytest.mark.parametrize("width", [320, 1280])
def test_axe_finds_nothing_against_the_guidelines(opened: Open, axe: str, name: str, width: int) -> None:
    assert violations(opened, axe, name, width) == []


@pytest.mark.parametrize("name", PAGES)
@pytest.mark.parametrize("width", [320, 768, 1280])
def test_no_page_scrolls_sideways(opened: Open, name: str, width: int) -> None:
    page = opened(name, width)
    page.evaluate(UNFOLD)
    assert page.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.parametrize("width", [320, 360, 768])
def test_a_table_that_runs_off_the_right_says_so(opened: Open, width: int) -> None:
    page = opened("index.html", width)
    told = """() => [...document.querySelectorAll('.sx-scroll:has(> .sx-broad)')].map(each =>
        [each.scrollWidth > each.clientWidth, getComputedStyle(each, '::before').content.includes('sideways')])"""
    found = page.evaluate(told)
    assert found
    assert all(runs_off == says_so for runs_off, says_so in found)


@pytest.mark.parametrize("name", PAGES)
def test_nothing_is_asked_of_the_network_and_nothing_fails(opened: Open, name: str) -> None:
    page = opened(name)
    page.wait_for_load_state("networkidle")
    assert page.requested  # type: ignore[attr-defined]
    assert all(url.startswith("file://") for url in page.requested)  # type: ignore[attr-defined]
    assert page.complaints == []  # type: ignore[attr-defined]


def test_our_typeface_is_loaded_from_the_folder(opened: Open) -> None:
    page = opened()
    page.wait_for_load_state("networkidle")
    loaded = page.evaluate("document.fonts.ready.then(all => [...all].filter(f => f.status == 'loaded').length)")
    assert loaded == 2


def test_a_disclosure_opens_without_scripts(opened: Open) -> None:
    page = opened(scripts=False)
    folded = page.locator("#serious-violence details").first
    table = folded.locator("table")
    assert not table.is_visible()
    folded.locator("summary").click()
    expect(table).to_be_visible()
    assert "[x]" in table.inner_text()


def test_a_disclosure_opens_by_keyboard_and_focus_is_seen(opened: Open) -> None:
    page = opened()
    summary = page.locator("#serious-violence details summary").first
    summary.focus()
    brass = "rgb(138, 97, 0)"
    assert summary.evaluate("each => getComputedStyle(each).backgroundColor") == brass
    page.keyboard.press("Enter")
    expect(page.locator("#serious-violence details").first).to_have_attribute("open", "")


def test_the_skip_link_is_the_first_stop_and_leads_to_the_content(opened: Open) -> None:
    page = opened()
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent").strip() == "Skip to main content"
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("#content$"))


@pytest.mark.parametrize(("width", "seen", "hidden"), [(320, "narrow", "wide"), (1280, "wide", "narrow")])
def test_each_width_sees_its_own_chart_and_only_one(opened: Open, width: int, seen: str, hidden: str) -> None:
    figure = opened(width=width).locator("#neighbourhood-crime figure").first
    assert figure.locator(f".sx-chart--{seen} svg").is_visible()
    assert not figure.locator(f".sx-chart--{hidden} svg").is_visible()


@pytest.mark.parametrize("width", [320, 1280])
def test_chart_text_can_be_read(opened: Open, width: int) -> None:
    page = opened(width=width)
    sizes = page.evaluate(
        "[...document.querySelectorAll('.sx-chart svg text')].filter(t => t.getClientRects().length)"
        ".map(t => parseFloat(getComputedStyle(t).fontSize) * t.getScreenCTM().a)"
    )
    assert sizes
    assert min(sizes) >= 11


@pytest.mark.parametrize("width", [320, 1280])
def test_no_chart_text_leaves_its_picture(opened: Open, width: int) -> None:
    outside = opened(width=width).evaluate(
        "[...document.querySelectorAll('.sx-chart svg')].filter(s => s.getClientRects().length).flatMap(s => {"
        " const box = s.getBoundingClientRect();"
        " return [...s.querySelectorAll('text')].filter(t => { const r = t.getBoundingClientRect();"
        " return r.left < box.left - 1 || r.right > box.right + 1"
        " || r.top < box.top - 1 || r.bottom > box.bottom + 1 })"
        " .map(t => t.textContent) })"
    )
    assert outside == []


def test_headings_go_down_one_step_at_a_time(opened: Open) -> None:
    levels = opened().evaluate("[...document.querySelectorAll('h1,h2,h3,h4,h5')].map(h => +h.tagName[1])")
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(later <= earlier + 1 for earlier, later in pairwise(levels))


def test_paper_shows_what_is_folded_and_the_notice_as_a_repeated_heading(opened: Open) -> None:
    page = opened()
    page.emulate_media(media="print")
    assert page.evaluate("getComputedStyle(document.querySelector('.sx-notice')).display") == "table-header-group"
    assert page.locator("#serious-violence details table").first.is_visible()
    assert not page.locator(".sx-contents").is_visible()
    assert page.locator("#neighbourhood-crime .sx-chart--wide svg").is_visible()


def test_no_words_are_white_on_paper(opened: Open) -> None:
    page = opened()
    page.emulate_media(media="print")
    colours = page.evaluate(
        "[...document.querySelectorAll('.sx-chip, header a, summary')].map(e => getComputedStyle(e).color)"
    )
    assert "rgb(255, 255, 255)" not in colours


def test_every_printed_sheet_carries_notice_marking_edition_and_page_number(opened: Open, tmp_path: Path) -> None:
    reader = shutil.which("pdftotext")
    if reader is None:
        pytest.skip("pdftotext (poppler-utils) is not here to read the printed sheets")
    printed = tmp_path / "statement.pdf"
    printed.write_bytes(opened().pdf(prefer_css_page_size=True))
    text = subprocess.run([reader, "-layout", str(printed), "-"], check=True, capture_output=True, text=True).stdout
    sheets = text.split("\f")[:-1]
    assert 5 < len(sheets) < 25
    for number, sheet in enumerate(sheets, 1):
        for words in (
            "Made-up data:",
            "published by nobody",
            "OFFICIAL",
            "edition ",
            f"Page {number} of {len(sheets)}",
        ):
            assert words in sheet


def test_chips_tell_their_verdict_without_colour(opened: Open) -> None:
    page = opened()
    chips = page.locator(".sx-chip")
    assert chips.count() > 6
    for k in range(chips.count()):
        assert chips.nth(k).inner_text().strip()
        assert chips.nth(k).locator("svg").count() == 1
