from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest

from sextant.config import Home
from tests.unit.cli.conftest import Outcome, sextant
from tests.unit.lake.files import loaded, recorded, street

__all__ = ["sextant"]
Verb = Callable[..., Outcome]
CODES = {"Burglary": "28E", "Robbery": "34B"}
MONTHS = [(2020 + k // 12, k % 12 + 1) for k in range(21)]  # January 2020 to September 2021


def home_with(
    tmp_path: Path,
    changed: Mapping[tuple[str, str], int] | None = None,
    without: tuple[str, ...] = (),
    more: list[tuple[str, int, str, str, int]] | None = None,
) -> Home:
    """Both sources for seven quarters, 40 burglaries and 20 robberies a month. `changed`: police.uk's own numbers."""
    home = Home(tmp_path / "home")
    for year, month in MONTHS:
        name = f"{year}-{month:02}"
        counts = {
            kind: (changed or {}).get((name, kind), number) for kind, number in (("Burglary", 40), ("Robbery", 20))
        }
        if name not in without:
            street(tmp_path / "street", name, counts)
    quarters = [("2019/20", 4), *(("2020/21", q) for q in (1, 2, 3, 4)), ("2021/22", 1), ("2021/22", 2)]
    rows = [(y, q, "Northumbria", code, 120 if code == "28E" else 60) for y, q in quarters for code in CODES.values()]
    loaded(home, "police-uk", tmp_path / "street")
    loaded(home, "recorded-crime", recorded(tmp_path / "recorded.csv", rows + (more or [])), dated="2022-04-28")
    return home


def asked(sextant: Verb, home: Home, *words: object) -> tuple[int, Any]:
    done = sextant("reconcile", "--force", "northumbria", "--home", home.root, "--json", *words)
    return done.status, done.json


def rows_of(document: Any, category: str) -> dict[str, Any]:
    return {row["quarter"]: row for row in document["rows"] if row["category"] == category}


def test_agreement_ends_with_0_and_gives_every_category_and_quarter(sextant: Verb, tmp_path: Path) -> None:
    status, found = asked(sextant, home_with(tmp_path))
    assert status == 0
    assert len(found["rows"]) == 13 * 7
    row = rows_of(found, "Burglary")["2020-Q2"]
    assert {key: row[key] for key in ("police_uk", "recorded", "ratio", "flag")} == {
        "police_uk": 120,
        "recorded": 120,
        "ratio": 1.0,
        "flag": "agrees",
    }
    assert (row["from"], row["to"]) == ("2020-04", "2020-06")
    assert rows_of(found, "Drugs")["2020-Q2"]["flag"] == "too_few"
    assert {each["kind"] for each in found["editions"]} == {"police-uk", "recorded-crime"}


def test_a_fault_ends_with_1_and_says_what_to_do(sextant: Verb, tmp_path: Path) -> None:
    home = home_with(tmp_path, {(f"2020-{month:02}", "Burglary"): 120 for month in (7, 8, 9)})
    status, found = asked(sextant, home)
    assert status == 1
    row = rows_of(found, "Burglary")["2020-Q3"]
    assert (row["flag"], row["ratio"], row["usual_ratio"]) == ("fault", 3.0, pytest.approx(1.0))
    assert "it is police.uk that departs" in row["reason"]
    assert row["advice"]
    told = sextant("reconcile", "--force", "northumbria", "--home", home.root)
    assert told.status == 1
    assert "Burglary: fault" in told.out
    assert "July to September 2020, ratio 3.00" in told.out
    assert "To do:" in told.out
    assert "2020-Q3" not in told.out  # a quarter's number misleads people


def test_a_missing_month_leaves_its_quarter_out(sextant: Verb, tmp_path: Path) -> None:
    status, found = asked(sextant, home_with(tmp_path, without=("2021-02",)))
    assert status == 0
    row = rows_of(found, "Burglary")["2021-Q1"]
    assert (row["flag"], row["police_uk"], row["recorded"], row["ratio"]) == ("not_whole", None, None, None)
    assert row["reason"] == "police.uk: February 2021 not held"


def test_a_part_supplied_month_is_not_counted_as_zero(sextant: Verb, tmp_path: Path) -> None:
    status, found = asked(sextant, home_with(tmp_path, {("2020-08", "Burglary"): 3}))
    assert status == 0
    row = rows_of(found, "Burglary")["2020-Q3"]
    assert row["flag"] == "not_whole"
    assert "August 2020 only part supplied (3 where about 40 are usual)" in row["reason"]
    assert rows_of(found, "Robbery")["2020-Q3"]["flag"] == "agrees"


def test_a_code_that_no_category_holds_needs_attention(sextant: Verb, tmp_path: Path) -> None:
    status, found = asked(sextant, home_with(tmp_path, more=[("2020/21", 2, "Northumbria", "300X", 12)]))
    assert (status, found["unmapped"]) == (1, [{"code": "300X", "count": 12}])


def test_a_code_that_collapses_in_recorded_crime_needs_attention(sextant: Verb, tmp_path: Path) -> None:
    years = [(f"{year}/{year - 1999}", quarter) for year in (2017, 2018, 2019, 2020) for quarter in (1, 2, 3, 4)]
    years += [("2021/22", 1), ("2021/22", 2)]
    counts = {("2018/19", 2): 9}
    more = [
        (y, q, force, "58C", counts.get((y, q), 500) if force == "Northumbria" else 500)
        for y, q in years
        for force in ("Northumbria", "Durham", "Cleveland", "Cumbria", "Kent", "Essex", "Surrey")
    ]
    status, found = asked(sextant, home_with(tmp_path, more=more))
    [one] = found["codes"]
    assert status == 1
    assert (one["code"], one["quarter"], one["flag"], one["recorded"]) == ("58C", "2018-Q3", "collapse", 9)
    assert (one["category"], one["elsewhere"], one["largest_elsewhere"]) == ("Criminal damage and arson", 1.0, 500)


def test_from_and_to_keep_to_quarters_inside_them(sextant: Verb, tmp_path: Path) -> None:
    _, found = asked(sextant, home_with(tmp_path), "--from", "2020-04", "--to", "2020-11")
    assert sorted(rows_of(found, "Burglary")) == ["2020-Q2", "2020-Q3"]


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("--force", "durham"), "load it with `sextant load police-uk`"),
        (("--force", "nowhere"), "is not known"),
        (("--force", "northumbria", "--from", "2021-08"), "no quarter that both sources reach"),
        (("--force", "northumbria", "--from", "spring"), "is not a month"),
    ],
)
def test_what_cannot_be_answered_is_refused_in_one_line(
    sextant: Verb, tmp_path: Path, words: tuple[str, ...], says: str
) -> None:
    done = sextant("reconcile", "--home", home_with(tmp_path).root, *words)
    assert (done.status, done.out) == (2, "")
    assert says in done.err
    assert done.err.count("\n") == 1


def test_both_engines_reconcile_the_same(sextant: Verb, tmp_path: Path) -> None:
    home = home_with(tmp_path, {("2020-07", "Robbery"): 60})
    assert asked(sextant, home, "--engine", "duck") == asked(sextant, home, "--engine", "reference")


def test_a_pinned_edition_is_the_one_compared(sextant: Verb, tmp_path: Path) -> None:
    home = home_with(tmp_path)
    later = [("2020/21", 1, "Northumbria", "28E", 130), ("2020/21", 1, "Northumbria", "34B", 60)]
    first = [each["edition"] for each in asked(sextant, home)[1]["editions"] if each["kind"] == "recorded-crime"]
    loaded(home, "recorded-crime", recorded(tmp_path / "later.csv", later), dated="2023-01-26")
    assert rows_of(asked(sextant, home)[1], "Burglary")["2020-Q2"]["recorded"] == 130
    assert rows_of(asked(sextant, home, "--edition", first[0])[1], "Burglary")["2020-Q2"]["recorded"] == 120
    assert rows_of(asked(sextant, home, "--as-of", "2022-12-31")[1], "Burglary")["2020-Q2"]["recorded"] == 120
