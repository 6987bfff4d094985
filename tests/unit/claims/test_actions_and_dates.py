"""Actions with dates, owners and states; text that belongs to another quarter."""

from __future__ import annotations

from pathlib import Path

import pytest

from sextant.publishing.claims.actions import looks_like_a_person
from tests.unit.claims.reading import claims_of

ACTION = 'quarter = "2021-Q4"\n\n[[action]]\nwhat = "{what}"\n{rest}\n'
GOOD = 'owner = "Head of Crime"\ndue = 2022-03-31\nstate = "under way"'


def found(folder: Path, rest: str = GOOD, what: str = "Open a clinic") -> list[tuple[str, int]]:
    claims = claims_of("We help.", folder, front=ACTION.format(what=what, rest=rest))
    return [(claim.rule, claim.line) for claim in claims]


def test_a_dated_action_owned_by_a_post_passes(tmp_path: Path) -> None:
    assert found(tmp_path) == []


@pytest.mark.parametrize(
    ("rest", "rule"),
    [
        (GOOD.replace("due = 2022-03-31\n", ""), "action-undated"),
        (GOOD.replace("2022-03-31", '"spring"'), "action-undated"),
        (GOOD.replace('owner = "Head of Crime"\n', ""), "action-ownerless"),
        (GOOD.replace("Head of Crime", "Jane Surname"), "action-names-a-person"),
        (GOOD.replace("2022-03-31", "2022-01-15"), "action-overdue"),
        (GOOD.replace("under way", "planned").replace("2022-03-31", "2021-03-31"), "stale"),
        (GOOD.replace("under way", "on track"), "action-state"),
        (GOOD.replace("under way", "withdrawn"), "action-state"),
        (GOOD.replace('\nstate = "under way"', ""), "action-state"),
    ],
)
def test_a_fault_of_an_action_is_found_on_its_line(rest: str, rule: str, tmp_path: Path) -> None:
    assert found(tmp_path, rest) == [(rule, 4)]


@pytest.mark.parametrize("state", ['state = "done"', 'state = "withdrawn"\nreason = "The council did it."'])
def test_a_finished_action_is_never_overdue(state: str, tmp_path: Path) -> None:
    assert found(tmp_path, f'owner = "Head of Crime"\ndue = 2021-01-01\n{state}') == []


def test_an_actions_own_words_are_claims_too(tmp_path: Path) -> None:
    assert ("direction", 4) in found(tmp_path, what="Homicide fell")
    assert found(tmp_path, what="Reduce homicide with 40 officers") == []


@pytest.mark.parametrize(
    "owner",
    [
        "Head of Crime",
        "Superintendent, Operations",
        "Detective Superintendent, Homicide",
        "Chief Inspector Neighbourhoods",
        "Director, Violence Reduction Unit",
        "Area Commander (South Tyneside)",
        "Chief Constable",
        "Assistant Chief Constable (Local Policing)",
        "Cyber Protect Officer",
        "Best practice lead",
        "County lines desk",
        "Inspector, Gateshead East",
        "Gold Commander",
        "GRIP analyst",
        "OPCC policy officer",
    ],
)
def test_a_post_is_not_taken_for_a_person(owner: str) -> None:
    assert not looks_like_a_person(owner)


@pytest.mark.parametrize(
    "owner",
    [
        "Jane Surname",
        "Supt Surname",
        "Det Supt Surname",
        "Chief Inspector Surname",
        "PC Surname",
        "Mr Surname",
        "Dr. Surname",
        "Cllr O'Surname",
        "J. Surname",
        "Head of Crime, Sarah Surname",
        "Head of Crime (A Surname)",
        "ACC Surname",
        "Mohammed Surname",
    ],
)
def test_a_persons_name_is_found(owner: str) -> None:
    assert looks_like_a_person(owner)


def test_a_quarter_that_is_not_the_figures_own_is_stale_on_its_line(tmp_path: Path) -> None:
    [claim] = claims_of("We help.", tmp_path, front='# a note\nquarter = "2021-Q3"')
    assert (claim.rule, claim.line) == ("stale", 3)


@pytest.mark.parametrize(
    "text",
    [
        "In the 12 months to June 2021 there were {{ homicide.offences }}.",
        "In the year ending September 2021 there were {{ homicide.offences }}.",
        "This quarter, to September 2021, a team began.",
        "The latest figures, to June 2021, are below.",
        "Q3 2021 is described here.",
        "We will finish by June 2021.",
    ],
)
def test_another_quarters_text_is_stale(text: str, tmp_path: Path) -> None:
    assert "stale" in {claim.rule for claim in claims_of(text, tmp_path)}


@pytest.mark.parametrize(
    "text",
    [
        "In the 12 months to December 2021 there were {{ homicide.offences }}.",
        "The baseline is the year ending June 2019.",
        "Since September 2021 a team has met weekly.",
        "The previous statement told of the 12 months to September 2021.",
        "Records were read as at 31 January 2022.",
        "We will finish by March 2022.",
        "The team began in June 2021.",
    ],
)
def test_a_date_told_as_what_it_is_passes(text: str, tmp_path: Path) -> None:
    assert claims_of(text, tmp_path) == []


@pytest.mark.parametrize(
    "text",
    [
        "We will launch a new tracker.",
        "The force plans to recruit more detectives, and we intend to open a hub.",
        "A new desk will be set up.",
    ],
)
def test_a_promise_in_the_text_needs_a_day(text: str, tmp_path: Path) -> None:
    assert "action-undated" in {claim.rule for claim in claims_of(text, tmp_path)}


@pytest.mark.parametrize(
    "text",
    [
        "We will launch a new tracker by May 2022.",
        "We will review the plan every quarter.",
        "We will patrol where harm gathers.",
        "We launched a new tracker.",
        "Will we open a hub?",
    ],
)
def test_a_promise_with_a_day_and_a_habit_pass(text: str, tmp_path: Path) -> None:
    assert claims_of(text, tmp_path) == []


def test_a_dated_action_covers_the_promise_that_tells_of_it(tmp_path: Path) -> None:
    front = ACTION.format(what="Open a clinic for vulnerable people", rest=GOOD)
    assert claims_of("We will open a second clinic for people who are vulnerable.", tmp_path, front=front) == []
