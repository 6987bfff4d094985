"""Texts beside earlier ones, and beside newer figures."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as some

from sextant.access.models import User
from sextant.measures.figures import FigureSet
from sextant.statements.changed import figure_changes, moved
from sextant.statements.document import document, narrative_of
from sextant.statements.models import Statement
from sextant.statements.tracked import changes, left_in, unchanged
from tests.unit.publishing.samples import figure_set
from tests.web.statements.conftest import revised, write

TEXTS = some.text("ab {}.\n", max_size=40)


class TestWords:
    def test_added_and_removed_words_are_told_apart(self) -> None:
        runs = changes("Patrols go out three days a week.", "Patrols go out two days a week.")
        assert [(run.kind, run.text) for run in runs if run.kind != "same"] == [("removed", "three"), ("added", "two")]

    def test_a_key_is_one_word(self) -> None:
        runs = changes("We counted {{ a.b }}.", "We counted {{ a.c }}.")
        assert [run.text for run in runs if run.kind == "added"] == ["{{ a.c }}"]

    @given(TEXTS, TEXTS)
    def test_both_texts_can_be_read_off_the_runs(self, old: str, new: str) -> None:
        runs = changes(old, new)
        assert "".join(run.text for run in runs if run.kind != "removed") == new
        assert "".join(run.text for run in runs if run.kind != "added") == old

    def test_spaces_alone_change_nothing(self) -> None:
        assert unchanged("One  line.\n", "One\nline.")
        assert not unchanged("One line.", "Two lines.")


class TestDatesLeftIn:
    OLD = "Between July and September 2025 the team checked 61 firms. A desk has analysts.\n"

    def test_a_sentence_that_stands_word_for_word_and_names_a_date_is_marked(self) -> None:
        [found] = left_in(self.OLD, f"New words first.\n\n{self.OLD}")
        assert (found.line, found.date) == (3, "september 2025")

    def test_a_reworded_one_an_undated_one_and_a_new_one_are_not(self) -> None:
        assert left_in(self.OLD, "Between October and December 2025 the team checked 61 firms.") == []
        assert left_in("A desk has analysts.", "A desk has analysts.") == []
        assert left_in("", self.OLD) == []

    @pytest.mark.parametrize("text", ["Software has set it since July 2021.", "A survey began in July 2025."])
    def test_a_date_told_as_past_is_not(self, text: str) -> None:
        assert left_in(text, text) == []

    def test_a_date_that_a_figure_prints_is_not(self) -> None:
        text = "In the {{ homicide.offences.window }} it was so."
        assert left_in(text, text) == []


@contextmanager
def told(row: Statement, lead: User, text: str) -> Iterator[tuple[object, FigureSet, FigureSet]]:
    write(row, lead, text)
    with narrative_of(document(row)) as narrative:
        yield narrative, figure_set(), revised(21)


@pytest.mark.django_db
class TestNewerFigures:
    def test_a_changed_figure_stands_beside_itself(self) -> None:
        [found] = [each for each in figure_changes(figure_set(), revised(21)) if each.moved]
        assert (found.key, found.now[0]) == ("homicide.offences", "21")
        assert found.then[0] != "21"

    def test_another_reason_for_having_no_number_is_no_change(self) -> None:
        old, first = figure_set(), figure_set().figures[0]
        none = replace(first, current=replace(first.current, value=None), baseline=replace(first.baseline, value=None))
        was = replace(old, figures=(replace(none, verdict="not_available"), *old.figures[1:]))
        now = replace(old, figures=(replace(none, verdict="not_comparable"), *old.figures[1:]))
        assert first.key not in [each.key for each in figure_changes(was, now)]
        assert first.key in [each.key for each in figure_changes(was, old) if each.moved]

    def test_a_withheld_figure_shows_no_number_on_either_side(self) -> None:
        shown = [part for each in figure_changes(figure_set(), figure_set()) for part in each.then]
        assert "withheld" in shown
        assert not any("98,765" in part or "98765" in part for part in shown)

    def test_a_sentence_that_prints_the_figure_is_shown_before_and_after(self, draft: Statement, lead: User) -> None:
        with told(draft, lead, "We counted {{ homicide.offences }} of them. Each counts.") as (narrative, old, new):
            [found] = moved(narrative, old, new)
        assert (found.measure, found.now, found.fault) == ("homicide", "We counted 21 of them.", "")

    def test_a_sentence_that_a_new_verdict_contradicts_no_longer_holds(self, draft: Statement, lead: User) -> None:
        from dataclasses import replace

        with told(draft, lead, "Homicide fell.") as (narrative, old, _):
            fell = replace(old.figures[0], verdict="lower")
            before = replace(old, figures=(fell, *old.figures[1:]))
            [found] = moved(
                narrative, before, replace(old, figures=(replace(fell, verdict="too_few"), *old.figures[1:]))
            )
        assert found.fault
        assert found.then == "Homicide fell."

    def test_a_fault_that_was_there_before_is_not_told_as_a_new_one(self, draft: Statement, lead: User) -> None:
        with told(draft, lead, "There were 17 homicides.\n\nHomicide fell.") as (narrative, old, _):
            fell = replace(old.figures[0], verdict="lower")
            before = replace(old, figures=(fell, *old.figures[1:]))
            now = replace(old, figures=(replace(fell, verdict="too_few"), *old.figures[1:]))
            assert [each.now for each in moved(narrative, before, now)] == ["Homicide fell."]
            assert moved(narrative, before, before) == []

    def test_nothing_moves_where_the_figures_are_the_same(self, draft: Statement, lead: User) -> None:
        with told(draft, lead, "We counted {{ homicide.offences }}.") as (narrative, old, _):
            assert moved(narrative, old, old) == []
