"""Narrative Markdown as nodes of the PDF: the text as it was written, the shape it was given, nothing that acts."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sextant.errors import Refusal
from sextant.publishing.facts import Fact
from sextant.publishing.pdf_prose import Node, nodes
from sextant.publishing.sections import Section
from tests.unit.publishing.samples import figure_set

FACTS = {"grip": Fact("grip", "£906k", "It granted £906k.", "Home Office", "2021-07-01")}


def told(text: str) -> list[Node]:
    return nodes(Section("homicide", Path("homicide.md"), "2021-Q4", text, (), (), 5), figure_set(), FACTS)


def words(found: Any) -> str:
    """Every string of the text in the order it is printed."""
    if isinstance(found, list):
        return "".join(words(each) for each in found)
    inside = [found[key] for key in ("parts", "items", "blocks", "head", "rows") if key in found]
    return found.get("text", "") + "".join(words(each) for each in inside)


def test_emphasis_links_and_code_keep_their_words() -> None:
    [paragraph] = told("A *b* **c** `#d` [e](https://example.org/x)")
    assert words(paragraph["parts"]) == "A b c #d e"
    assert [part["kind"] for part in paragraph["parts"] if part.get("text") != " "] == [
        "text", "emph", "strong", "code", "link",
    ]  # fmt: skip


def test_a_link_that_leads_out_keeps_its_address_and_any_other_only_its_words() -> None:
    links = {
        words(part["parts"]): part["to"]
        for block in told("[a](https://a.org) [b](mailto:b@c.org) [c](d.md) [e](ftp://f.org)")
        for part in block["parts"]
        if part["kind"] == "link"
    }
    assert links == {"a": "https://a.org", "b": "mailto:b@c.org", "c": "", "e": ""}


def test_an_address_that_would_run_a_script_is_no_link() -> None:
    assert all(part["kind"] == "text" for block in told("[x](javascript:alert(1))") for part in block["parts"])


def test_placeholders_print_figures_and_facts() -> None:
    assert words(told("{{ homicide.offences }} and {{ fact.grip }}")) == "19 and £906k"


def test_a_withheld_figure_prints_its_reason() -> None:
    assert "withheld (fewer than 5" in words(told("{{ violence.knife }}"))


def test_a_key_that_is_not_there_is_refused_with_its_line() -> None:
    with pytest.raises(Refusal, match=r"homicide\.md, line 7"):
        told("One.\n\n{{ homicide.ofences }}")


@pytest.mark.parametrize(
    ("text", "levels"),
    [("# a\n\n## b\n\n# c", [3, 4, 3]), ("### a\n\n###### b\n\n# c", [3, 4, 3]), ("## a\n\n# b\n\n## c", [3, 3, 4])],
)
def test_headings_go_down_in_steps_of_one(text: str, levels: list[int]) -> None:
    assert [block["level"] for block in told(text) if block["kind"] == "heading"] == levels


def test_a_heading_in_a_list_or_quotation_is_only_strong_words() -> None:
    quote, bullets = told("> # a\n\n- # b")
    assert quote["blocks"][0]["parts"][0]["kind"] == "strong"
    assert bullets["items"][0][0]["parts"][0]["kind"] == "strong"


def test_lists_quotes_tables_code_and_rules_keep_their_shape() -> None:
    text = "1. one\n2. two\n   - in\n\n> said\n\n| a | b |\n|--|--|\n| 1 | 2 |\n\n```\n#x\n```\n\n---"
    found = told(text)
    assert [block["kind"] for block in found] == ["ordered_list", "quote", "table", "code", "rule"]
    assert [words(row) for row in found[2]["rows"]] == ["12"]
    assert words(found[2]["head"]) == "ab"
    assert found[3]["text"] == "#x"


def test_a_list_starts_where_its_writer_started_it() -> None:
    assert told("4. four\n5. five")[0]["start"] == 4


def test_raw_html_is_printed_as_text() -> None:
    assert words(told("<b>no</b> <script>x</script>")) == "<b>no</b> <script>x</script>"


@settings(max_examples=150)
@given(st.text(alphabet="ab #$*_`[]()<>@\\\"'{}~=-+/|!&\n.1", max_size=60).filter(lambda text: "{{" not in text))
def test_any_text_becomes_plain_values_only(text: str) -> None:
    kinds = {"text", "break", "code", "strong", "emph", "link", "paragraph", "heading", "bullet_list", "ordered_list"}

    def check(found: Any) -> None:
        if isinstance(found, list):
            for each in found:
                check(each)
            return
        assert found["kind"] in kinds | {"quote", "table", "rule"}
        for value in found.values():
            assert isinstance(value, str | int | list)
            if isinstance(value, list):
                check(value)

    check(told(text))
