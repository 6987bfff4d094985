from __future__ import annotations

from pathlib import Path

import pytest

from sextant.errors import Refusal
from sextant.measures import load_definitions
from tests.unit.measures.lakes import asked, home_with, quarters

SMALL = """
name = "small"
title = "One measure"
baseline_to = "2019-06"
[[codes.theft]]
codes = ["39"]
[[measure]]
key = "theft"
number = 1
title = "Theft"
headline = ["theft.person"]
applies = true
reason = "It happens."
[[figure]]
key = "theft.person"
measure = "theft"
name = "Theft from the person"
unit = ["theft", "thefts"]
source = "recorded-crime"
codes = ["theft"]
[source_note.recorded-crime]
publisher = "Home Office"
title = "Police recorded crime"
disclosure = "open"
"""


def written(tmp_path: Path, text: str) -> str:
    path = tmp_path / "small.toml"
    path.write_text(text)
    return str(path)


def test_a_new_definitions_file_changes_the_figures_without_a_line_of_code(tmp_path: Path) -> None:
    home = home_with(tmp_path, quarters(lambda k: 5, "39"), quarters(lambda k: 7, "46"))
    one = asked(home, definitions=written(tmp_path, SMALL))
    both = asked(home, definitions=written(tmp_path, SMALL.replace('["39"]', '["39", "46"]')))
    assert [figure.key for figure in one.figures] == ["theft.person"]
    assert (one.figures[0].current.value, both.figures[0].current.value) == (20, 48)
    assert one.definition_sha256 != both.definition_sha256


def test_a_home_may_hold_definitions_of_its_own(tmp_path: Path) -> None:
    (tmp_path / "small.toml").write_text(SMALL)
    assert load_definitions("small", tmp_path).title == "One measure"


def test_codes_are_text_so_that_4_10_is_not_4_1() -> None:
    defined = load_definitions()
    homicide = next(figure for figure in defined.figures if figure.key == "homicide.offences")
    assert set(defined.codes_of(homicide)) == {"1", "4.1", "4.10", "4.2", "1/4.1/4.10/4.2"}


def test_the_shipped_definitions_hold_all_six_measures_and_their_order() -> None:
    keys = [measure.key for measure in load_definitions().measures]
    assert keys == ["homicide", "serious-violence", "drugs-county-lines", "neighbourhood-crime", "cyber", "victims"]


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        (('codes = ["theft"]', 'codes = ["burglary"]'), "names the code list 'burglary', which is not in the file"),
        (('measure = "theft"', 'measure = "harm"'), "belongs to measure 'harm', which is not in the file"),
        (('headline = ["theft.person"]', 'headline = ["theft.bike"]'), "has headline 'theft.bike', which is no figure"),
        (("[source_note.recorded-crime]", "[source_note.police-uk]"), "has source 'recorded-crime' without"),
        (('name = "small"', ""), "lacks 'name'"),
        (('unit = ["theft", "thefts"]', 'unitt = ["theft"]'), "unitt"),
        (('baseline_to = "2019-06"', 'baseline_to = "June"'), "'June' is not a month"),
        (("number = 1", "number ="), "is not TOML"),
        (('source = "recorded-crime"', 'source = "recorded-crime"\nmethod = "poison"'), "has method 'poison'"),
        (('source = "recorded-crime"', 'source = "recorded-crime"\ncounting = "sum"'), "has counting 'sum'"),
        (('disclosure = "open"', 'disclosure = "secret"'), "has disclosure 'secret'"),
    ],
)
def test_a_fault_in_a_definitions_file_is_named_with_its_place(
    tmp_path: Path, change: tuple[str, str], fault: str
) -> None:
    with pytest.raises(Refusal, match=r"small\.toml") as refused:
        load_definitions(written(tmp_path, SMALL.replace(*change)))
    assert fault in str(refused.value)


def test_two_figures_of_one_key_are_refused(tmp_path: Path) -> None:
    figure = SMALL[SMALL.index("[[figure]]") : SMALL.index("[source_note")]
    with pytest.raises(Refusal, match="stands twice"):
        load_definitions(written(tmp_path, SMALL.replace("[source_note", figure + "[source_note")))


def test_definitions_that_are_not_here_are_refused() -> None:
    with pytest.raises(Refusal, match="are not here"):
        load_definitions("ncpm-1999")
