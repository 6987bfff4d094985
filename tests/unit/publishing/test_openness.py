from __future__ import annotations

import json
from dataclasses import replace

from sextant.measures.figures import Disclosure
from sextant.publishing.openness import public_edition, public_figure, public_set, withheld
from tests.unit.publishing.samples import EDITION, HOMICIDE, KNIFE, PUBLISHED, SECRET, figure_set


def test_an_open_figure_passes_untouched() -> None:
    assert public_figure(HOMICIDE) is HOMICIDE


def test_a_withheld_figure_keeps_its_name_and_reason_and_no_number() -> None:
    emptied = public_figure(KNIFE)
    assert withheld(emptied)
    assert emptied.name == KNIFE.name
    assert KNIFE.disclosure.reason in emptied.sentence
    assert str(SECRET) not in json.dumps(emptied.as_json())


def test_neither_verdict_nor_series_nor_change_of_a_withheld_figure_is_public() -> None:
    emptied = public_figure(KNIFE)
    assert emptied.verdict == "not_available"
    assert emptied.series == ()
    assert emptied.change is None
    assert emptied.current.value is None
    assert emptied.baseline.value is None


def test_a_restricted_figure_is_withheld_like_a_suppressed_one() -> None:
    restricted = replace(HOMICIDE, disclosure=Disclosure("restricted", "waits for a sub judice check"))
    assert public_figure(restricted).current.value is None


def test_what_was_already_published_stays_but_not_the_sentence_with_our_number() -> None:
    pair = replace(HOMICIDE, published=PUBLISHED, disclosure=Disclosure("restricted", "waits"))
    found = public_figure(pair).published
    assert found
    assert found.current.value == 13
    assert found.reconciliation == ""


def test_editions_lose_paths_and_times_of_loading() -> None:
    found = public_edition(dict(EDITION))
    assert found["id"] == EDITION["id"]
    assert "loaded_at" not in found
    assert "/a/path" not in json.dumps(found)


def test_the_public_hash_differs_where_something_is_withheld_and_only_there() -> None:
    whole = figure_set()
    assert public_set(whole).sha256 != whole.sha256
    opened = replace(whole, figures=(HOMICIDE,), editions=())
    assert public_set(opened).sha256 == opened.sha256


def test_the_public_set_is_its_own_public_set() -> None:
    once = public_set(figure_set())
    assert public_set(once) == once


def test_a_figure_with_a_small_period_keeps_its_windows_and_loses_its_series() -> None:
    hidden = Disclosure("open", series="suppressed", series_reason="the series is not shown: some counts are below 5")
    figure = replace(HOMICIDE, disclosure=hidden)
    assert figure.series
    shown = public_figure(figure)
    assert (shown.series, shown.current.value) == ((), figure.current.value)
    assert "The series is not shown: some counts are below 5." in [note.text for note in shown.notes]
