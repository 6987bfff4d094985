from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from sextant.periods import Month
from sextant.publishing.tables import all_rows, cell, published_cell, series_rows
from tests.unit.publishing.samples import ASB, BURGLARY, HOMICIDE, INJURY, KNIFE, NOW, PUBLISHED, quarters, value


def test_a_part_supplied_month_is_not_counted_as_zero() -> None:
    gap = next(row for row in series_rows(INJURY) if row.point.value is None)
    assert gap.cell.words == "[x]"
    assert gap.cell.value is None
    assert gap.cell.note == "part supplied"


def test_a_withheld_figure_shows_the_symbol_and_the_reason() -> None:
    found = cell(KNIFE, KNIFE.current)
    assert (found.value, found.symbol) == (None, "[c]")
    assert found.note == KNIFE.disclosure.reason


def test_a_series_without_a_verdict_has_no_baseline_to_show() -> None:
    assert cell(ASB, ASB.baseline).symbol == "[z]"
    assert cell(ASB, ASB.current).value == 51234


@given(st.one_of(st.none(), st.integers(0, 10**6)))
def test_a_cell_holds_a_value_or_a_symbol_and_never_both(count: int | None) -> None:
    figure = replace(HOMICIDE, current=value(NOW, count))
    found = cell(figure, figure.current)
    assert (found.value is None) == bool(found.symbol)
    assert found.words


def test_rows_are_named_by_their_months_and_the_windows_they_belong_to() -> None:
    rows = {row.period: row for row in series_rows(HOMICIDE)}
    assert rows["October to December 2021"].window == "current"
    assert rows["April to June 2019"].window == "baseline"
    assert rows["July to September 2019"].window == ""


def test_the_file_holds_more_history_than_the_chart_but_nothing_after_the_window() -> None:
    later = replace(HOMICIDE, series=quarters([1] * 30))
    assert len(all_rows(later)) > len(series_rows(later))
    assert all(row.point.period <= Month(2021, 12) for row in all_rows(later))


def test_an_absent_quarter_gives_its_reason() -> None:
    gap = next(row for row in all_rows(BURGLARY) if row.point.value is None)
    assert gap.cell.note == "no records for this quarter"


def test_a_published_window_without_a_number_is_a_symbol() -> None:
    assert published_cell(replace(PUBLISHED.baseline, value=None)).words == "[x]"
