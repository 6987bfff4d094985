"""Words for rises and falls against every verdict, the same for good and bad news."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from sextant.measures.figures import FigureSet
from sextant.publishing.claims import Claim, check
from tests.unit.claims.figures import ROWS, as_published, figure, figure_set
from tests.unit.claims.reading import FACTS, claims_of

VERDICTS = (
    "higher", "lower", "larger_than_usual_up", "larger_than_usual_down",
    "no_clear_change", "too_few", "not_comparable", "not_available",
)  # fmt: skip
FALLS = ("fell", "dropped", "decreased", "is down", "went down", "is lower than before", "has fallen", "declined")
RISES = ("rose", "increased", "is up", "went up", "is higher than before", "has risen", "surged", "grew")


def rules(text: str, folder: Path, figures: FigureSet, measure: str = "serious-violence") -> set[str]:
    return {claim.rule for claim in found(text, folder, figures, measure)}


def found(text: str, folder: Path, figures: FigureSet, measure: str = "serious-violence") -> list[Claim]:
    path = folder / f"{measure}.md"
    path.write_text(text, encoding="utf-8")
    return check([path], figures, FACTS)


def with_verdict(verdict: str, key: str = "violence.robbery") -> FigureSet:
    return figure_set([replace(row, verdict=verdict) if row.key == key else row for row in ROWS])


@pytest.mark.parametrize("verdict", VERDICTS)
@pytest.mark.parametrize(("words", "allowed"), [(FALLS, "down"), (RISES, "up")])
def test_a_direction_passes_only_where_the_verdict_says_so(
    words: tuple[str, ...], allowed: str, verdict: str, tmp_path: Path
) -> None:
    bears = {"down": ("lower", "larger_than_usual_down"), "up": ("higher", "larger_than_usual_up")}[allowed]
    for word in words:
        caught = "direction" in rules(f"Robbery {word}.", tmp_path, with_verdict(verdict))
        assert caught is (verdict not in bears), (word, verdict)


@pytest.mark.parametrize("verdict", VERDICTS)
@pytest.mark.parametrize("words", ["did not change", "was unchanged", "remained the same", "stayed flat"])
def test_staying_the_same_is_never_said_whatever_the_verdict(words: str, verdict: str, tmp_path: Path) -> None:
    assert "direction" in rules(f"Robbery {words}.", tmp_path, with_verdict(verdict))


@pytest.mark.parametrize("words", ["did not fall", "has not fallen", "saw no fall"])
def test_no_fall_contradicts_a_fall_and_nothing_else(words: str, tmp_path: Path) -> None:
    assert "direction" in rules(f"Robbery {words}.", tmp_path, with_verdict("lower"))
    assert "direction" not in rules(f"Robbery {words}.", tmp_path, with_verdict("no_clear_change"))
    assert "direction" not in rules(f"Robbery {words}.", tmp_path, with_verdict("higher"))


@pytest.mark.parametrize(("verdict", "word"), [("larger_than_usual_down", "fall"), ("larger_than_usual_up", "rise")])
def test_clear_is_kept_for_the_verdict_clear(verdict: str, word: str, tmp_path: Path) -> None:
    assert "direction" in rules(f"There was a clear {word} in robbery.", tmp_path, with_verdict(verdict))
    clear = "lower" if word == "fall" else "higher"
    assert rules(f"There was a clear {word} in robbery.", tmp_path, with_verdict(clear)) == set()


def test_better_means_fewer_crimes_and_more_satisfied_victims(tmp_path: Path) -> None:
    fewer = with_verdict("lower")
    assert rules("Robbery improved.", tmp_path, fewer) == set()
    assert "direction" in rules("Robbery worsened.", tmp_path, fewer)
    more = with_verdict("higher", "victims.satisfaction")
    assert rules("Satisfaction improved.", tmp_path, more, "victims") == set()


def test_what_the_police_did_is_neither_better_nor_worse(tmp_path: Path) -> None:
    found_rules = rules("Drug trafficking got worse.", tmp_path, figure_set(), "drugs-county-lines")
    assert "direction" in found_rules


def test_halved_needs_a_half(tmp_path: Path) -> None:
    assert "direction" in rules("Robbery halved.", tmp_path, with_verdict("lower"))  # 810 to 800
    rows = [replace(row, verdict="lower", current=400) if row.key == "violence.robbery" else row for row in ROWS]
    assert rules("Robbery halved.", tmp_path, figure_set(rows)) == set()


def test_the_nearest_placeholder_decides_what_the_word_is_about(tmp_path: Path) -> None:
    text = "There were {{ violence.knife }}, down from {{ violence.knife.baseline }}."
    assert rules(text, tmp_path, figure_set()) == set()
    text = "There were {{ violence.robbery }}, down from {{ violence.robbery.baseline }}."
    assert "direction" in rules(text, tmp_path, figure_set())


def test_a_later_sentence_is_about_the_figure_before_it(tmp_path: Path) -> None:
    assert "direction" in rules("We recorded {{ violence.robbery }}. This is a fall.", tmp_path, figure_set())
    assert rules("We recorded {{ violence.knife }}. This is a fall.", tmp_path, figure_set()) == set()


def test_a_pronoun_for_police_work_is_not_about_a_figure(tmp_path: Path) -> None:
    assert rules("Patrols went to two towns. They increased in May.", tmp_path, figure_set()) == set()


def test_the_published_pair_has_a_verdict_of_its_own(tmp_path: Path) -> None:
    figures = figure_set()
    published = as_published(figure(ROWS[0]), 7, 18, "lower")
    figures = replace(figures, figures=(published, *figures.figures[1:]))
    said = "The page gave {{ homicide.offences.published }}, a fall from {{ homicide.offences.published.baseline }}."
    assert rules(said, tmp_path, figures, "homicide") == set()
    known = "There were {{ homicide.offences }}, a fall from {{ homicide.offences.baseline }}."
    assert "direction" in rules(known, tmp_path, figures, "homicide")


def test_a_headline_shown_as_published_is_judged_as_published(tmp_path: Path) -> None:
    figures = figure_set()
    published = as_published(figure(ROWS[0]), 7, 18, "lower")
    figures = replace(figures, figures=(published, *figures.figures[1:]))
    assert "direction" in rules("Homicide fell.", tmp_path, figures, "homicide")
    (tmp_path / "statement.toml").write_text(
        'title = "T"\nissued = 2022-01-31\npublisher = "P"\ncontact = "C"\n[headline]\nhomicide = "published"\n'
    )
    assert rules("Homicide fell.", tmp_path, figures, "homicide") == set()


def test_a_withheld_figure_has_no_direction_in_public(tmp_path: Path) -> None:
    rows = [replace(row, verdict="lower", state="suppressed") if row.key == "violence.robbery" else row for row in ROWS]
    assert "direction" in rules("Robbery fell.", tmp_path, figure_set(rows))


def test_a_publishers_own_direction_is_quoted_with_its_fact(tmp_path: Path) -> None:
    assert claims_of("Nationally convictions rose by {{ fact.convictions }}.", tmp_path, "cyber") == []


def test_a_fact_about_money_does_not_carry_a_fall(tmp_path: Path) -> None:
    text = "Homicide fell while {{ fact.grip }} was spent."
    assert "direction" in {claim.rule for claim in claims_of(text, tmp_path)}


def test_the_message_names_the_figure_its_counts_and_the_mend(tmp_path: Path) -> None:
    [claim] = claims_of("Homicide fell.", tmp_path)
    assert claim.rule == "direction"
    assert "from 18 to 13" in claim.message
    assert "no clear change" in claim.message
    assert "{{ homicide.offences.sentence }}" in claim.message
