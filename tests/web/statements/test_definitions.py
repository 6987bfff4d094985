"""Definitions that changed after publication stop no correction: those of then are kept, and found by their hash."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from django.test import Client

from sextant.access.models import User
from sextant.config import Home
from sextant.errors import Refusal
from sextant.measures.definition import keep, kept_file, load_definitions
from sextant.statements import actions
from sextant.statements.checks import check_whole
from sextant.statements.definitions import definitions_of, gone
from sextant.statements.frozen import public_folder
from sextant.statements.models import Statement
from sextant.statements.releasing import release
from tests.unit.publishing.samples import DEFINITIONS, figure_set
from tests.web.statements.conftest import ANNOUNCED, HOUR, TEXT, announce, sign, write

pytestmark = pytest.mark.django_db
Browser = Callable[[User], Client]


def change_definitions(place: Home, text: str = DEFINITIONS.text + "\n# a note that was added later\n") -> Path:
    """The force puts definitions of its own into the home, under the same name."""
    place.definitions.mkdir(exist_ok=True)
    path = place.definitions / "ncpm-2021.toml"
    path.write_text(text, "utf-8")
    assert load_definitions("ncpm-2021", place.definitions).sha256 != DEFINITIONS.sha256 if "note" in text else True
    return path


def test_a_correction_of_wording_goes_out_on_the_figures_as_they_were_published(
    published: Statement, place: Home, analyst: User, lead: User, chief: User, office: User
) -> None:
    change_definitions(place)
    new = actions.start_correction(by=office, statement=published, was_wrong="A word.", is_right="Another word.")
    write(new, lead, f"{TEXT} Another word.")
    announce(new, analyst, ANNOUNCED + HOUR)
    assert check_whole(new).passes
    actions.put_forward_as_checked(by=analyst, statement=new)
    sign(new, chief)
    actions.publish(by=office, statement=new)
    assert release(new) == "Published."
    new.refresh_from_db()
    assert new.figures_sha256 == published.figures_sha256
    of_then = (public_folder(new) / "audit" / "definitions.toml").read_text("utf-8")
    assert of_then == DEFINITIONS.text


def test_those_kept_with_the_figures_serve_a_draft_that_nobody_has_signed(draft: Statement, place: Home) -> None:
    keep(DEFINITIONS, place.figures)
    change_definitions(place)
    assert check_whole(draft).passes


def test_are_kept_once_under_their_hash(place: Home) -> None:
    keep(DEFINITIONS, place.figures)
    keep(DEFINITIONS, place.figures)
    folder = place.figures / "definitions"
    assert [path.name for path in folder.iterdir()] == [f"{DEFINITIONS.sha256}.toml"]
    assert load_definitions(str(kept_file(place.figures, DEFINITIONS.sha256))) == DEFINITIONS


def test_a_kept_copy_that_somebody_changed_is_not_taken(place: Home) -> None:
    keep(DEFINITIONS, place.figures)
    change_definitions(place)
    kept_file(place.figures, DEFINITIONS.sha256).write_text(DEFINITIONS.text + "# changed\n", "utf-8")
    assert gone(figure_set())
    with pytest.raises(Refusal, match="those of then are not in the home"):
        definitions_of(figure_set())


def test_todays_file_that_can_not_be_read_does_not_hide_the_kept_one(place: Home) -> None:
    keep(DEFINITIONS, place.figures)
    change_definitions(place, "this is no TOML [")
    assert definitions_of(figure_set()).sha256 == DEFINITIONS.sha256


class TestWhereNobodyKeptThem:
    @pytest.fixture(autouse=True)
    def lost(self, draft: Statement, place: Home) -> Statement:
        change_definitions(place)
        return draft

    @pytest.mark.parametrize("more", ["", "checked/"])
    def test_the_page_says_so_with_the_button_that_makes_figures(
        self, more: str, draft: Statement, analyst: User, browser_of: Browser
    ) -> None:
        client = browser_of(analyst)
        page = client.get(f"/workspace/statements/{draft.pk}/{more}").content.decode()
        assert "The definitions have changed since these figures were made." in page
        assert 'action="/workspace/board/wessex-vale/make/"' in page
        assert 'name="to" value="2021-12"' in page
        answer = client.post(
            "/workspace/board/wessex-vale/make/", {"to": "2021-12", "because": "the definitions have changed"}
        )
        assert "/jobs/" in answer["Location"]

    def test_who_may_not_make_figures_is_told_who_can(self, draft: Statement, lead: User, browser_of: Browser) -> None:
        page = browser_of(lead).get(f"/workspace/statements/{draft.pk}/").content.decode()
        assert "An analyst can have them made." in page
        assert "/make/" not in page

    def test_nothing_is_put_forward(self, draft: Statement, analyst: User) -> None:
        with pytest.raises(Refusal, match="those of then are not in the home"):
            actions.put_forward_as_checked(by=analyst, statement=draft)
