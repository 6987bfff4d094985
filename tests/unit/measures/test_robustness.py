"""Whether a headline's conclusion survives another baseline or a switch turned over."""

from __future__ import annotations

from pathlib import Path

import pytest

from sextant.config import Home
from sextant.errors import Refusal
from sextant.measures import load_definitions
from sextant.measures.asking import robust
from sextant.measures.robustness import Robustness, choices, conclusion
from sextant.periods import Month
from tests.unit.lake.files import loaded
from tests.unit.measures.lakes import asked, home_with, quarters


def told(home: Home, *baselines: str, **more: object) -> dict[str, Robustness]:
    return {each.key: each for each in robust(home, asked(home, **more), baselines=baselines)}


def test_a_conclusion_that_every_baseline_bears_out_survives(tmp_path: Path) -> None:
    home = home_with(tmp_path, quarters(lambda k: 4, "1"))
    found = told(home, "2019-12", "2020-03")["homicide.offences"]
    assert (found.survives, [each.agrees for each in found.tried]) == (True, [True, True])
    assert found.sentence == "Homicide offences: the conclusion, no clear change, survives both other choices."


def test_a_conclusion_that_hangs_on_its_baseline_does_not_survive(tmp_path: Path) -> None:
    """12 months to June 2019 hold 40, those to March 2020 16, those to December 2021 16."""
    counts = {9: 10, 10: 10, 11: 10, 12: 10}
    home = home_with(tmp_path, quarters(lambda k: counts.get(k, 4), "1"))
    found = told(home, "2020-06")["homicide.offences"]
    assert found.survives is False
    assert "the conclusion, a fall, does not survive: against the 12 months to June 2020 it is no clear change" in (
        found.sentence
    )


def test_a_baseline_that_is_not_loaded_says_nothing(tmp_path: Path) -> None:
    home = home_with(tmp_path, quarters(lambda k: 4, "1"))
    found = told(home, "2010-03")["homicide.offences"]
    assert (found.survives, found.tried[0].agrees) == (None, None)
    assert "can't be said" in found.sentence
    both = told(home, "2010-03", "2019-12")["homicide.offences"]
    assert both.survives is True
    assert both.sentence.endswith("Nothing can be said against the 12 months to March 2010.")


def test_a_switch_is_tried_only_where_it_touches_the_figure(tmp_path: Path) -> None:
    home = home_with(tmp_path, quarters(lambda k: 100 + k, "39"), quarters(lambda k: 90, "126"))
    found = told(home, "2019-12")
    assert [each.choice for each in found["neighbourhood.crime"].tried] == [
        "against the 12 months to December 2019",
        "with interference",
    ]
    assert all("interference" not in each.choice for each in found["homicide.offences"].tried)


def test_a_switch_that_is_on_is_turned_off() -> None:
    defined = load_definitions()
    names = [each.name for each in choices(defined, Month(2019, 6), ["interference"], [])]
    assert names == ["without interference"]


def test_without_a_list_the_definitions_own_baselines_are_tried_but_for_the_one_in_use(tmp_path: Path) -> None:
    home = home_with(tmp_path, quarters(lambda k: 4, "1"))
    tried = [each.choice for each in told(home)["homicide.offences"].tried]
    assert tried == ["against the 12 months to December 2019", "against the 12 months to March 2020"]


def test_a_month_that_is_none_is_refused(tmp_path: Path) -> None:
    home = home_with(tmp_path, quarters(lambda k: 4, "1"))
    with pytest.raises(Refusal, match="--also-baseline"):
        told(home, "June 2019")


@pytest.mark.parametrize(
    ("verdict", "said"),
    [
        ("lower", "a fall"),
        ("larger_than_usual_down", "a fall"),
        ("higher", "a rise"),
        ("too_few", "no clear change"),
        ("not_comparable", "nothing can be said"),
        ("not_available", "nothing can be said"),
    ],
)
def test_verdicts_of_different_tests_come_to_one_conclusion(verdict: str, said: str) -> None:
    assert conclusion(verdict) == said


def test_northumbrias_conclusions_for_december_2021_survive_the_baselines_in_use(
    real_data: Path, tmp_path: Path
) -> None:
    home = Home(tmp_path / "home")
    loaded(home, "recorded-crime", real_data / "prc" / "prc-pfa-quarterly-tidy.parquet", dated="2023-10-26")
    found = {key: (conclusion(each.verdict), each.survives) for key, each in told(home).items()}
    assert found["homicide.offences"] == ("no clear change", True)
    assert found["neighbourhood.crime"] == ("a fall", True)
