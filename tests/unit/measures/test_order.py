"""One order of the six measures, everywhere."""

from __future__ import annotations

from importlib import resources

from hypothesis import given
from hypothesis import strategies as st

from sextant.actions.models import MEASURES as OF_ACTIONS
from sextant.measures.definition import load_definitions
from sextant.measures.order import SIX, in_order
from sextant.publishing.narrative import MEASURES, read_narrative
from sextant.publishing.views import measure_views
from sextant.statements.models import TITLES, display_order
from tests.unit.publishing.samples import DEFINITIONS, figure_set

NATIONAL = ["homicide", "serious-violence", "drugs-county-lines", "neighbourhood-crime", "cyber", "victims"]


def test_it_is_the_national_one() -> None:
    assert list(SIX) == NATIONAL
    defined = load_definitions("ncpm-2021").measures
    assert [each.key for each in sorted(defined, key=lambda each: each.number)] == NATIONAL


def test_lists_of_actions_and_statements_and_a_new_statement_have_it() -> None:
    for keys in (OF_ACTIONS, TITLES, display_order(), MEASURES):
        assert list(keys) == NATIONAL


def test_the_demonstrations_statement_has_it() -> None:
    with resources.as_file(resources.files("sextant.synthetic") / "narrative") as folder:
        told = read_narrative(folder)
    assert list(told.settings.order) == NATIONAL
    assert list(told.sections) == NATIONAL


def test_the_board_has_it() -> None:
    views = measure_views(figure_set(), None, DEFINITIONS, "", sparks=False)
    shown = [view.note.key for view in views]
    assert shown == [key for key in NATIONAL if key in shown]


@given(st.permutations(NATIONAL))
def test_whatever_order_keys_come_in_they_leave_in_the_national_one(keys: list[str]) -> None:
    assert in_order(keys) == NATIONAL


@given(st.permutations(NATIONAL), st.lists(st.sampled_from(NATIONAL), unique=True))
def test_an_order_that_was_given_goes_first_and_nothing_is_lost(keys: list[str], first: list[str]) -> None:
    found = in_order(keys, first)
    assert found[: len(first)] == first
    assert sorted(found) == sorted(NATIONAL)


def test_a_measure_of_a_forces_own_stands_last() -> None:
    assert in_order(["own", "victims", "homicide"]) == ["homicide", "victims", "own"]
