"""Letters that the PDF can't print are known before it is built, by name."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sextant.publishing.printable import all_named, letters_of, named, unprintable
from tests.unit.claims.reading import claims_of

FRONT = 'quarter = "2021-Q4"\n\n[[action]]\nwhat = "{what}"\nowner = "{owner}"\ndue = 2022-03-31\nstate = "under way"\n'


@pytest.mark.parametrize(
    ("text", "letters"),
    [
        ("We are 🙂 here", ("🙂",)),
        ("中文 and 🚓, twice 🚓", ("中", "文", "🚓")),
        ("a bell \x07 rings", ("\x07",)),
        ("a family 👩\u200d👧", ("👩", "\u200d", "👧")),
    ],
)
def test_letters_that_no_typeface_holds_are_found_once_each(text: str, letters: tuple[str, ...]) -> None:
    assert unprintable(text) == letters


@pytest.mark.parametrize("text", ["", "Heddlu Gŵyl yr Ŷd", "£5 → ≥ ✓ ½ – “so”", "Ωμέγα, Жук", "line\nline\ttab"])
def test_letters_that_the_typefaces_hold_are_left_in_peace(text: str) -> None:
    assert unprintable(text) == ()


@given(st.text(st.characters(min_codepoint=0x20, max_codepoint=0x7E), max_size=60))
@settings(max_examples=40)
def test_plain_english_is_never_asked_about(text: str) -> None:
    assert unprintable(text) == ()


def test_a_letter_is_told_with_its_name_and_one_that_can_not_be_seen_by_its_name_alone() -> None:
    assert named("🙂") == "‘🙂’ (slightly smiling face)"
    assert named("\u200d") == "(zero width joiner)"
    assert named("\x07") == "(the character U+0007)"
    assert all_named(("🙂", "中")) == "‘🙂’ (slightly smiling face), ‘中’ (cjk unified ideograph-4e2d)"


def test_escapes_of_the_typesetters_message_are_read_back() -> None:
    fault = 'the text `"\\u{7}"` could not be displayed with font\nthe text `"🙂"` could not be displayed with font'
    assert letters_of(fault) == ("\x07", "🙂")
    assert letters_of("something else went wrong") == ()


def test_the_claims_check_names_the_line_of_the_text(tmp_path: Path) -> None:
    [claim] = [each for each in claims_of("We help.\n\nWe care 🙂.", tmp_path) if each.rule == "unprintable"]
    assert claim.text == "We care 🙂."
    assert "‘🙂’ (slightly smiling face)" in claim.message
    assert claim.message.endswith("leave it out, or say it in words")
    assert (tmp_path / Path(claim.file).name).read_text("utf-8").splitlines()[claim.line - 1] == "We care 🙂."


@pytest.mark.parametrize(
    ("what", "owner", "says"),
    [("Open a 🚓 bay", "Head of Crime", "this action"), ("Open a bay", "Head 🚓", "the post that answers")],
)
def test_the_claims_check_reads_actions_and_their_posts(what: str, owner: str, says: str, tmp_path: Path) -> None:
    found = claims_of("We help.", tmp_path, front=FRONT.format(what=what, owner=owner))
    [claim] = [each for each in found if each.rule == "unprintable"]
    assert says in claim.message
    assert "(police car)" in claim.message
    assert claim.line == 4
