"""Narrative Markdown as HTML: every number from its figure, nothing injected, nothing withheld let out."""

from __future__ import annotations

import re
from dataclasses import replace
from html import unescape
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sextant.errors import Refusal
from sextant.measures.figures import Figure, FigureSet
from sextant.publishing import prose
from sextant.publishing.facts import Fact
from sextant.publishing.narrative import Section, render_html
from sextant.publishing.placeholders import Filled, fill, parse
from tests.unit.claims.figures import ROWS, as_published, figure, figure_set

FACTS = {
    "grant": Fact("grant", "£906k", "The grant is £906k.", "the force", "December 2021"),
    "local": Fact("local", "so it was here", "It was so here.", "the force", "December 2021", hold="no counts given"),
}


def html(text: str, figures: FigureSet | None = None) -> str:
    section = Section("homicide", Path("homicide.md"), "2021-Q4", text, (), (), first_line=5)
    return render_html(section, figures or figure_set(), FACTS)


def words(key: str, figures: FigureSet | None = None) -> str:
    return fill(parse(key), figures or figure_set(), FACTS).text


def changed(**changes: object) -> FigureSet:
    whole = figure_set()
    first: Figure = replace(whole.figures[0], **changes)  # type: ignore[arg-type]
    return replace(whole, figures=(first, *whole.figures[1:]))


def test_a_number_stands_in_a_span_that_names_its_figure() -> None:
    assert '<span class="figure" data-figure="homicide.offences">13</span>' in html("{{ homicide.offences }}")
    baseline = '<span class="figure" data-figure="homicide.offences" data-part="baseline">18</span>'
    assert baseline in html("{{ homicide.offences.baseline }}")
    assert '<span class="fact" data-fact="grant">£906k</span>' in html("{{ fact.grant }}")


@pytest.mark.parametrize(
    ("key", "printed"),
    [
        ("neighbourhood.crime", "10,549"),
        ("neighbourhood.crime.baseline", "15,062"),
        ("homicide.offences.sentence", "There were 13 against 18."),
        ("homicide.offences.window", "12 months to December 2021"),
        ("homicide.offences.baseline_window", "12 months to June 2019"),
        ("homicide.offences.completeness", "12 of 12 months"),
        ("homicide.offences.baseline_completeness", "12 of 12 months"),
        ("homicide.offences.verdict", "no clear change"),
        ("homicide.drug_or_alcohol", "9 of 14"),
        ("fact.grant.text", "The grant is £906k."),
        ("fact.grant.source", "the force, December 2021"),
    ],
)
def test_each_part_prints_as_people_read_it(key: str, printed: str) -> None:
    assert words(key) == printed


def test_a_figure_without_a_value_says_so_and_is_never_0() -> None:
    assert words("victims.satisfaction") == "not available (no survey is loaded)"
    assert "0" not in words("neighbourhood.asb_incidents.baseline")
    assert words("homicide.offences.published").startswith("not available")


def test_a_withheld_figure_prints_its_reason_and_nothing_that_tells_its_value() -> None:
    for part in ("", ".baseline", ".sentence", ".verdict", ".published.reconciliation"):
        assert words(f"violence.weapons_possession{part}") == "withheld (small number)"
    assert words("violence.weapons_possession.window") == "12 months to December 2021"
    assert 'class="figure figure--withheld"' in html("{{ violence.weapons_possession }}")


def test_a_fact_on_hold_prints_why_and_not_what() -> None:
    assert words("fact.local") == "held back: no counts given"
    assert words("fact.local.text") == "held back: no counts given"


def test_the_published_pair_prints_beside_what_is_known_now() -> None:
    published = as_published(figure(ROWS[0]), 12, 17, "no_clear_change")
    figures = replace(figure_set(), figures=(published,))
    assert words("homicide.offences", figures) == "13"
    assert words("homicide.offences.published", figures) == "12"
    assert words("homicide.offences.published.baseline", figures) == "17"
    assert words("homicide.offences.published.window", figures) == "12 months to December 2021"
    assert words("homicide.offences.published.verdict", figures) == "no clear change"
    assert "may" not in words("homicide.offences.published.sentence", figures)
    assert "this set gives 13" in words("homicide.offences.published.reconciliation", figures)


def test_an_unknown_key_is_refused_with_file_line_and_the_nearest_keys() -> None:
    with pytest.raises(Refusal) as told:
        html("One.\n\nTwo\nand {{ homicide.offense }}.")
    assert "homicide.md, line 8: {{ homicide.offense }} is no figure" in str(told.value)
    assert "homicide.offences" in str(told.value)
    with pytest.raises(Refusal, match="nearest are grant"):
        html("{{ fact.grnt }}")


def test_html_scripts_and_images_do_not_get_through() -> None:
    page = html(
        '<script>alert(1)</script>\n\n<b onclick="x">b</b> ![i](https://x.example/i.png) [j](javascript:alert(1))'
    )
    assert "<script" not in page
    assert "<b" not in page
    assert "<img" not in page
    assert 'href="javascript' not in page


@pytest.mark.parametrize(
    "around", ["**{}**", "*{}*", "- {}", "> {}", "# {}", "[{}](https://example.org)", "a_{}_b", "({})"]
)
def test_no_markdown_breaks_a_placeholder(around: str) -> None:
    assert 'data-figure="homicide.drug_or_alcohol">9 of 14</span>' in html(
        around.format("{{ homicide.drug_or_alcohol }}")
    )


def test_placeholders_work_in_tables_and_their_lines_are_right() -> None:
    table = "| a | b |\n|---|---|\n| one | {{ homicide.offences }} |\n| two | {{ homicide.none }} |"
    with pytest.raises(Refusal, match="line 8"):
        html(table)
    assert "govuk-table__cell" in html(table.replace("none", "offences"))


def test_headings_stand_below_the_measures_own() -> None:
    assert html("# One") == '<h3 class="govuk-heading-s">One</h3>\n'


@given(st.text(max_size=80))
def test_what_a_figure_says_is_printed_and_never_read_as_markup(said: str) -> None:
    page = html("Before {{ homicide.offences.sentence }} after", changed(sentence=said))
    inner = re.search(r'data-part="sentence">(.*?)</span> after', page, re.DOTALL)
    assert inner is not None
    assert "<" not in inner[1]
    assert unescape(inner[1]) == unescape(said.replace("&", "&amp;").replace("<", "&lt;"))


@given(st.text(alphabet="{} .ahomicide_offences*`[]()|#\n-", max_size=60))
def test_any_text_renders_or_is_refused(text: str) -> None:
    prose.html(text, lambda wanted, _line: Filled(wanted.key))
