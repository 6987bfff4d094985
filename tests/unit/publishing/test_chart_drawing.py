from __future__ import annotations

import copy
import re
from typing import Any
from xml.etree.ElementTree import Element

import pytest
from defusedxml.ElementTree import fromstring
from hypothesis import given
from hypothesis import strategies as st

from sextant.measures.figures import Figure
from sextant.publishing.charts import look
from sextant.publishing.charts.drawing import decorative, draw, drawn, inline, renumbered, titled
from sextant.publishing.charts.measure import series_chart
from sextant.publishing.charts.reading import Reading
from sextant.publishing.charts.series import series_spec
from tests.unit.publishing.samples import HOMICIDE, INJURY, NEIGHBOURHOOD

CLIPPED = {
    "$schema": "https://vega.github.io/schema/vega-lite/v5.json",
    "data": {"values": [{"a": 1}]},
    "mark": {"type": "bar", "clip": True},
    "encoding": {"x": {"field": "a", "type": "quantitative"}},
}


def parsed(svg: str) -> Element:
    root: Element = fromstring(svg)
    return root


def drawn_anew(spec: dict[str, Any]) -> str:
    drawn.cache_clear()
    return draw(spec)


@pytest.mark.parametrize("figure", [HOMICIDE, INJURY, NEIGHBOURHOOD], ids=lambda figure: figure.key)
def test_drawn_twice_the_bytes_are_the_same(figure: Figure) -> None:
    first, second = (drawn_anew(series_spec(Reading(figure), look.WIDE)) for _ in range(2))
    assert first == second


def test_a_picture_is_drawn_once_and_another_one_for_whatever_differs() -> None:
    first = draw(CLIPPED)
    drawings = drawn.cache_info().misses
    assert draw(copy.deepcopy(CLIPPED)) is first
    assert drawn.cache_info().misses == drawings
    assert draw(CLIPPED | {"data": {"values": [{"a": 2}]}}) != first


def test_ids_are_numbered_afresh_in_every_picture() -> None:
    first, second = drawn_anew(CLIPPED), drawn_anew(CLIPPED)
    assert first == second
    assert 'id="id1"' in first
    assert "url(#id1)" in first


@given(st.lists(st.integers(1, 99), min_size=1, max_size=6, unique=True))
def test_renumbering_keeps_every_reference_with_its_target(numbers: list[int]) -> None:
    svg = "".join(f'<g clip-path="url(#clip{n})"/><clipPath id="clip{n}"/>' for n in numbers)
    found = renumbered(svg)
    assert re.findall(r"url\(#(\w+)\)", found) == re.findall(r'id="(\w+)"', found)
    assert len(set(re.findall(r'id="(\w+)"', found))) == len(numbers)


def test_the_picture_fetches_nothing_and_runs_nothing() -> None:
    svg = draw(series_spec(Reading(HOMICIDE), look.WIDE))
    assert not re.search(r"<(script|image|foreignObject|style)\b", svg)
    assert not re.search(r'(href|src)="', svg)


def test_the_picture_is_as_large_as_its_frame_says() -> None:
    svg = parsed(draw(series_spec(Reading(HOMICIDE), look.NARROW)))
    assert svg.get("width") == str(look.NARROW.whole)
    assert look.NARROW.whole <= 320


def test_text_names_our_typeface_first_and_a_common_one_after_it() -> None:
    svg = draw(series_spec(Reading(HOMICIDE), look.WIDE))
    fonts = set(re.findall(r'font-family="([^"]+)"', svg))
    assert fonts == {look.FONT}
    assert look.FONT.startswith("'Source Sans 3', Arial")


def test_in_a_page_the_picture_is_one_image_with_one_text() -> None:
    svg = parsed(inline(draw(CLIPPED), 'Fewer than "five" & more'))
    assert svg.get("role") == "img"
    assert svg.get("aria-label") == 'Fewer than "five" & more'
    assert svg.get("focusable") == "false"


def test_a_small_picture_beside_words_is_hidden_from_those_who_hear() -> None:
    assert parsed(decorative(draw(CLIPPED))).get("aria-hidden") == "true"


def test_a_file_carries_its_title_its_words_its_source_and_the_notice() -> None:
    chart = series_chart(HOMICIDE, "Source: somebody. Made-up data.")
    assert chart
    svg = parsed(chart.file.encode())
    words = " ".join(svg.itertext())
    assert chart.title in words
    assert chart.words in words
    assert "Source: somebody. Made-up data." in words
    assert svg.get("aria-labelledby") == "title words"


def test_a_file_escapes_what_it_prints() -> None:
    svg = titled(draw(CLIPPED), "5 < 7 & 'so'", "a > b", "<source>")
    assert "5 < 7 & 'so'" in " ".join(parsed(svg.encode()).itertext())


def test_coordinates_are_short_so_that_processors_do_not_differ_in_the_last_digit() -> None:
    assert not re.search(r"\d\.\d{3,}", draw(series_spec(Reading(INJURY), look.WIDE)))
