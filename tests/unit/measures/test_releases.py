"""Statements of one force after another: what the second gives away beside the first."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from sextant.config import Home
from sextant.errors import Refusal
from sextant.measures import FigureSet, figure_set, load_definitions, store
from sextant.measures.figures import Figure
from sextant.measures.publications import problems_with_earlier, publications, record, releases_before
from sextant.measures.releases import Release, counted_months, leaks
from sextant.periods import Month
from tests.unit.measures.test_figures_from_own_crimes import extract

KEY = "violence.firearm_discharge"
QUARTERS = [9, 8, 7, 9, 8, 9, 9, 8, 9, 7, 8, 2]  # January 2019 to December 2021; the last quarter is small


def home_of(tmp_path: Path, quarters: list[int]) -> Home:
    lines = []
    for at, number in enumerate(quarters):
        month = Month(2019, 1) + 3 * at
        lines += [f"8N,{month}-{k + 1:02d},I{at}{k},North,N,N,Y" for k in range(number)]
    return extract(tmp_path, lines)


def statement(home: Home, to: str, baseline: str, **more: object) -> FigureSet:
    return figure_set(home, force="northumbria", to=to, baseline=baseline, **more)  # type: ignore[arg-type]


def released(figures: FigureSet) -> Release:
    return Release(f"the statement to {figures.to}", figures)


def until(figures: FigureSet, month: Month) -> FigureSet:
    """The same set as it was made before later quarters were loaded: its series open when none of it is small."""
    own = figures.figure(KEY)
    series = tuple(point for point in own.series if point.period <= month)
    shown = all((point.value or 9) >= 5 for point in series)
    state = replace(own.disclosure, series="open" if shown else "suppressed")
    return replace(
        figures, figures=tuple(replace(f, series=series, disclosure=state) if f is own else f for f in figures.figures)
    )


def test_a_small_quarter_hidden_now_is_given_away_by_the_series_published_before(tmp_path: Path) -> None:
    """12 months to December less 12 months to September, plus the quarter of a year before, which a chart showed."""
    home = home_of(tmp_path, QUARTERS)
    now = statement(home, "2021-12", "2019-12")
    before = until(statement(home, "2021-09", "2019-12"), Month(2021, 7))
    assert now.figure(KEY).disclosure.series == "suppressed"
    assert leaks(now, [], load_definitions()).recovered == ()
    [found] = leaks(now, [released(before)], load_definitions()).recovered
    assert (found.range.low, found.range.high) == (2, 2)
    assert found.what == f"{KEY}, the quarter from October 2021"
    assert {known.release for known in found.among} == {"this statement", "the statement to 2021-09"}
    assert f"withhold {KEY}, 12 months to December 2021" in found.mend


def test_two_statements_whose_series_were_never_shown_give_no_quarter_away(tmp_path: Path) -> None:
    home = home_of(tmp_path, [3, *QUARTERS[1:]])
    now, before = statement(home, "2021-12", "2019-12"), statement(home, "2021-09", "2019-12")
    assert leaks(now, [released(before)], load_definitions()).recovered == ()


def test_a_district_hidden_now_is_given_away_by_an_earlier_statement_that_showed_its_fellow(tmp_path: Path) -> None:
    lines = [
        f"8N,{year}-05-{k + 1:02d},I{area}{year}{k},{area},N,N,Y"
        for area, now, then in (("North", 3, 12), ("South", 9, 12), ("East", 15, 20))
        for year, number in ((2021, now), (2019, then))
        for k in range(number)
    ]
    now = statement(extract(tmp_path, lines), "2021-12", "2019-12", districts=True)
    assert now.figure(KEY, "South").disclosure.state == "suppressed"
    south = now.figure(KEY, "South")
    shown = replace(south, disclosure=now.figure(KEY, "East").disclosure)
    before = replace(now, figures=tuple(shown if f is south else f for f in now.figures))
    assert leaks(now, [], load_definitions()).recovered == ()
    found = leaks(now, [released(before)], load_definitions()).recovered
    assert f"{KEY} – North, 12 months to December 2021" in [each.what for each in found]
    assert {str(each.range) for each in found} <= {"3", "0 to 3"}


def test_open_data_is_never_a_finding(tmp_path: Path) -> None:
    now = statement(extract(tmp_path, ["1,2021-05-01,I1,North,N,N,N"]), "2021-12", "2019-12")
    assert now.figure("homicide.incidents").current.value == 1
    assert leaks(now, [released(now)], load_definitions()).recovered == ()


def test_months_that_are_not_counted_are_no_part_of_a_number(tmp_path: Path) -> None:
    figure = statement(home_of(tmp_path, QUARTERS), "2021-12", "2019-12").figure(KEY)
    assert len(counted_months(figure, figure.current, figure.baseline)) == 12
    short = replace(figure.current, months_counted=9, months_present=9)
    gone = replace(figure, series=tuple(p for p in figure.series if p.period != Month(2021, 1)))
    assert str(counted_months(gone, short, figure.baseline)[0]) == "2021-04"
    assert counted_months(gone, replace(short, months_counted=8), figure.baseline) == []


def test_only_what_is_entered_as_published_is_checked_against(tmp_path: Path) -> None:
    home = home_of(tmp_path, QUARTERS)
    now = statement(home, "2021-12", "2019-12")
    before = until(statement(home, "2021-09", "2019-12"), Month(2021, 7))
    store(before, home.figures)
    assert problems_with_earlier(home, now, load_definitions()) == []
    record(home, before.sha256[:10], date(2021, 10, 30), "the force's website")
    [problem] = problems_with_earlier(home, now, load_definitions())
    assert "the statement to 2021-09, published on 2021-10-30" in problem
    assert "October 2021 can be worked out" in problem


def test_the_register_is_sorted_by_day_and_an_entry_stands_once(tmp_path: Path) -> None:
    home = home_of(tmp_path, QUARTERS)
    first, second = statement(home, "2021-09", "2019-12"), statement(home, "2021-12", "2019-12")
    for figures, day in ((first, date(2021, 10, 30)), (second, date(2022, 1, 31)), (first, date(2021, 10, 30))):
        store(figures, home.figures)
        record(home, figures.sha256, day)
    assert [entry.to for entry in publications(home, "northumbria")] == ["2021-12", "2021-09"]
    assert publications(home, "cumbria") == []
    assert [release.name for release in releases_before(home, second)[0]] == [
        "the statement to 2021-09, published on 2021-10-30"
    ]


def test_a_publication_whose_figures_are_gone_is_said(tmp_path: Path) -> None:
    home = home_of(tmp_path, QUARTERS)
    before, now = statement(home, "2021-09", "2019-12"), statement(home, "2021-12", "2019-12")
    path = store(before, home.figures)
    record(home, str(path), date(2021, 10, 30))
    path.unlink()
    [problem] = problems_with_earlier(home, now, load_definitions())
    assert "not in the home" in problem


def test_what_is_not_in_the_home_can_not_be_entered(tmp_path: Path) -> None:
    with pytest.raises(Refusal, match="not in this home"):
        record(Home(tmp_path), "abc", date(2021, 10, 30))


def test_a_spoiled_entry_names_itself(tmp_path: Path) -> None:
    (tmp_path / "published").mkdir()
    (tmp_path / "published" / "x.json").write_text("{")
    with pytest.raises(Refusal, match=r"published/x.json"):
        publications(Home(tmp_path))


def test_numbers_whose_months_are_known_leave_nothing_unjudged(tmp_path: Path) -> None:
    home = home_of(tmp_path, QUARTERS)
    now, before = statement(home, "2021-12", "2019-12"), statement(home, "2021-09", "2019-12")
    empty = now.figure(KEY)
    gone = replace(empty, current=replace(empty.current, value=None, months_counted=0))
    assert leaks(now, [released(before)], load_definitions()).unjudged == ()
    assert leaks(replaced(now, gone), [], load_definitions()).unjudged == (), "what has no number gives nothing away"


def test_each_figure_that_can_not_be_judged_is_told(tmp_path: Path) -> None:
    home = home_of(tmp_path, QUARTERS)
    now = statement(home, "2021-12", "2019-12")
    own = now.figure(KEY)
    part = replace(own, current=replace(own.current, months_counted=5), series=())
    other = replace(part, area="Newcastle")
    told = leaks(replaced(now, part, other), [], load_definitions()).unjudged
    assert told == (
        f"{KEY}, 12 months to December 2021 in this statement: its months can't be told",
        f"{KEY} – Newcastle, 12 months to December 2021 in this statement: its months can't be told",
    )


def replaced(figures: FigureSet, *instead: Figure) -> FigureSet:
    """The set with others in the stead of the figure of their key."""
    kept = tuple(each for each in figures.figures if each.key != KEY)
    return replace(figures, figures=(*kept, *instead))
