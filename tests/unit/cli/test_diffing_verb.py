"""`editions diff`, `disclosure`: what a person and a script get."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from sextant.measures import store
from sextant.periods import Month
from tests.unit.cli.conftest import Outcome
from tests.unit.measures.lakes import asked, home_with, quarters
from tests.unit.measures.test_diffing import revised, two, year
from tests.unit.measures.test_releases import QUARTERS, home_of, statement, until

Sextant = Callable[..., Outcome]


def test_a_revision_is_told_in_json_under_the_promised_keys(sextant: Sextant, tmp_path: Path) -> None:
    home, a, b = two(tmp_path, year("39", 10, 20, 30, 40), year("39", 10, 21, 30, 38))
    done = sextant("editions", "diff", a, b, "--home", home.root, "--json")
    assert done.status == 0
    assert {"reconcilable", "differences", "changes", "sentences", "figures"} <= done.json.keys()
    assert done.json["changes"][0] == {
        "table": "recorded_crime",
        "body": "northumbria",
        "period": "2017-07",
        "series": "39",
        "old": 20,
        "new": 21,
    }


def test_a_sentence_that_no_longer_holds_needs_attention(sextant: Sextant, tmp_path: Path) -> None:
    home, a, b = revised(tmp_path)
    words = ("--force", "northumbria", "--to", "2021-12", "--baseline", "2019-06")
    done = sextant("editions", "diff", a, b, "--home", home.root, *words)
    assert done.status == 1
    assert "no longer hold" in done.out
    assert "homicide.offences" in done.out


def test_editions_that_can_not_be_reconciled_say_why_and_exit_1(sextant: Sextant, tmp_path: Path) -> None:
    home, a, b = two(tmp_path, year("39", 1, 2, 3, 4), year("39", 1, 2, 3, 4, force="Cumbria"))
    done = sextant("editions", "diff", a, b, "--home", home.root)
    assert done.status == 1
    assert "Not reconciled" in done.out
    assert "they share none" in done.out


def test_an_unknown_edition_is_wrong_use(sextant: Sextant, tmp_path: Path) -> None:
    done = sextant("editions", "diff", "x", "y", "--home", tmp_path / "home", "--json")
    assert (done.status, done.out) == (2, "")
    assert "is not in the lake" in done.err


@pytest.fixture
def published(tmp_path: Path) -> tuple[Path, str, str]:
    """A home, the hash of a set that was published, and of a set that gives a small quarter away beside it."""
    home = home_of(tmp_path, QUARTERS)
    before = until(statement(home, "2021-09", "2019-12"), Month(2021, 7))
    now = statement(home, "2021-12", "2019-12")
    store(before, home.figures)
    store(now, home.figures)
    return home.root, before.sha256, now.sha256


def test_a_set_is_checked_against_what_was_entered_as_published(
    sextant: Sextant, published: tuple[Path, str, str]
) -> None:
    home, before, now = published
    assert sextant("disclosure", "check", now, "--home", home).status == 0
    entered = sextant("disclosure", "record", before[:12], "--on", "2021-10-30", "--home", home, "--json")
    assert (entered.json["force"], entered.json["to"]) == ("northumbria", "2021-09")
    done = sextant("disclosure", "check", now, "--home", home, "--json")
    assert done.status == 1
    [found] = done.json["findings"]
    assert (found["low"], found["high"]) == (2, 2)
    assert done.json["against"] == ["the statement to 2021-09, published on 2021-10-30"]
    assert "can be worked out" in sextant("disclosure", "check", now, "--home", home).out


def test_what_was_published_can_be_listed(sextant: Sextant, published: tuple[Path, str, str]) -> None:
    home, before, _ = published
    assert "Nothing is entered" in sextant("disclosure", "published", "--home", home).out
    sextant("disclosure", "record", before, "--on", "2021-10-30", "--where", "the website", "--home", home)
    assert "the website" in sextant("disclosure", "published", "--home", home).out
    listed = sextant("disclosure", "published", "--force", "northumbria", "--home", home, "--json")
    assert [entry["figure_set"] for entry in listed.json["published"]] == [before]


def test_the_build_reports_what_it_gives_away(
    sextant: Sextant, published: tuple[Path, str, str], tmp_path: Path
) -> None:
    home, before, _ = published
    words = ("--force", "northumbria", "--quarter", "2021-Q4", "--baseline", "2019-12", "--home", home)
    sextant("disclosure", "record", before, "--on", "2021-10-30", "--home", home)
    done = sextant("statement", "build", *words, "--out", tmp_path / "out", "--json")
    told = [problem for problem in done.json["problems"] if problem.startswith("disclosure:")]
    assert len(told) == 1
    assert "October 2021 can be worked out" in told[0]


def test_a_text_that_points_to_a_victim_is_refused_with_its_reason(sextant: Sextant, tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text("Homicides are rare.\n\nA 34-year-old man was killed in Gateshead.\n", "utf-8")
    done = sextant("disclosure", "text", page, "--json")
    assert done.status == 1
    [found] = done.json["findings"]
    assert found["line"] == 3
    assert "an age" in found["reason"]
    page.write_text("Homicides are rare.\n", "utf-8")
    assert sextant("disclosure", "text", page).status == 0


def test_a_stored_window_is_checked_without_asking(sextant: Sextant, tmp_path: Path) -> None:
    home, a, b = revised(tmp_path)
    store(asked(home), home.figures)
    done = sextant("editions", "diff", a, b, "--home", home.root, "--json")
    assert {each["to"] for each in done.json["sentences"]} == {"2021-12"}


def test_measures_say_whether_their_conclusions_survive(sextant: Sextant, tmp_path: Path) -> None:
    home = home_with(tmp_path, quarters(lambda k: 4, "1"))
    words = ("measures", "--force", "northumbria", "--to", "2021-12", "--baseline", "2019-06", "--home", home.root)
    assert sextant(*words, "--json").json["robustness"] == []
    [homicide] = [
        each
        for each in sextant(*words, "--also-baseline", "2019-12", "--json").json["robustness"]
        if each["key"] == "homicide.offences"
    ]
    assert (homicide["survives"], len(homicide["tried"])) == (True, 1)
    assert "survives both other choices" in sextant(*words, "--robust").out
