"""Two editions of one source: what was revised, what still holds, and what can't be set side by side."""

from __future__ import annotations

from pathlib import Path

import pytest

from sextant.config import Home
from sextant.errors import Refusal
from sextant.lake.catalogue import Lake
from sextant.lake.disposal import dispose
from sextant.measures import store
from sextant.measures.diffing import EditionsDiff, Revised, diff
from sextant.measures.revisions import combined
from tests.unit.lake.files import loaded, recorded, street
from tests.unit.measures.lakes import asked, quarters

Row = tuple[str, int, str, str, int]


def two(tmp_path: Path, old: list[Row], new: list[Row]) -> tuple[Home, str, str]:
    home = Home(tmp_path / "home")
    first = loaded(home, "recorded-crime", recorded(tmp_path / "a.csv", old), dated="2022-01-27")
    second = loaded(home, "recorded-crime", recorded(tmp_path / "b.csv", new), dated="2022-04-28")
    return home, first.edition.id, second.edition.id


def year(code: str, *counts: int, force: str = "Northumbria") -> list[Row]:
    return [("2017/18", quarter, force, code, count) for quarter, count in enumerate(counts, 1)]


def of(found: EditionsDiff, key: str) -> Revised:
    return next(each for each in found.figures if each.key == key)


def test_revised_cells_are_listed_with_body_period_code_old_and_new(tmp_path: Path) -> None:
    home, a, b = two(tmp_path, year("39", 10, 20, 30, 40), year("39", 10, 21, 30, 38))
    found = diff(home, a, b)
    assert found.reconcilable
    assert [(c.body, str(c.period), c.series, c.old, c.new) for c in found.changes] == [
        ("northumbria", "2017-07", "39", 20, 21),
        ("northumbria", "2018-01", "39", 40, 38),
    ]
    assert found.cells_compared == 4
    figure = of(found, "neighbourhood.theft_from_person")
    assert (figure.old, figure.new, figure.bodies_changed, figure.bodies) == (100, 99, 1, 1)
    assert figure.percent == pytest.approx(-1.0)


def test_no_percentage_stands_on_a_small_base(tmp_path: Path) -> None:
    home, a, b = two(tmp_path, year("1", 4, 3, 4, 4), year("1", 4, 3, 4, 3))
    figure = of(diff(home, a, b), "homicide.offences")
    assert (figure.old, figure.new, figure.percent) == (15, 14, None)


def test_editions_that_agree_have_no_changes(tmp_path: Path) -> None:
    home, a, b = two(tmp_path, year("39", 10, 20, 30, 40), [*year("39", 10, 20, 30, 40), *year("48", 0, 0, 0, 0)])
    found = diff(home, a, b)
    assert (found.reconcilable, found.changes) == (True, ())


def test_a_combined_code_and_its_parts_are_compared_together(tmp_path: Path) -> None:
    home, a, b = two(tmp_path, year("1/4.1/4.10/4.2", 4, 4, 4, 3), [*year("1", 3, 4, 4, 2), *year("4.1", 1, 0, 0, 0)])
    found = diff(home, a, b)
    assert [(c.series, c.old, c.new) for c in found.changes] == [("1/4.1/4.10/4.2", 3, 2)]
    [difference] = [each for each in found.differences if each.what.startswith("codes")]
    assert (difference.a, difference.b) == ("1/4.1/4.10/4.2", "1, 4.1")
    assert "compared as 1/4.1/4.10/4.2" in difference.handled


def test_a_combined_code_that_both_editions_use_stays_as_it_is() -> None:
    assert combined(frozenset({"1/4.1", "39"}), frozenset({"1/4.1", "1", "39"})) == {}
    assert combined(frozenset({"39"}), frozenset({"39", "126"})) == {}


def test_a_code_that_only_one_edition_has_is_left_out_and_said(tmp_path: Path) -> None:
    home, a, b = two(tmp_path, year("39", 1, 2, 3, 4), [*year("39", 1, 2, 3, 4), *year("8T", 7, 7, 7, 7)])
    found = diff(home, a, b)
    assert found.changes == ()
    [difference] = [each for each in found.differences if each.what.startswith("codes")]
    assert (difference.a, difference.b) == ("–", "8T: 28")
    assert "left out" in difference.handled
    assert of(found, "violence.with_injury").note == "counts 8T, which only one edition has"


def test_only_bodies_and_periods_that_both_hold_are_compared(tmp_path: Path) -> None:
    old = [*year("39", 1, 2, 3, 4), *year("39", 9, 9, 9, 9, force="Cumbria")]
    new = [*year("39", 1, 2, 3, 5), ("2018/19", 1, "Northumbria", "39", 99)]
    home, a, b = two(tmp_path, old, new)
    found = diff(home, a, b)
    assert [(c.old, c.new) for c in found.changes] == [(4, 5)]
    assert {each.what for each in found.differences} == {"periods", "bodies"}


def test_one_force_can_be_asked_for(tmp_path: Path) -> None:
    old = [*year("39", 1, 2, 3, 4), *year("39", 9, 9, 9, 9, force="Cumbria")]
    new = [*year("39", 1, 2, 3, 5), *year("39", 8, 9, 9, 9, force="Cumbria")]
    home, a, b = two(tmp_path, old, new)
    assert {change.body for change in diff(home, a, b).changes} == {"cumbria", "northumbria"}
    assert {change.body for change in diff(home, a, b, force="cumbria").changes} == {"cumbria"}


def test_editions_of_different_kinds_are_not_reconciled(tmp_path: Path) -> None:
    home, a, _ = two(tmp_path, year("39", 1, 2, 3, 4), year("39", 1, 2, 3, 5))
    street(tmp_path / "street", "2021-12", {"Burglary": 3})
    other = loaded(home, "police-uk", tmp_path / "street").edition.id
    found = diff(home, a, other)
    assert (found.reconcilable, found.changes, found.sentences) == (False, (), ())
    assert ("kind", "recorded-crime", "police-uk") in {(each.what, each.a, each.b) for each in found.differences}
    assert found.as_json()["state"] == "not_reconciled"


def test_editions_that_share_nothing_are_not_reconciled(tmp_path: Path) -> None:
    home, a, b = two(tmp_path, year("39", 1, 2, 3, 4), year("39", 1, 2, 3, 4, force="Cumbria"))
    found = diff(home, a, b)
    assert not found.reconcilable
    assert [each.handled for each in found.differences] == ["they share none"]


def test_street_records_are_compared_by_crime_type(tmp_path: Path) -> None:
    home = Home(tmp_path / "home")
    for name, burglaries, dated in (("one", 3, "2022-01-31"), ("two", 5, "2022-02-28")):
        street(tmp_path / name, "2021-12", {"Burglary": burglaries, "Anti-social behaviour": 4})
        loaded(home, "police-uk", tmp_path / name, dated=dated)
    a, b = (edition.id for edition in Lake(home.lake).editions("police-uk"))
    found = diff(home, a, b)
    assert [(c.series, c.old, c.new) for c in found.changes] == [("Burglary", 3, 5)]
    assert of(found, "neighbourhood.asb_incidents").bodies_changed == 0


def revised(tmp_path: Path) -> tuple[Home, str, str]:
    """Homicides: 18 in the baseline; now 8 in the first edition and 7 in the second, which makes it a clear fall."""
    base = quarters(lambda k: {10: 5, 11: 5, 12: 4, 13: 4, 20: 2, 21: 2, 22: 2, 23: 2}.get(k, 4), "1")
    late = quarters(lambda k: {10: 5, 11: 5, 12: 4, 13: 4, 19: 2, 20: 2, 21: 2, 22: 1, 23: 2}.get(k, 4), "1")
    return two(tmp_path, base, late)


def test_a_sentence_whose_verdict_falls_is_told_with_both_sentences(tmp_path: Path) -> None:
    home, a, b = revised(tmp_path)
    found = diff(home, a, b, force="northumbria", to="2021-12", baseline="2019-06")
    [told] = [each for each in found.sentences if each.key == "homicide.offences"]
    assert not told.holds
    assert told.sentence_a != told.sentence_b
    assert told.why.startswith(("the verdict was", "the verdict stays"))


def test_sentences_of_stored_windows_are_checked_without_asking(tmp_path: Path) -> None:
    home, a, b = revised(tmp_path)
    assert diff(home, a, b).sentences == ()
    store(asked(home), home.figures)
    found = diff(home, a, b)
    assert {(each.force, each.to, each.baseline) for each in found.sentences} == {("northumbria", "2021-12", "2019-06")}
    assert diff(home, a, b, force="cumbria").sentences == ()


def test_what_one_edition_lacks_comes_from_the_other_in_both_readings(tmp_path: Path) -> None:
    """An edition of one year against one of all years: only the revised year differs."""
    whole = quarters(lambda k: 40, "39")
    home, a, b = two(tmp_path, year("39", 41, 40, 40, 40), whole)
    found = diff(home, a, b, force="northumbria", to="2018-03", baseline="2016-03")
    [told] = [each for each in found.sentences if each.key == "neighbourhood.theft_from_person"]
    assert (told.holds, told.verdict_holds) == (False, True)
    assert told.why == "the verdict stays, the counts don't: 161 is now 160"


def test_a_sentence_that_still_holds_is_said_to_hold(tmp_path: Path) -> None:
    home, a, b = two(tmp_path, quarters(lambda k: 40, "39"), [*quarters(lambda k: 40, "39"), *year("48", 1, 1, 1, 1)])
    found = diff(home, a, b, force="northumbria", to="2021-12", baseline="2019-06")
    told = {each.key: each.holds for each in found.sentences}
    assert told["neighbourhood.theft_from_person"] is True


def test_windows_need_a_force_and_editions_their_rows(tmp_path: Path) -> None:
    from datetime import date

    home, a, b = two(tmp_path, year("39", 1, 2, 3, 4), year("39", 1, 2, 3, 5))
    with pytest.raises(Refusal, match="needs a force"):
        diff(home, a, b, to="2018-03")
    with pytest.raises(Refusal, match="is not in the lake"):
        diff(home, a, "nothing")
    dispose(Lake(home.lake), a, reason="a test", by="Head of Performance", today=date(2022, 5, 1))
    with pytest.raises(Refusal, match="disposed of"):
        diff(home, a, b)


@pytest.fixture(scope="module")
def real(real_data: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Home, str, str]:
    """Both editions of 2017/18."""
    home = Home(tmp_path_factory.mktemp("real") / "home")
    folder = real_data / "prc"
    a = loaded(home, "recorded-crime", folder / "prc-pfa-2017-18-earlier-edition.csv", dated="2018-07-19")
    b = loaded(home, "recorded-crime", folder / "prc-pfa-quarterly-tidy.parquet", dated="2023-10-26")
    return home, a.edition.id, b.edition.id


def test_the_real_editions_differ_in_homicide_for_24_of_44_bodies(real: tuple[Home, str, str]) -> None:
    figure = of(diff(*real), "homicide.offences")
    assert (figure.bodies_changed, figure.bodies, figure.old, figure.new - figure.old) == (24, 44, 728, -18)


def test_about_40_per_cent_of_the_real_cells_were_revised(real: tuple[Home, str, str]) -> None:
    found = diff(*real)
    assert (len(found.changes), found.cells_compared) == (8_952, 22_540)
    assert 100 * len(found.changes) / found.cells_compared == pytest.approx(40, abs=0.5)


def test_what_the_real_editions_name_otherwise_is_said(real: tuple[Home, str, str]) -> None:
    told = {each.what: (each.a, each.b) for each in diff(*real).differences}
    assert told["codes of recorded_crime"] == ("1/4.1/4.10/4.2", "1, 4.1, 4.10, 4.2")
    assert told["subgroup of codes 37.1, 4.4, 4.6, 4.8, 4.9"] == (
        "Violence with injury",
        "Death or serious injury - unlawful driving",
    )
    assert told["periods"] == ("2017-04 to 2018-01", "2012-04 to 2023-04")


@pytest.mark.parametrize(
    ("key", "old", "new", "percent"),
    [
        ("homicide.offences", 15, 14, None),
        ("all", 153_020, 152_020, -0.65),
        ("neighbourhood.theft_from_person", 1_425, 1_318, -7.5),
        ("neighbourhood.personal_robbery", 627, 654, 4.3),
    ],
)
def test_northumbrias_revisions_are_those_of_the_real_files(
    real: tuple[Home, str, str], key: str, old: int, new: int, percent: float | None
) -> None:
    figure = of(diff(*real, force="northumbria"), key)
    assert (figure.old, figure.new) == (old, new)
    assert figure.percent == (None if percent is None else pytest.approx(percent, abs=0.05))


def test_one_real_verdict_does_not_survive_the_revision_of_its_baseline(real: tuple[Home, str, str]) -> None:
    found = diff(*real, force="northumbria", to="2019-06", baseline="2018-03")
    fallen = [(each.key, each.verdict_a, each.verdict_b) for each in found.sentences if not each.verdict_holds]
    assert fallen == [("violence.weapons_possession", "no_clear_change", "larger_than_usual_up")]
