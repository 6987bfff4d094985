"""References of actions are short, drawn by chance, and tell nothing of one another."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import chain, repeat

import pytest
from django.db import IntegrityError
from django.test import Client

from sextant.access.models import User
from sextant.actions import actions
from sextant.actions.importing import preview, take_over
from sextant.actions.models import Action
from sextant.web import references

Make = Callable[..., Action]


def test_a_reference_is_short_and_has_no_letter_that_is_taken_for_another() -> None:
    for _ in range(200):
        ref = references.drawn("A")
        assert len(ref) == 7
        assert ref.startswith("A-")
        assert not set(ref[2:]) & set("01OILAEU")


def test_references_do_not_count_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sextant.web.references.secrets.choice", lambda letters: letters[-1])
    assert references.drawn("A") == "A-ZZZZZ", "every letter is drawn, none is counted"


@pytest.mark.django_db
def test_the_reference_of_an_action_says_nothing_of_its_number(proposed: Make) -> None:
    made = [proposed() for _ in range(12)]
    assert len({action.ref for action in made}) == 12
    assert all(str(action.pk) != action.ref.removeprefix("A-") for action in made)
    assert [action.ref for action in made] != sorted(action.ref for action in made), "one in 479 million"


@pytest.mark.django_db
def test_a_reference_that_is_taken_is_drawn_again(proposed: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    first = proposed()
    draws: Iterator[str] = chain([first.ref, first.ref, "A-7K3QX"], repeat("A-NEVER"))
    monkeypatch.setattr(references, "drawn", lambda _letter: next(draws))
    assert proposed().ref == "A-7K3QX"
    assert Action.objects.get(pk=first.pk).ref == first.ref


@pytest.mark.django_db
def test_another_clash_is_no_reason_to_draw_again(proposed: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    draws = iter(["A-7K3QX", "A-8K3QX", "A-9K3QX"])
    monkeypatch.setattr(references, "drawn", lambda _letter: next(draws))
    proposed(tracker_ref="T1")
    with pytest.raises(IntegrityError):
        proposed(tracker_ref="T1")
    assert next(draws) == "A-9K3QX"


@pytest.mark.django_db
def test_it_gives_up_rather_than_draw_for_ever(proposed: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    first = proposed()
    monkeypatch.setattr(references, "drawn", lambda _letter: first.ref)
    with pytest.raises(RuntimeError, match="make them longer"):
        proposed()


@pytest.mark.django_db
def test_what_is_taken_over_from_a_tracker_gets_such_a_reference_too(lead: User) -> None:
    table = [["ref", "text"], ["T1", "Survey the parks"]]
    take_over(by=lead, force="northumbria", rows=preview(lead, "northumbria", table, "homicide").new)
    ref = Action.objects.get().ref
    assert ref.removeprefix("A-").strip(references.LETTERS) == ""
    assert len(ref) == 7


@pytest.mark.django_db
def test_a_reference_is_understood_as_people_type_it(
    browser_of: Callable[[User], Client], lead: User, proposed: Make
) -> None:
    old, new = proposed(), proposed(text="Survey the neighbours")
    form = {"words": "Both in one.", "instead": f" {new.ref.lower()} "}
    browser_of(lead).post(f"/workspace/actions/{old.ref}/step/supersede/", form)
    old.refresh_from_db()
    assert (old.state, old.superseded_by) == ("superseded", new)


@pytest.mark.django_db
def test_no_address_of_an_action_holds_a_number_of_the_database(
    browser_of: Callable[[User], Client], lead: User, claimed: Action
) -> None:
    actions.say(by=lead, action=claimed, text="Well done.")
    page = browser_of(lead).get(f"/workspace/actions/{claimed.ref}/").content.decode()
    links = [part.split('"')[0] for part in page.split('="/workspace/actions/')[1:]]
    own = [link.removeprefix(claimed.ref) for link in links if link.startswith("A-")]
    assert own
    assert not any(character.isdigit() for link in own for character in link), own
