"""The chart of a figure's series, from a home's lake."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from sextant.config import Home
from sextant.errors import Refusal
from sextant.measures.charted import Charted, charted
from tests.unit.lake.files import loaded
from tests.unit.measures.lakes import home_with, quarters, with_street
from tests.unit.measures.test_figures_from_own_crimes import extract

ASB = "Anti-social behaviour"


def asked(home: Home, key: str, **more: str) -> Charted:
    return charted(home, key, force="northumbria", **more)  # type: ignore[arg-type]


def street_home(tmp_path: Path, left_out: tuple[str, ...] = ()) -> Home:
    months = [f"{2020 + k // 12}-{k % 12 + 1:02d}" for k in range(30)]
    counts = {month: {ASB: 60 + 7 * (k % 3)} for k, month in enumerate(months) if month not in left_out}
    return with_street(Home(tmp_path / "home"), tmp_path, counts)


def homicides(tmp_path: Path, days: list[date]) -> Home:
    return extract(tmp_path, [f"1,{day.isoformat()},I{k},North,N,N,N" for k, day in enumerate(days)])


def test_rare_events_by_quarter_get_exact_limits(tmp_path: Path) -> None:
    found = asked(home_with(tmp_path, quarters(lambda k: 3 + k % 3, "1")), "homicide.offences")
    assert (found.every, found.chart.kind) == ("quarter", "exact_counts")
    assert found.name(found.points[0]) == "2014-Q2"
    assert len(found.points) == len(found.chart.flags) == 32
    assert found.gaps_words == ""


def test_volume_crime_gets_an_xmr_chart(tmp_path: Path) -> None:
    found = asked(home_with(tmp_path, quarters(lambda k: 900 + 40 * (k % 3), "39")), "neighbourhood.theft_from_person")
    assert (found.chart.kind, found.chart.trial) == ("xmr", False)
    assert "what is usual runs from" in found.sentence


def test_a_figure_shown_without_a_verdict_still_has_its_series(tmp_path: Path) -> None:
    found = asked(street_home(tmp_path), "neighbourhood.asb_incidents")
    assert (found.every, found.chart.kind) == ("month", "xmr")
    assert found.name(found.points[-1]) == "2022-06"


def test_a_missing_month_stays_a_gap_and_its_quarter_too(tmp_path: Path) -> None:
    home = street_home(tmp_path, left_out=("2021-05",))
    by_month = asked(home, "neighbourhood.asb_incidents").as_json()
    [gap] = [point for point in by_month["points"] if not point["complete"]]
    assert gap == {"period": "2021-05", "value": None, "complete": False, "flags": [], "reason": "absent"}
    by_quarter = asked(home, "neighbourhood.asb_incidents", by="quarter").as_json()
    assert [p["period"] for p in by_quarter["points"] if not p["complete"]] == ["2021-Q2"]
    assert "2 of 3 months" in next(p["reason"] for p in by_quarter["points"] if not p["complete"])
    assert "29 of 30 months are held" in by_month["sentence"]


def test_a_part_supplied_month_is_a_gap_with_what_was_expected(tmp_path: Path) -> None:
    home = street_home(tmp_path, left_out=("2021-05",))
    loaded(with_street(home, tmp_path / "late", {"2021-05": {ASB: 6}}), "police-uk", tmp_path / "late" / "street")
    point = next(p for p in asked(home, "neighbourhood.asb_incidents").as_json()["points"] if p["period"] == "2021-05")
    assert (point["value"], point["complete"]) == (None, False)
    assert "part supplied" in point["reason"]


def test_from_and_to_choose_the_whole_periods_between(tmp_path: Path) -> None:
    home = street_home(tmp_path)
    found = asked(home, "neighbourhood.asb_incidents", by="quarter", start="2020-02", to="2021-11")
    assert [found.name(p) for p in found.points] == ["2020-Q2", "2020-Q3", "2020-Q4", "2021-Q1", "2021-Q2", "2021-Q3"]
    assert found.chart.trial


def test_homicide_incidents_are_told_by_the_days_between_them(tmp_path: Path) -> None:
    days = [date(2019, 1, 20), date(2019, 3, 1), date(2019, 3, 1), date(2019, 6, 9), date(2021, 11, 30)]
    found = asked(homicides(tmp_path, days), "homicide.incidents")
    assert [gap.days for gap in found.gaps] == [40, 0, 100, 905, 31]
    assert found.gaps[-1].open
    assert found.every == "quarter"
    assert "since the last event" in found.gaps_words
    assert any("not for publication" in note for note in found.notes)
    assert found.as_json()["days_between"]["gaps"][3]["days"] == 905


def test_an_incident_of_several_homicides_is_one_event_on_its_first_day(tmp_path: Path) -> None:
    lines = ["1,2019-05-04,I1,North,N,N,N", "1,2019-05-01,I1,North,N,N,N", "1,2019-07-01,,North,N,N,N"]
    found = asked(extract(tmp_path, lines), "homicide.incidents", to="2019-12")
    assert [(gap.start, gap.days) for gap in found.gaps] == [(date(2019, 5, 1), 61), (date(2019, 7, 1), 183)]


def test_days_between_never_reach_across_a_missing_month(tmp_path: Path) -> None:
    home = homicides(tmp_path, [date(2019, 1, 20), date(2019, 3, 1)])
    later = ["Ref,Code,Recorded,Incident,Area,Alcohol,Drugs,Gun"]
    later += [f"L{k},46,2022-{k:02d}-15,,North,N,N,N" for k in range(3, 9)]
    later += ["M1,1,2022-04-01,J1,North,N,N,N", "M2,1,2022-04-11,J2,North,N,N,N"]
    (tmp_path / "later.csv").write_text("\n".join(later) + "\n")
    loaded(home, "crimes", tmp_path / "later.csv", mapping=tmp_path / "map.toml", dated="2022-09-30")
    found = asked(home, "homicide.incidents")
    assert [gap.start for gap in found.gaps] == [date(2022, 4, 1), date(2022, 4, 11)]


def test_breaks_and_caveats_stand_beside_the_chart(tmp_path: Path) -> None:
    found = asked(home_with(tmp_path, quarters(lambda k: 700 + k % 5, "28E")), "neighbourhood.residential_burglary")
    assert any("From April 2017" in note for note in found.notes)
    assert any("pandemic" in note for note in found.notes)
    before = asked(
        home_with(tmp_path / "b", quarters(lambda k: 700 + k % 5, "28E")),
        "neighbourhood.residential_burglary",
        to="2016-12",
    )
    assert not any("pandemic" in note for note in before.notes)


@pytest.mark.parametrize(
    ("key", "more", "fault"),
    [
        ("homicide.unheard_of", {}, "is not in ncpm-2021"),
        ("cyber.confidence", {}, "has no series"),
        ("homicide.drug_or_alcohol", {}, "share of few cases"),
        ("neighbourhood.asb_incidents", {}, "has no records for Northumbria"),
        ("homicide.offences", {"by": "month"}, "comes in quarters"),
        ("homicide.offences", {"by": "week"}, "neither month nor quarter"),
        ("homicide.offences", {"to": "2012-01"}, "no whole quarter"),
        ("homicide.offences", {"to": "soon"}, "is not a month"),
    ],
)
def test_what_has_no_series_is_refused(tmp_path: Path, key: str, more: dict[str, str], fault: str) -> None:
    home = home_with(tmp_path, quarters(lambda k: 3, "1"))
    with pytest.raises(Refusal, match=fault):
        asked(home, key, **more)
