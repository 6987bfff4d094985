from __future__ import annotations

import json
from pathlib import Path

import pytest

from sextant.errors import Refusal
from sextant.measures import read_set, store
from tests.unit.lake.files import loaded, recorded
from tests.unit.measures.lakes import asked, home_with, quarters, with_street


def test_the_windows_are_the_twelve_months_to_the_month_asked_for(tmp_path: Path) -> None:
    found = asked(home_with(tmp_path, quarters(lambda k: 1, "1")))
    figure = found.figure("homicide.offences")
    assert (str(figure.current.window), str(figure.baseline.window)) == ("12 months to 2021-12", "12 months to 2019-06")
    assert (figure.current.value, figure.baseline.value) == (4, 4)


def test_every_code_of_a_list_counts_and_no_other(tmp_path: Path) -> None:
    codes = ("1", "4.1", "4.10", "4.2", "4.4")
    home = home_with(tmp_path, *(quarters(lambda k: 1, code) for code in codes))
    assert asked(home).figure("homicide.offences").current.value == 16


def test_a_negative_quarter_is_taken_off(tmp_path: Path) -> None:
    home = home_with(tmp_path, quarters(lambda k: 5 if k != 22 else -1, "1"))
    assert asked(home).figure("homicide.offences").current.value == 14


def test_a_quarter_that_is_there_without_the_code_counts_nought(tmp_path: Path) -> None:
    home = home_with(tmp_path, quarters(lambda k: 9, "46"))
    figure = asked(home).figure("homicide.offences")
    assert (figure.current.value, figure.current.months_present) == (0, 12)


def test_a_quarter_that_is_absent_is_left_out_of_both_windows_and_never_counts_nought(tmp_path: Path) -> None:
    rows = [row for k, row in enumerate(quarters(lambda k: 5, "1")) if k != 28]
    figure = asked(home_with(tmp_path, rows)).figure("homicide.offences")
    assert (figure.current.value, figure.baseline.value) == (15, 15)
    assert (figure.current.months_present, figure.baseline.months_present) == (9, 12)
    assert figure.current.months_counted == figure.baseline.months_counted == 9
    assert "9 of 12 months" in figure.sentence


def test_nothing_loaded_is_not_available_and_never_nought(tmp_path: Path) -> None:
    found = asked(home_with(tmp_path, quarters(lambda k: 5, "1", "Durham")))
    figure = found.figure("homicide.offences")
    assert (figure.verdict, figure.current.value) == ("not_available", None)
    assert "have not been loaded for Northumbria" in figure.sentence


def test_windows_that_overlap_are_not_compared(tmp_path: Path) -> None:
    figure = asked(home_with(tmp_path, quarters(lambda k: 5, "1")), baseline="2021-06").figure("homicide.offences")
    assert (figure.verdict, figure.change) == ("not_comparable", None)
    assert "These periods can't be compared because both include 6 months" in figure.sentence


def test_a_month_that_ends_no_quarter_is_told_which_would(tmp_path: Path) -> None:
    figure = asked(home_with(tmp_path, quarters(lambda k: 5, "1")), to="2021-11").figure("homicide.offences")
    assert figure.verdict == "not_available"
    assert "ask for 2021-09 or 2021-12" in figure.current.reason


def test_rare_events_are_judged_by_mid_p_and_say_what_would_have_been_seen(tmp_path: Path) -> None:
    home = home_with(tmp_path, quarters(lambda k: 3 if k > 15 else 4 + k % 2, "1"))
    figure = asked(home).figure("homicide.offences")
    assert figure.change is not None
    assert (figure.current.value, figure.baseline.value, figure.verdict) == (12, 18, "no_clear_change")
    assert (figure.change.method, figure.change.clear_at_or_below, figure.change.clear_at_or_above) == ("midp", 7, 32)


def test_volume_crime_is_judged_by_its_own_usual_variation(tmp_path: Path) -> None:
    calm = home_with(tmp_path / "calm", quarters(lambda k: 1000 + 5 * (k % 4) - (200 if k > 19 else 0), "39"))
    wild = home_with(tmp_path / "wild", quarters(lambda k: 1000 + 400 * (k % 3 - 1) - (200 if k > 19 else 0), "39"))
    key = "neighbourhood.theft_from_person"
    assert asked(calm).figure(key).verdict == "larger_than_usual_down"
    assert asked(wild).figure(key).verdict == "no_clear_change"


def test_volume_crime_without_history_is_not_comparable(tmp_path: Path) -> None:
    rows = [row for row in quarters(lambda k: 1000, "39") if row[0] in ("2018/19", "2019/20", "2021/22")]
    figure = asked(home_with(tmp_path, rows), to="2022-03", baseline="2019-03").figure(
        "neighbourhood.theft_from_person"
    )
    assert figure.verdict == "not_comparable"
    assert "too little history" in figure.sentence


def test_a_switch_adds_its_codes_and_only_where_it_is_offered(tmp_path: Path) -> None:
    home = home_with(tmp_path, quarters(lambda k: 10, "45"), quarters(lambda k: 3, "126"))
    key = "neighbourhood.crime"
    assert asked(home).figure(key).current.value == 40
    assert asked(home, switches=["interference"]).figure(key).current.value == 52
    assert asked(home, switches=["interference"]).figure("neighbourhood.vehicle_interference").current.value == 12
    with pytest.raises(Refusal, match="'sheds': is not in the definitions"):
        asked(home, switches=["sheds"])


def test_drug_trafficking_is_told_as_police_activity_and_never_as_harm(tmp_path: Path) -> None:
    home = home_with(tmp_path, quarters(lambda k: 200 + k % 2 + (100 if k > 19 else 0), "92A"))
    figure = asked(home).figure("drugs.trafficking")
    assert figure.activity
    assert "police activity" in figure.sentence
    assert "not a measure of harm" in figure.sentence
    assert " rise " not in figure.sentence


def test_anti_social_behaviour_is_a_series_without_a_verdict(tmp_path: Path) -> None:
    months = {f"2021-{month:02d}": {"Anti-social behaviour": 40} for month in range(1, 13)}
    home = with_street(home_with(tmp_path, quarters(lambda k: 1, "1")), tmp_path, months)
    figure = asked(home).figure("neighbourhood.asb_incidents")
    assert (figure.current.value, figure.verdict, figure.change) == (480, "not_comparable", None)
    assert "shown as a series only" in figure.sentence


def test_a_part_supplied_month_is_not_counted_as_it_stands(tmp_path: Path) -> None:
    months = {
        f"2021-{month:02d}": {"Anti-social behaviour": 8 if month == 7 else 60, "Robbery": 2} for month in range(1, 13)
    }
    home = with_street(home_with(tmp_path, quarters(lambda k: 1, "1")), tmp_path, months)
    figure = asked(home).figure("neighbourhood.asb_incidents")
    assert (figure.current.value, figure.current.months_present) == (660, 11)
    assert "July 2021 is part supplied and not counted" in figure.exclusions
    july = next(point for point in figure.series if str(point.period) == "2021-07")
    assert (july.value, july.status) == (None, "part_supplied")


def test_measures_without_a_local_number_say_so_and_why(tmp_path: Path) -> None:
    found = asked(home_with(tmp_path, quarters(lambda k: 1, "1")))
    for measure in ("cyber", "victims"):
        figures = [figure for figure in found.of_measure(measure) if figure.counting == "none"]
        assert figures
        for figure in figures:
            assert figure.verdict == "not_available"
            assert figure.sentence.startswith("No local figure is held")
    missing = next(m for m in found.measures if m.key == "serious-violence").missing
    assert any("under-25s" in sentence for sentence in missing)


def test_all_six_priorities_say_whether_they_apply_and_why(tmp_path: Path) -> None:
    found = asked(home_with(tmp_path, quarters(lambda k: 1, "1")))
    assert [measure.number for measure in found.measures] == [1, 2, 3, 4, 5, 6]
    assert all(measure.applies and measure.reason for measure in found.measures)


def test_the_summary_counts_headlines_and_looks_and_allows_for_them_by_holm(tmp_path: Path) -> None:
    home = home_with(tmp_path, quarters(lambda k: 1 if k > 19 else 8, "1"), quarters(lambda k: 900 + k % 2, "39"))
    found = asked(home)
    assert (found.headlines_tested, found.look) == (2, 4)
    assert "stands out: Murder and other homicide" in found.summary
    change = found.figure("homicide.offences").change
    assert change is not None
    assert change.holm_clear is True


def test_context_stands_beside_a_figure_only_when_its_dates_touch_a_window(tmp_path: Path) -> None:
    home = home_with(tmp_path, quarters(lambda k: 1000 + k % 3, "39"))
    key = "neighbourhood.theft_from_person"
    touching = [note.text for note in asked(home).figure(key).notes if note.kind == "context"]
    before = asked(home, to="2019-12", baseline="2018-12").figure(key)
    assert any("pandemic" in text for text in touching)
    assert not any(note.kind == "context" for note in before.notes)


def test_a_series_break_is_shown_only_when_it_lies_between_or_inside_the_windows(tmp_path: Path) -> None:
    home = home_with(tmp_path, quarters(lambda k: 1000 + k % 3, "8N"))
    inside = asked(home, to="2019-12", baseline="2017-12").figure("violence.with_injury")
    after = asked(home, to="2021-12", baseline="2019-12").figure("violence.with_injury")
    assert [note.kind for note in inside.notes].count("break") == 1
    assert [note.kind for note in after.notes].count("break") == 0


def test_recorded_crime_says_that_it_is_not_accredited_official_statistics(tmp_path: Path) -> None:
    figure = asked(home_with(tmp_path, quarters(lambda k: 1, "1"))).figure("homicide.offences")
    assert "Recorded crime is not accredited official statistics." in [note.text for note in figure.notes]


def test_a_figure_names_its_edition_its_hash_and_its_definition(tmp_path: Path) -> None:
    home = home_with(tmp_path, quarters(lambda k: 1, "1"))
    found = asked(home)
    origin = found.figure("homicide.offences").origin
    [edition] = found.editions
    assert (origin.editions, origin.sha256) == ((edition["id"],), (edition["sha256"],))
    assert (origin.definition, len(origin.definition_sha256)) == ("ncpm-2021", 64)


def test_figures_follow_the_latest_edition_and_as_of_gives_those_of_before(tmp_path: Path) -> None:
    home = home_with(tmp_path, quarters(lambda k: 2, "1"), dated="2022-01-27")
    revised = recorded(tmp_path / "later.csv", quarters(lambda k: 3, "1"))
    loaded(home, "recorded-crime", revised, dated="2022-04-28")
    from datetime import date

    assert asked(home).figure("homicide.offences").current.value == 12
    assert asked(home, as_of=date(2022, 2, 1)).figure("homicide.offences").current.value == 8


def test_the_reference_engine_gives_the_same_set_to_the_byte(tmp_path: Path) -> None:
    home = home_with(tmp_path, quarters(lambda k: 1 + k % 3, "1"), quarters(lambda k: 900 + k, "39"))
    assert asked(home).canonical() == asked(home, engine_name="reference").canonical()


def test_a_set_is_a_file_named_by_its_hash_and_reads_back_whole(tmp_path: Path) -> None:
    found = asked(home_with(tmp_path, quarters(lambda k: 1 + k % 3, "1")))
    path = store(found, tmp_path / "figures")
    assert path.name == f"{found.sha256}.json"
    assert store(found, tmp_path / "figures") == path
    assert read_set(path).canonical() == found.canonical()


def test_a_set_holds_neither_nan_nor_infinity(tmp_path: Path) -> None:
    found = asked(home_with(tmp_path, quarters(lambda k: 0, "1"), quarters(lambda k: 0, "39")))
    json.loads(found.canonical(), parse_constant=lambda word: pytest.fail(f"{word} in a figure set"))
    assert found.figure("homicide.offences").verdict == "too_few"


def test_something_else_than_a_set_is_refused_in_one_line(tmp_path: Path) -> None:
    path = tmp_path / "other.json"
    path.write_text('{"format": 1}')
    with pytest.raises(Refusal, match=r"other\.json: is not a figure set"):
        read_set(path)
    with pytest.raises(Refusal, match="is not there"):
        read_set(tmp_path / "none.json")


def test_an_unknown_force_is_refused_with_the_nearest_name(tmp_path: Path) -> None:
    from sextant.measures import figure_set

    home = home_with(tmp_path, quarters(lambda k: 1, "1"))
    with pytest.raises(Refusal, match="did you mean 'northumbria'"):
        figure_set(home, force="northumbra", to="2021-12")


def test_fewer_than_half_of_the_months_in_both_are_not_compared(tmp_path: Path) -> None:
    rows = [row for k, row in enumerate(quarters(lambda k: 5, "1")) if k not in (18, 19, 20)]
    figure = asked(home_with(tmp_path, rows), to="2019-12", baseline="2018-12").figure("homicide.offences")
    assert figure.verdict == "not_comparable"
    assert "held in both" in figure.sentence


def test_no_usual_variation_is_learnt_from_the_pandemics_months(tmp_path: Path) -> None:
    def number(k: int) -> int:
        return 1000 + 5 * (k % 4) if k not in (15, 16, 17, 18, 19) else 300  # January 2020 to March 2021

    home = home_with(tmp_path, quarters(number, "39"))
    figure = asked(home, to="2022-03", baseline="2019-03").figure("neighbourhood.theft_from_person")
    assert figure.change is not None
    assert figure.change.dispersion == 1.0


def test_the_comparison_of_sources_names_publisher_and_edition(tmp_path: Path) -> None:
    from tests.unit.measures.test_as_published import NOW, THEN, pair_of, published

    home = home_with(tmp_path, quarters(lambda k: 5, "1"))
    published(home, tmp_path, NOW, THEN)
    assert "Home Office data (edition of 28 April 2022) gives 20" in pair_of(asked(home)).reconciliation
