from __future__ import annotations

import csv
import math
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sextant.errors import Refusal
from sextant.severity import Weight, Weights, load_weights
from sextant.severity.weights import Edition, Succession, editions, load_succession

EDITION = Edition("made-up", "made-up weights", "points")


def weights(own: dict[str, float], stands_in: dict[str, str] | None = None) -> Weights:
    lenders = {code: (lender, f"{code} after {lender}") for code, lender in (stands_in or {}).items()}
    return Weights(EDITION, {code: Weight(code, value) for code, value in own.items()}, Succession(lenders))


def test_the_shipped_edition_says_who_made_it_and_in_what_unit() -> None:
    found = load_weights()
    assert editions() == ["ons-2020"]
    assert found.edition.publisher == "Office for National Statistics"
    assert found.edition.unit == "severity points"
    assert "2016" in found.edition.method
    assert len(found.edition.sha256) == 64
    assert len(found.own) == 134


def test_weights_are_those_that_ons_printed() -> None:
    found = load_weights()
    for code, value in {"1": 7973.4, "34A": 799.6, "34B": 799.6, "28E": 465.4, "29A": 2288.7, "56A": 826.2}.items():
        assert found.own[code].value == pytest.approx(value, abs=0.05)
    for code, value in {"92A": 513.0, "48": 128.4, "45": 32.9, "126": 9.3, "92E": 1.77}.items():
        assert found.own[code].value == pytest.approx(value, abs=0.05)


def test_corporate_manslaughter_is_no_second_manslaughter() -> None:
    found = load_weights()
    assert found.own["4.1"].offence == "Manslaughter"
    assert found.own["4.10"].offence == "Corporate manslaughter"
    assert found.own["4.10"].value == found.own["4.1"].value == found.own["1/4.1/4.10/4.2"].value


def test_the_shipped_weights_are_the_publishers_file_row_by_row(real_data: Path) -> None:
    found = load_weights()
    with (real_data / "severity" / "policeuk-ons-code-join.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    assert {row["ONS_COUNTS_code"] for row in rows} == set(found.own)
    for row in rows:
        assert found.own[row["ONS_COUNTS_code"]].value == pytest.approx(float(row["ONS_SEVERITY_weight"]))


@pytest.mark.parametrize(
    ("code", "lender"), [("28I", "28E"), ("28P", "28H"), ("29C", "29A"), ("8T", "8N"), ("8U", "8L"), ("53J", "33A")]
)
def test_a_code_that_the_weights_lack_takes_its_predecessors_and_says_so(code: str, lender: str) -> None:
    found = load_weights()
    weight = found.of(code)
    assert weight is not None
    assert code not in found.own
    assert (weight.code, weight.stands_in, weight.value) == (code, lender, found.own[lender].value)
    assert weight.why
    assert weight.offence == ""  # the predecessor's name is not the code's


def test_a_weight_lent_by_the_edition_itself_says_so_too() -> None:
    weight = load_weights().of("28A")
    assert weight is not None
    assert (weight.stands_in, weight.offence) == ("28C", "Burglary in a dwelling")


@pytest.mark.parametrize("code", ["AF", "CIFAS", "UK Finance", "53C", "never heard of"])
def test_a_code_without_weight_has_none_and_a_reason(code: str) -> None:
    found = load_weights()
    assert found.of(code) is None
    assert found.why_without(code)


def test_a_weight_of_its_own_is_never_replaced() -> None:
    found = weights({"28E": 400.0, "28I": 500.0}, {"28I": "28E"}).of("28I")
    assert found is not None
    assert (found.value, found.stands_in) == (500.0, None)


def test_codes_may_follow_one_another_over_several_steps() -> None:
    found = weights({"A": 7.0}, {"C": "B", "B": "A"}).of("C")
    assert found is not None
    assert (found.value, found.stands_in, found.why) == (7.0, "A", "C after B; B after A")


@given(st.dictionaries(st.sampled_from("ABCDE"), st.sampled_from("ABCDE")), st.sampled_from("ABCDE"))
def test_codes_that_stand_in_for_one_another_in_a_circle_give_none(circle: dict[str, str], code: str) -> None:
    found = weights({"A": 1.0}, circle).of(code)
    assert found is None or found.value == 1.0


def test_a_home_may_add_a_code_that_stands_in(tmp_path: Path) -> None:
    (tmp_path / "severity_succession.toml").write_text(
        '[[succession]]\ncodes = ["200Z", "8T"]\nstands_in = "8S"\nwhy = "our own reading"\n', "utf-8"
    )
    found = load_weights("ons-2020", tmp_path)
    assert [getattr(found.of(code), "stands_in", None) for code in ("200Z", "8T", "8U")] == ["8S", "8S", "8L"]


def test_every_code_that_stands_in_has_a_weight() -> None:
    own = load_weights().own
    assert {lender for lender, _ in load_succession().stands_in.values()} <= set(own)


def test_an_edition_that_is_not_there_is_refused_with_those_that_are() -> None:
    with pytest.raises(Refusal, match="ons-2020"):
        load_weights("ons-2031")


def supplied(tmp_path: Path, *rows: str, heading: str = "home_office_code,offence,days,edition") -> Weights:
    path = tmp_path / "harm.csv"
    path.write_text("\n".join([heading, *rows]) + "\n", "utf-8")
    return load_weights(str(path))


def test_a_file_of_a_forces_own_gives_days(tmp_path: Path) -> None:
    found = supplied(tmp_path, "1,Murder,5475,2026 edition", "34B,Robbery,365,2026 edition")
    assert (found.edition.title, found.edition.unit) == ("2026 edition", "days")
    assert {code: weight.value for code, weight in found.own.items()} == {"1": 5475.0, "34B": 365.0}


def test_several_rows_of_a_code_become_their_median_and_tell_their_ends(tmp_path: Path) -> None:
    found = supplied(tmp_path, "28E,a,19,2026", "28E,b,1825,2026", "28E,c,42,2026", "45,d,2,2026")
    assert found.own["28E"] == Weight("28E", 42.0, "a", rows=3, low=19.0, high=1825.0)
    assert (found.own["45"].low, found.own["45"].high) == (2.0, 2.0)


def test_a_file_of_weights_needs_no_offence_names_and_may_call_them_weights(tmp_path: Path) -> None:
    found = supplied(tmp_path, "1,7973.4,ons-2031", heading="home_office_code,weight,edition")
    assert (found.edition.unit, found.own["1"].value) == ("severity points", 7973.4)


def test_corporate_manslaughter_that_a_spreadsheet_spoiled_is_told_by_its_name(tmp_path: Path) -> None:
    found = supplied(tmp_path, "4.1,Manslaughter,2190,2026", "4.1,Corporate manslaughter,0,2026")
    assert {code: weight.value for code, weight in found.own.items()} == {"4.1": 2190.0, "4.10": 0.0}


@pytest.mark.parametrize(
    ("row", "says"),
    [
        ("1,Murder,many,2026", "row 2, days: 'many' is no weight"),
        ("1,Murder,-3,2026", "'-3' is no weight"),
        ("1,Murder,nan,2026", "'nan' is no weight"),
        ("1,Murder,inf,2026", "'inf' is no weight"),
        (",Murder,3,2026", "home_office_code: is empty"),
        ("1,Murder,3", "more or fewer cells"),
        ("1,Murder,3,2026,more", "more or fewer cells"),
        ("1,Murder,3,", "the same edition in every row"),
    ],
)
def test_a_row_that_cannot_be_read_is_refused_with_its_place(tmp_path: Path, row: str, says: str) -> None:
    with pytest.raises(Refusal, match=says):
        supplied(tmp_path, row)


def test_two_editions_in_one_file_are_refused(tmp_path: Path) -> None:
    with pytest.raises(Refusal, match="same edition"):
        supplied(tmp_path, "1,Murder,3,2025", "2,Attempt,2,2026")


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "has no column 'home_office_code'"),
        (b"home_office_code,days,edition\n", "holds no rows"),
        (b"code,days,edition\n1,2,3\n", "has no column 'home_office_code'"),
        (b"home_office_code,edition\n1,2026\n", "has no column 'days'"),
        (b"home_office_code,days\n1,2\n", "has no column 'edition'"),
        ("home_office_code,days,edition\n1,2,2026 \u2013\n".encode("cp1252"), "is not UTF-8"),
    ],
)
def test_a_file_that_is_no_table_of_weights_is_refused(tmp_path: Path, content: bytes, says: str) -> None:
    path = tmp_path / "harm.csv"
    path.write_bytes(content)
    with pytest.raises(Refusal, match=says):
        load_weights(str(path))


def test_a_file_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Refusal, match="is not there"):
        load_weights(str(tmp_path / "none.csv"))


@given(st.lists(st.integers(0, 10**4), min_size=1, max_size=9))
def test_the_median_of_a_code_lies_between_its_ends(values: list[int]) -> None:
    from sextant.severity.supplied import _weight

    found = _weight("28E", [float(value) for value in values], "")
    assert found.low is not None and found.high is not None
    assert found.low <= found.value <= found.high
    assert math.isfinite(found.value)


def test_the_shipped_lists_are_what_their_maker_makes(real_data: Path) -> None:
    from tests.peers import make_severity_lists as maker

    with (real_data / "severity" / "ons-severity-codes.csv").open(encoding="utf-8") as file:
        made = maker.WEIGHTS_HEAD + maker.weights(csv.DictReader(file))
    assert made == (maker.LISTS / "severity_weights" / "ons-2020.toml").read_text("utf-8")
    populations = maker.POPULATIONS_HEAD + maker.populations(maker.residents(real_data / "lookups"))
    assert populations == (maker.LISTS / "populations.toml").read_text("utf-8")
