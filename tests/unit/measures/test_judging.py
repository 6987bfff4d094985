"""Two windows of a series in words: what stands in the sentence, and the series from its first period on."""

from __future__ import annotations

from dataclasses import replace

import pytest

from sextant.measures.definition import FigureDefinition
from sextant.measures.judging import judge_series
from sextant.measures.points import points
from sextant.measures.refusals import Unread
from sextant.measures.series import Series
from sextant.periods import Month, Window

RARE = FigureDefinition("homicide.offences", "homicide", "Homicide offences", ("homicide", "homicides"), "own")
VOLUME = replace(RARE, method="quasi-poisson")
NOW, THEN = Window.ending(Month(2021, 12)), Window.ending(Month(2019, 12))
FIRST = Month(2018, 1)
CONTEXT = "Sheds are counted apart since April 2020."


def series(each: int = 40, months: int = 48, first: Month = FIRST, **other: object) -> Series:
    """The same number each month."""
    present = [first + k for k in range(months)]
    return Series(dict.fromkeys(present, each), frozenset(present), **other)  # type: ignore[arg-type]


@pytest.mark.parametrize(("figure", "stands"), [(RARE, False), (VOLUME, True)], ids=["rare", "volume"])
def test_the_context_of_volume_crime_stands_in_its_sentence_and_in_no_rare_figures(
    figure: FigureDefinition, stands: bool
) -> None:
    judged = judge_series(figure, series(), NOW, THEN, context=[CONTEXT])
    assert (CONTEXT in judged.sentence) is stands


@pytest.mark.parametrize(
    ("events", "words"),
    [(0, "There were 0 homicides"), (1, "There was 1 homicide in"), (2, "There were 2 homicides")],
)
def test_what_can_not_be_compared_is_counted_in_the_singular_and_the_plural(events: int, words: str) -> None:
    whole = series(0)
    held = Series({NOW.months[0]: events}, whole.present)
    judged = judge_series(RARE, held, NOW, THEN, severed="the boundary changed")
    assert judged.sentence.startswith(words)


@pytest.mark.parametrize("unread", [True, False])
def test_a_window_whose_records_could_not_be_read_is_told_apart_from_one_that_was_never_loaded(unread: bool) -> None:
    lost = Unread(dict.fromkeys(NOW, 1)) if unread else Unread()
    judged = judge_series(RARE, series(months=24, unread=lost), NOW, THEN)
    told = "could be read whole" if unread else "is loaded"
    other = "is loaded" if unread else "could be read whole"
    assert told in judged.sentence
    assert f"none of the {NOW.in_words} {other}" not in judged.sentence


def test_a_series_that_begins_in_the_last_month_is_one_point_and_one_that_begins_later_none() -> None:
    held = series(7, months=3, first=Month(2021, 12))
    assert [(point.period, point.value) for point in points(held, Month(2021, 12))] == [(Month(2021, 12), 7)]
    assert points(held, Month(2021, 11)) == ()


@pytest.mark.parametrize(("now", "then", "beside"), [(49, 60, True), (60, 49, True), (50, 50, False), (9, 0, False)])
def test_the_smallest_change_that_would_be_seen_stands_beside_counts_under_fifty(
    now: int, then: int, beside: bool
) -> None:
    counts = {NOW.months[0]: now, THEN.months[0]: then}
    judged = judge_series(RARE, Series(counts, series().present), NOW, THEN)
    assert judged.change is not None
    assert (judged.change.detectable_fall is not None, judged.change.detectable_rise is not None) == (beside, beside)


@pytest.mark.parametrize("severed", ["", "the boundary changed"])
def test_a_figure_that_is_only_a_series_is_never_set_against_another_window(severed: str) -> None:
    judged = judge_series(replace(RARE, counting="series", reason="it waits"), series(1), NOW, THEN, severed=severed)
    assert (judged.change, judged.verdict) == (None, "not_comparable")
    assert "12 homicides" in judged.sentence
    assert "boundary" not in judged.sentence


@pytest.mark.parametrize(("name", "told"), [("Homicide offences", "homicide offences"), ("NHS admissions", "NHS adm")])
def test_what_there_is_no_number_for_is_named_within_its_sentence_and_no_month_of_it_counted(
    name: str, told: str
) -> None:
    judged = judge_series(replace(RARE, name=name), series(), NOW, THEN, lacking="no such records are held")
    assert told in judged.sentence
    assert name[:4] == "NHS " or name not in judged.sentence
    assert (judged.current.value, judged.current.months_counted, judged.baseline.months_counted) == (None, 0, 0)
