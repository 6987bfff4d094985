"""The asset step's result: our own identity over GOV.UK Frontend, nothing that belongs to gov.uk alone."""

from __future__ import annotations

import json
import re
from importlib import resources
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[3]


@pytest.fixture(scope="module")
def css() -> str:
    return (resources.files("sextant.web") / "static" / "statement.css").read_text("utf-8")


def luminance(colour: str) -> float:
    """Relative luminance by WCAG 2.2."""
    parts = [int(colour[k : k + 2], 16) / 255 for k in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def variable(css: str, name: str) -> str:
    found = re.search(rf"--sextant-{name}:\s*(#[0-9a-f]{{6}})", css)
    assert found
    return found[1]


def test_neither_the_transport_typeface_nor_the_crown_is_in_it(css: str) -> None:
    assert "GDS Transport" not in css
    assert not re.search("crown|crest", css, re.I)


def test_the_typeface_is_ours_with_arial_to_fall_back_on(css: str) -> None:
    assert re.search(r'font-family:\s*"?Source Sans 3"?\s*,\s*Arial', css)
    assert css.count("@font-face") == 2


def test_body_text_is_19_pixels_and_dense_tables_16(css: str) -> None:
    assert re.search(r"\.govuk-body[^{]*\{[^}]*font-size:1\.1875rem", css)
    assert re.search(r"\.sx-dense\{[^}]*font-size:1rem", css)


@pytest.mark.parametrize("name", ["navy", "brass", "grey"])
def test_our_colours_can_be_read_on_white_and_white_on_them(css: str, name: str) -> None:
    assert contrast(variable(css, name), "#ffffff") >= 4.5


def test_brand_and_accent_are_navy_and_brass(css: str) -> None:
    assert variable(css, "navy") == "#12355b"
    assert variable(css, "brass") == "#8a6100"
    assert re.search(r"--govuk-brand-colour:\s*#12355b", css)
    assert re.search(r"--govuk-focus-colour:\s*#8a6100", css)


def test_paper_repeats_the_notice_and_opens_what_is_folded(css: str) -> None:
    paper = css[css.rindex("@page") :]
    assert "table-header-group" in paper
    assert "details-content" in paper


def test_the_licences_of_styles_and_typeface_travel_with_them() -> None:
    text = (resources.files("sextant.web") / "static" / "licences.txt").read_text("utf-8")
    assert "SIL Open Font License" in text
    assert "GOV.UK Frontend" in text


def test_the_lock_names_no_download_address() -> None:
    lock = json.loads((ROOT / "package-lock.json").read_text("utf-8"))
    assert all("resolved" not in package for package in lock["packages"].values())
    assert all("integrity" in package for name, package in lock["packages"].items() if name)
