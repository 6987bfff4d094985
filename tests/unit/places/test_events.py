"""Events as arrays, and events read from a lake."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from sextant.config import Home
from sextant.errors import Refusal
from sextant.periods import Month
from sextant.places import Held, as_events, events_of, from_grid, point_keys, to_grid, with_harm
from sextant.severity import load_weights
from tests.unit.lake.files import STREET, loaded

WHY = "looking for hot spots of burglary"
MAPPING = """
[columns]
crime_number = "Ref"
offence_code = "Code"
recorded_on = "Recorded"
committed_from = "From"
committed_to = "To"
easting = "E"
northing = "N"
[force]
slug = "northumbria"
[governance]
purpose = "made-up purpose"
legal_basis = "made-up basis"
owner = "Head of Performance"
review_date = "2030-01-01"
dispose_after = "2031-01-01"
"""


def street_home(tmp_path: Path, months: dict[str, list[str]]) -> Home:
    """A home with street files whose rows are `longitude,latitude,location,LSOA,crime type`."""
    home = Home(tmp_path / "home")
    for month, rows in months.items():
        path = tmp_path / "street" / month / f"{month}-northumbria-street.csv"
        path.parent.mkdir(parents=True)
        lines = [
            f"{hash_of(month, k)},{month},Northumbria Police,Northumbria Police,{x},{y},{place},{lsoa},,{kind},,"
            for k, (x, y, place, lsoa, kind) in enumerate(row.split(",") for row in rows)
        ]
        path.write_text("\n".join([STREET, *lines]) + "\n", "utf-8")
    loaded(home, "police-uk", tmp_path / "street", dated="2021-06-30")
    return home


def hash_of(month: str, k: int) -> str:
    return f"{int(month.replace('-', '')):032x}{k:032x}"


def crimes_home(tmp_path: Path) -> Home:
    home = Home(tmp_path / "home")
    lines = [
        "Ref,Code,Recorded,From,To,E,N",
        "C1,28E,2021-03-02,2021-03-01 22:00,2021-03-02 06:00,424800.5,564200.5",
        "C2,8N,2021-03-04,2021-03-04 01:30,,424900,564300",
        "C3,99Z,2021-03-05,,,,",
    ]
    (tmp_path / "crimes.csv").write_text("\n".join(lines) + "\n")
    (tmp_path / "map.toml").write_text(MAPPING)
    loaded(home, "crimes", tmp_path / "crimes.csv", mapping=tmp_path / "map.toml", dated="2021-04-30")
    return home


def held(home: Home, **more: object) -> Held:
    asked = {"force": "northumbria", "start": "2021-03", "to": "2021-05"} | more
    return events_of(home, **asked)  # type: ignore[arg-type]


@pytest.fixture
def two_months(tmp_path: Path) -> Home:
    march = [
        "-1.6,54.97,On or near High Street,E01008340,Burglary",
        "-1.6,54.97,On or near High Street,E01008340,Robbery",
        "-1.61,54.98,On or near Hospital,E01008341,Burglary",
        ",,No Location,,Drugs",
    ]
    return street_home(tmp_path, {"2021-03": march, "2021-05": march[:1]})


def test_street_crimes_become_events_with_months_kinds_and_map_points(two_months: Home) -> None:
    found = held(two_months)
    events = found.events
    assert len(events) == 5
    assert events.tier == "map point"
    assert not events.timed.any()
    assert sorted(np.array(events.kinds)[events.kind]) == ["Burglary", "Burglary", "Burglary", "Drugs", "Robbery"]
    assert np.isnat(events.since).all()
    assert len(set(events.point[events.placed].tolist())) == 2
    assert {events.locations[k] for k in events.location if k >= 0} == {"On or near High Street", "On or near Hospital"}
    assert set(np.unique(events.month).astype(str)) == {"2021-03", "2021-05"}


def test_rows_without_a_place_are_kept_and_known(two_months: Home) -> None:
    events = held(two_months).events
    [lost] = np.flatnonzero(~events.placed)
    assert events.kinds[events.kind[lost]] == "Drugs"
    assert (events.point[lost], events.lsoa[lost], events.location[lost]) == (-1, -1, -1)


def test_a_month_that_is_not_held_is_told_and_not_counted_as_empty(two_months: Home) -> None:
    found = held(two_months)
    assert found.missing == (Month(2021, 4),)
    assert found.completeness == "2 of 3 months"
    assert len(found.editions) == 1


def test_only_the_kinds_and_months_asked_for_are_read(two_months: Home) -> None:
    assert len(held(two_months, kinds=["Burglary"]).events) == 3
    assert len(held(two_months, kinds=["Burglary"], to="2021-03").events) == 2
    assert len(held(two_months, kinds=[]).events) == 0


def test_a_later_edition_stands_in_for_the_months_that_it_holds(two_months: Home, tmp_path: Path) -> None:
    path = tmp_path / "again" / "2021-05" / "2021-05-northumbria-street.csv"
    path.parent.mkdir(parents=True)
    row = "-1.6,54.97,On or near High Street,E01008340,,Robbery,,"
    lines = [f"{hash_of('2021-05', 9)},2021-05,Northumbria Police,Northumbria Police,{row}"]
    path.write_text("\n".join([STREET, *lines]) + "\n")
    loaded(two_months, "police-uk", tmp_path / "again", dated="2021-07-31")
    found = held(two_months)
    assert len(found.editions) == 2
    assert len(found.events) == 5
    assert len(found.events.of_kinds("Robbery")) == 2


def test_nothing_held_an_unknown_table_and_an_unknown_force_are_refused(two_months: Home) -> None:
    with pytest.raises(Refusal, match="no street rows"):
        held(two_months, start="2020-01", to="2020-03")
    with pytest.raises(Refusal, match="no crimes rows"):
        held(two_months, table="crimes", why=WHY)
    with pytest.raises(Refusal, match="has no places"):
        held(two_months, table="outcomes")
    with pytest.raises(Refusal, match="Nowhere"):
        held(two_months, force="Nowhere")


def test_own_crimes_have_exact_places_and_moments(tmp_path: Path) -> None:
    found = held(crimes_home(tmp_path), table="crimes", why=WHY, to="2021-03")
    events = found.events
    first = list(events.kinds).index("28E")
    [at] = np.flatnonzero(events.kind == first)
    assert (events.easting[at], events.northing[at]) == (424800.5, 564200.5)
    assert str(events.since[at]) == "2021-03-01T22:00:00"
    assert str(events.until[at]) == "2021-03-02T06:00:00"
    assert events.tier == "exact"
    assert events.timed.sum() == 2
    assert found.persons


def test_own_crimes_are_read_for_a_reason_only_and_the_look_is_logged(tmp_path: Path) -> None:
    home = crimes_home(tmp_path)
    with pytest.raises(Refusal, match="why"):
        held(home, table="crimes", to="2021-03")
    held(home, table="crimes", to="2021-03", why=WHY)
    [line] = (home.root / "consultations.jsonl").read_text().splitlines()
    noted = json.loads(line)
    assert (noted["what"], noted["why"], noted["force"]) == ("places of crimes", WHY, "northumbria")


def test_harm_weighs_events_by_offence_code_and_tells_what_has_no_weight(tmp_path: Path) -> None:
    events = held(crimes_home(tmp_path), table="crimes", why=WHY, to="2021-03").events
    weights = load_weights()
    weighed, lacking = with_harm(events, weights)
    own = weights.of("8N")
    assert own is not None
    assert len(weighed) + sum(lacking.values()) == len(events)
    assert lacking["99Z"] == 1
    assert own.value in weighed.weight.tolist()


def test_harm_is_refused_where_there_are_no_offence_codes(two_months: Home) -> None:
    with pytest.raises(Refusal, match="harm"):
        with_harm(held(two_months).events, load_weights())


def test_events_from_plain_arrays_take_their_month_from_their_moment() -> None:
    events = as_events([1.0, 2.0], [3.0, np.nan], since=["2021-03-01T10:00", "NaT"], kind=["b", "a"], lsoa=["", "E1"])
    assert str(events.month[0]) == "2021-03"
    assert np.isnat(events.month[1])
    assert events.placed.tolist() == [True, False]
    assert events.lsoa.tolist() == [-1, 1]
    assert events[events.kind == 0].lsoas == ("", "E1")


def test_events_of_both_tiers_say_that_they_are_mixed() -> None:
    exact = as_events([1.0], [2.0])
    assert (exact.tier, as_events([1.0], [2.0], exact=False).tier) == ("exact", "map point")
    assert as_events([], []).tier == "none"
    both = as_events([1.0, 2.0], [2.0, 3.0])
    both.exact[1] = False
    assert both.tier == "mixed"


def test_months_are_cut_out_with_both_ends_counted() -> None:
    events = as_events(np.zeros(4), np.zeros(4), month=["2021-01", "2021-02", "2021-03", "2021-04"])
    assert events.between("2021-02", "2021-03").month.astype(str).tolist() == ["2021-02", "2021-03"]
    assert np.diff(events.month_number).tolist() == [1, 1, 1]


def test_map_points_are_known_apart_at_six_decimals() -> None:
    keys = point_keys([-1.6, -1.6000001, -1.600001, np.nan], [54.97, 54.97, 54.97, 54.97])
    assert keys[0] == keys[1] != keys[2]
    assert keys[3] == -1
    assert len(np.unique(point_keys([-9.0, 2.0, -0.000001, 0.0], [49.9, 61.0, 50.0, 50.0]))) == 4


def test_a_column_in_london_stands_where_the_map_has_it() -> None:
    easting, northing = to_grid([-0.127972], [51.507726])  # Nelson's Column, TQ 300 804
    assert (easting[0], northing[0]) == (pytest.approx(530_030, abs=60), pytest.approx(180_390, abs=60))


def test_there_and_back_again_and_no_place_stays_no_place() -> None:
    longitude, latitude = np.array([-1.6, -5.5, np.nan]), np.array([54.97, 50.1, 54.0])
    again = from_grid(*to_grid(longitude, latitude))
    assert again[0][:2] == pytest.approx(longitude[:2], abs=1e-7)
    assert np.isnan(again[0][2])
    assert np.isnan(to_grid([-1.6], [np.nan])[0][0])


def test_a_real_month_lies_where_the_force_is(real_data: Path, tmp_path: Path) -> None:
    home = Home(tmp_path / "home")
    wanted = real_data / "policeuk-northumbria" / "2022-06"
    loaded(home, "police-uk", wanted)
    found = events_of(home, force="northumbria", start="2022-06", to="2022-06")
    violence = found.events.of_kinds("Violence and sexual offences")
    assert 4_000 < len(violence) < 6_000
    inside = (violence.easting > 360_000) & (violence.easting < 445_000)
    assert inside[violence.placed].mean() > 0.999
