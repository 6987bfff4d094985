"""The press line: the figures' own sentences, the same words for good news and for bad, never more than they bear."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest

from sextant.evidence.comparison import compare
from sextant.evidence.verdicts import CHIPS, VerdictCode, judge
from sextant.evidence.wording import sentence
from sextant.measures.figures import FigureSet
from sextant.publishing import page
from sextant.publishing.claims.checking import page_claims, page_of
from sextant.publishing.claims.known import know
from sextant.publishing.narrative import Narrative
from sextant.publishing.openness import public_set
from sextant.publishing.press import press_line, press_section
from sextant.publishing.views import measure_views
from tests.unit.publishing.samples import (
    DEFINITIONS,
    FIGURES,
    HOMICIDE,
    NOW,
    SECRET,
    THEN,
    figure_set,
    value,
    with_published,
)


def line(figures: FigureSet, narrative: Narrative | None = None) -> str:
    public = public_set(figures)
    head = page.head_of(public, narrative)
    return press_line(head, public, measure_views(public, narrative, DEFINITIONS, head.notice), narrative, DEFINITIONS)


def flat(text: str) -> str:
    return " ".join(text.split())


def alone(now: int, then: int) -> FigureSet:
    """The set with homicides counted as given, judged and told as measures/ does."""
    found = compare(now, then)
    told = sentence(found, HOMICIDE.unit, NOW, THEN)
    figure = replace(
        HOMICIDE, current=value(NOW, now), baseline=value(THEN, then), verdict=str(judge(found).code), sentence=told
    )
    return figure_set(figures=(figure, *FIGURES[1:]))


@pytest.fixture(scope="module")
def text(statement: Path) -> str:
    return (statement / "press.txt").read_text("utf-8")


def test_every_measure_has_its_sentence_both_counts_both_windows_and_completeness(text: str) -> None:
    told = flat(text)
    assert "There were 13 homicides in the 12 months to December 2021, compared with 18" in told
    assert (
        "Counted: 12,868 in the 12 months to December 2021 (11 of 12 months); "
        "10,978 in the 12 months to June 2019 (11 of 12 months)." in told
    )
    assert told.count("Verdict: ") == 4
    for note in figure_set().measures:
        assert note.title.upper() in told


def test_verdicts_sources_date_contact_marking_and_notices_stand_in_it(text: str) -> None:
    told = flat(text)
    for wanted in (
        "Verdict: rise larger than usual.",
        "Made-up records in the format of: Home Office, Police recorded crime open data, edition of 28 April 2022.",
        "Issued 31 January 2022.",
        "Contact: statement@example.org",
        "OFFICIAL",
        "Made-up data: Wessex Vale Police does not exist",
        "Independent example; published by nobody.",
        "As published by Wessex Vale Police, quarterly statement on 31 January 2022.",
    ):
        assert wanted in told


def test_the_published_number_stands_beside_the_number_known_now(text: str) -> None:
    assert "The statement gave 13. Home Office data (April 2022 edition) gives 19 for these months." in flat(text)


def test_an_embargo_stands_first_where_one_is_given_and_nowhere_else(narrative: Narrative) -> None:
    held = replace(narrative, settings=replace(narrative.settings, embargo="9.30 am on 31 January 2022"))
    assert line(with_published(), held).startswith("NOT FOR PUBLICATION BEFORE 9.30 am on 31 January 2022\n")
    assert "NOT FOR PUBLICATION" not in line(with_published(), narrative)


def test_a_withheld_headline_gives_its_reason_and_no_number() -> None:
    hidden = replace(HOMICIDE, disclosure=replace(HOMICIDE.disclosure, state="suppressed", reason="too few"),
                     current=value(NOW, SECRET), series=())  # fmt: skip
    told = flat(line(figure_set(figures=(hidden, *FIGURES[1:]))))
    assert "This figure is withheld (too few)." in told
    assert str(SECRET) not in told and f"{SECRET:,}" not in told
    assert "Counted:" not in told[told.index("MURDER") : told.index("SERIOUS")]


def test_a_measure_without_a_number_says_so_and_gets_no_verdict() -> None:
    told = line(figure_set())
    cyber = told[told.index("CYBER CRIME") :].split("\n\n")[0]
    assert "No local number is held; the statement says why." in cyber
    assert "Verdict" not in cyber


@pytest.mark.parametrize("counts", [(13, 18), (7, 18), (40, 18), (2, 3), (900, 1500), (1500, 900), (0, 5), (19, 19)])
def test_what_it_says_of_any_pair_of_counts_passes_the_claims_check(counts: tuple[int, int]) -> None:
    figures = public_set(alone(*counts))
    for measure in measure_views(figures, None, DEFINITIONS, ""):
        section = press_section(measure, figures)
        assert list(page_claims(page_of(section, know(figures), {}, None))) == []


@pytest.mark.parametrize("published", [True, False])
def test_what_it_says_of_the_whole_sample_passes_the_claims_check(published: bool, narrative: Narrative) -> None:
    figures = public_set(with_published())
    for measure in measure_views(figures, narrative if published else None, DEFINITIONS, ""):
        found = page_of(press_section(measure, figures), know(figures), {}, narrative.settings)
        assert list(page_claims(found)) == []


def words_without_numbers(told: str) -> str:
    return re.sub(r"\d[\d,]*", "N", told)


def test_a_fall_and_a_rise_of_the_same_size_are_told_in_the_same_words() -> None:
    fall, rise = (words_without_numbers(flat(line(alone(*pair)))) for pair in ((900, 1500), (1500, 900)))
    mirrored = {"fall": "rise", "lower": "higher", "fewer": "more"}
    for down, up in mirrored.items():
        fall = re.sub(rf"\b{down}\b", up, fall)
        rise = re.sub(rf"\b{down}\b", up, rise)
    edition = r"Edition of the figures \S+"
    assert re.sub(edition, "", fall) == re.sub(edition, "", rise)


@pytest.mark.parametrize("counts", [(13, 18), (18, 13), (2, 3), (19, 19)])
def test_it_calls_nothing_clear_that_the_verdict_does_not(counts: tuple[int, int]) -> None:
    told = flat(line(alone(*counts)))
    homicide = told[told.index("MURDER") : told.index("SERIOUS")]
    clear = [CHIPS[code].spoken for code in (VerdictCode.HIGHER, VerdictCode.LOWER)]
    assert not any(f"Verdict: {spoken}" in homicide for spoken in clear)
    assert not re.search(r"\b(rose|fell|risen|fallen|increased?|decreased?|improved?|worse|better)\b", homicide)


def test_it_holds_no_adjective_of_anybodys_own(text: str) -> None:
    banned = r"\b(pleased|proud|encouraging|disappointing|significant(ly)?|dramatic(ally)?|successful|stable|similar)\b"
    assert not re.search(banned, text, re.I)


def test_lines_are_short_enough_for_a_plain_message(text: str) -> None:
    assert max(len(each) for each in text.splitlines()) <= 100
    assert text.endswith("\n")


def test_the_build_gives_the_same_text_as_the_file(built: object, text: str) -> None:
    assert built.press == text  # type: ignore[attr-defined]
