"""The two narratives that come with Sextant: complete, and passing their own check."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path

import pytest

from sextant.measures.figures import FigureSet
from sextant.periods import Month
from sextant.publishing.claims import check_narrative
from sextant.publishing.narrative import MEASURES, Narrative, read_narrative, render_html
from sextant.publishing.placeholders import PATTERN, parse
from tests.unit.claims.figures import ROWS, Row, as_published, figure_set

ROOT = Path(__file__).resolve().parents[3]
NORTHUMBRIA = ROOT / "examples" / "northumbria-2021-12"
WEXMOOR = Path(str(files("sextant.synthetic"))) / "narrative"
MORE = (
    Row("homicide.incidents", "homicide", "Homicide incidents", 12, 17, "no_clear_change"),
    Row(
        "neighbourhood.personal_robbery",
        "neighbourhood-crime",
        "Robbery of personal property",
        709,
        699,
        "no_clear_change",
    ),
    Row("neighbourhood.vehicle_crime", "neighbourhood-crime", "Vehicle crime", 6978, 6437, "no_clear_change"),
)
NONE = [
    Row(row.key, row.measure, row.name, None, None, "not_available", reason="nothing is loaded")
    for row in (*ROWS, *MORE)
]


def with_published(rows: list[Row]) -> FigureSet:
    whole = figure_set(rows)
    first = as_published(whole.figures[0], 13, 18, "no_clear_change")
    return figure_set(rows, figures=(first, *whole.figures[1:]))


@pytest.mark.parametrize("folder", [NORTHUMBRIA, WEXMOOR], ids=["northumbria", "wexmoor"])
def test_it_tells_all_six_measures(folder: Path) -> None:
    narrative = read_narrative(folder)
    assert set(narrative.sections) == set(MEASURES)
    assert all(section.sources for section in narrative.sections.values())


@pytest.mark.parametrize("rows", [[*ROWS, *MORE], NONE], ids=["with the national edition", "without"])
def test_northumbria_retold_passes_with_and_without_the_national_edition(rows: list[Row]) -> None:
    narrative = read_narrative(NORTHUMBRIA)
    assert check_narrative(narrative, with_published(rows)) == []
    assert rendered(narrative, with_published(rows))


@pytest.mark.parametrize("rows", [[*ROWS, *MORE], NONE], ids=["all loaded", "nothing loaded"])
def test_wexmoor_passes_whatever_is_loaded(rows: list[Row]) -> None:
    narrative = read_narrative(WEXMOOR)
    figures = figure_set(rows, to=Month(2025, 9), baseline_to=Month(2019, 6))
    assert check_narrative(narrative, figures) == []
    assert rendered(narrative, figures)


def rendered(narrative: Narrative, figures: FigureSet) -> str:
    return "".join(render_html(section, figures, narrative.facts) for section in narrative.sections.values())


def test_northumbria_shows_the_published_pair_first_and_says_whose_page_it_is_not() -> None:
    settings = read_narrative(NORTHUMBRIA).settings
    assert settings.headline == {"homicide": "published"}
    assert settings.notice == "Independent retelling; not published by or for Northumbria Police."
    assert settings.notice in (NORTHUMBRIA / "README.md").read_text(encoding="utf-8")


def test_northumbria_quotes_what_it_was_told_and_holds_back_what_lacks_its_counts() -> None:
    narrative = read_narrative(NORTHUMBRIA)
    facts = narrative.facts
    assert {"£906k", "24%", "95%", "most"} <= {fact.value for fact in facts.values()}
    assert [fact.id for fact in facts.values() if fact.hold] == ["reflected-locally"]
    assert all("ounts not published" in facts[key].note for key in ("convictions", "disruptions"))
    page = rendered(narrative, with_published([*ROWS, *MORE]))
    assert "lacks its count" in page
    assert facts["reflected-locally"].value not in page
    assert not any(section.actions for section in narrative.sections.values())


def test_wexmoor_is_called_made_up_and_its_actions_are_owned_and_dated() -> None:
    narrative = read_narrative(WEXMOOR)
    assert "made-up" in narrative.settings.publisher
    actions = [action for section in narrative.sections.values() for action in section.actions]
    assert len(actions) >= 10
    assert all(action.owner and action.due and action.state for action in actions)
    assert {"done", "withdrawn", "under way", "planned"} == {action.state for action in actions}


def test_the_narratives_place_only_figures_that_the_definitions_have() -> None:
    from sextant.measures import load_definitions

    known = {figure.key for figure in load_definitions("ncpm-2021").figures}
    for folder in (NORTHUMBRIA, WEXMOOR):
        text = "".join(section.text for section in read_narrative(folder).sections.values())
        placed = {parse(found[1]) for found in PATTERN.finditer(text)}
        assert {one.key for one in placed if one.kind == "figure"} <= known
