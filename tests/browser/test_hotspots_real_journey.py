"""Hotspots on the real files in a real browser: found, judged, approved, planned, walked, counted, judged again, and
their figures in the draft of the statement. The week of positions is made up; everything else was published."""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Seat
from tests.browser.hotspots_story import (
    DESK,
    Story,
    confirm_if_asked,
    day,
    download,
    find,
    hand_over,
    judge,
    kept,
    number,
    picture,
    rows,
    summary,
    until_done,
)
from tests.browser.real_force import give_the_home_to_it
from tests.browser.steps import until
from tests.browser.visitors import complaints_of
from tests.browser.walks import visits_in, walks
from tests.browser.workspaces import Workspace, copy_of, open_for_work

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.xdist_group("real-journey")]
BOARD = "/workspace/board/northumbria/"
QUARTER = "2022-Q3"
LOST, MINUTES = "2022-07-06", 15
CELL = re.compile(r"E\d{6}-N\d{6}")


@pytest.fixture(scope="module")
def workspace(
    made_up_home: tuple[Path, dict[str, str]], real_data: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Workspace]:
    """The demonstration's people in a workspace of the real force."""
    home, passwords = made_up_home
    folder = tmp_path_factory.mktemp("real")
    place = copy_of(home, folder / "home")
    give_the_home_to_it(place, real_data, folder)
    with open_for_work(place, passwords) as opened:
        yield opened


@pytest.fixture
def story(workspace: Workspace, seat: Seat, tmp_path: Path) -> Story:
    roles = ("analyst", "desk-supervisor", "measure-lead")
    return Story(workspace, {role: seat(role) for role in roles}, tmp_path)


def test_from_the_published_files_to_patrols_and_into_the_statement(story: Story, seat: Seat) -> None:
    places_are_found_for_twelve_months(story)
    what_the_public_files_cant_tell_is_said(story)
    a_window_past_the_change_of_map_points_says_so(story)
    two_windows_stand_side_by_side(story)
    the_ranking_is_tested_on_what_came_next(story)
    a_place_is_left_out_with_a_reason_only(story)
    the_map_has_no_numbers_on_one_another(story)
    the_places_open_in_other_programs(story)
    somebody_else_approves(story)
    a_week_for_ten_officers_is_planned(story)
    a_place_of_the_plan_is_moved_with_a_reason(story)
    each_shift_prints_on_one_page_with_a_map(story)
    the_patrols_begin_once_somebody_else_agreed(story)
    a_week_of_positions_becomes_the_minutes_that_were_walked(story)
    the_same_hours_are_not_counted_twice(story)
    whether_it_worked_is_judged_with_its_limits(story)
    the_figures_reach_the_statements_draft(story)
    nothing_of_it_is_public(seat())
    for role, page in story.people.items():
        assert [each for each in complaints_of(page) if "400" not in each] == [], role


def places_are_found_for_twelve_months(story: Story) -> None:
    page = find(story, "Violence", "2022-06")
    story.addresses["set"] = page.url
    expect(page.get_by_text("12 months to June 2022").first).to_be_visible()
    expect(page.get_by_text("January 2022 is not held: the window has 11 of 12 months.")).to_be_visible()
    assert page.get_by_text("map points were replaced").count() == 0
    expect(page.get_by_text("Hotspots, control places and patrol times are not published.")).to_be_visible()
    expect(page.get_by_text("It is about places, never about people")).to_be_visible()
    expect(page.get_by_text("Arrests, stops and offences that police find never rank a place")).to_be_visible()
    listed = rows(page)
    assert len(listed) == 20
    assert [int(row["Crimes"]) for row in listed[:3]] == [380, 275, 241]
    assert all("E4" in row["Place"] and "(E4" in row["Place"] for row in listed[:3]), listed[0]
    stops = page.get_by_text("A check on ourselves").locator("xpath=following::ul[1]").inner_text()
    assert "Firearms: hidden" in stops
    assert all(int(count.replace(",", "")) >= 5 for count in re.findall(r": ([\d,]+)$", stops, re.MULTILINE))
    picture(page, "set")


def what_the_public_files_cant_tell_is_said(story: Story) -> None:
    page = story["analyst"]
    for change, said in (
        (lambda: page.get_by_label("Hours of the day").fill("22:00-04:00"), "police.uk, which holds months"),
        (lambda: page.get_by_label("Ranked by").select_option("harm"), "needs offence codes, which police.uk has not"),
    ):
        page.goto(f"{DESK}new/")
        page.get_by_label("Name of the set").fill("Nights")
        page.get_by_label("Last month").fill("2022-06")
        change()
        page.get_by_role("button", name="Find them").click()
        expect(page.get_by_text(said).first).to_be_visible()
    page.goto(f"{DESK}new/")
    offered = page.locator("main form").inner_text()
    assert "Burglary" in offered
    assert "Drugs\n" not in offered


def a_window_past_the_change_of_map_points_says_so(story: Story) -> None:
    page = find(story, "Violence later", "2022-09")
    story.addresses["later"] = page.url
    told = page.locator(".govuk-warning-text")
    expect(told).to_contain_text("map points were replaced in July 2022")
    picture(page, "later")
    page.get_by_role("link", name="One page to print").click()
    expect(page.locator(".govuk-warning-text")).to_contain_text("map points were replaced in July 2022")


def two_windows_stand_side_by_side(story: Story) -> None:
    page = story["analyst"]
    page.goto(f"{DESK}compare/?a={number(story, 'set')}&b={number(story, 'later')}")
    expect(page.get_by_role("heading", name=re.compile(r"Stayed \(\d+\)"))).to_be_visible()
    expect(page.get_by_text("places may look new or gone for that alone")).to_be_visible()
    picture(page, "compared")


def the_ranking_is_tested_on_what_came_next(story: Story) -> None:
    page = story["analyst"]
    page.goto(story.addresses["set"])
    page.get_by_role("button", name="Test it on what came next").click()
    until_done(page)
    page.goto(story.addresses["set"])
    card = page.get_by_text("of the places with any earlier crime held").inner_text()
    found = re.search(r"held (\d+) of 100 .* by plain counts (\d+); the best possible choice (\d+)", card)
    assert found, card
    ours, counts, best = (int(each) for each in found.groups())
    assert best >= ours >= counts - 1 >= 10
    expect(page.get_by_text("Study area of the test")).to_be_visible()


def a_place_is_left_out_with_a_reason_only(story: Story) -> None:
    page = story["analyst"]
    page.goto(story.addresses["set"])
    page.locator(".sx-hot__list tbody th a").nth(8).click()
    page.get_by_role("radio", name="left out").check()
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("needs a reason").first).to_be_visible()
    page.get_by_label("Why it is moved or left out").fill("What is recorded here happened elsewhere.")
    page.get_by_label("What the problem is").fill("Reports taken at a counter.")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("What is recorded here happened elsewhere.").first).to_be_visible()
    page.locator(".sx-hot__list tbody th a").first.click()
    page.get_by_label("What to do there").fill("Be seen outside the doors from 22:00.")
    page.get_by_role("button", name="Save").click()


def the_map_has_no_numbers_on_one_another(story: Story) -> None:
    page = story["analyst"]
    page.goto(story.addresses["set"])
    numbers = page.locator(".sx-map__number:visible")
    expect(numbers.first).to_be_visible()
    boxes = [each.bounding_box() or {} for each in numbers.all()]
    assert 3 <= len(boxes) < 20
    apart = [
        a["x"] >= b["x"] + b["width"]
        or b["x"] >= a["x"] + a["width"]
        or a["y"] >= b["y"] + b["height"]
        or b["y"] >= a["y"] + a["height"]
        for k, a in enumerate(boxes)
        for b in boxes[:k]
    ]
    assert all(apart)
    page.get_by_role("button", name="Place 1 on the map").click()
    expect(page.locator(".leaflet-popup-content")).to_contain_text("380 crimes")
    page.wait_for_timeout(1000)  # the map is moving
    expect(numbers.first).to_be_visible()


def the_places_open_in_other_programs(story: Story) -> None:
    geojson = json.loads(download(story, "set", "GeoJSON").read_text("utf-8"))
    first = geojson["features"][0]["properties"]
    assert (first["rank"], first["count"]) == (1, 380)
    assert first["window"] == "12 months to June 2022 (11 of 12 months held)"
    assert first["name"]
    assert "internal: not for publication" in first["marking"]
    with download(story, "set", "CSV").open(encoding="utf-8-sig", newline="") as file:
        table = list(csv.DictReader(file))
    assert [row["sanity"] for row in table].count("excluded") == 1
    import pyogrio

    told = pyogrio.read_info(download(story, "set", "GeoPackage"))
    assert (told["features"], told["crs"]) == (20, "EPSG:27700")


def somebody_else_approves(story: Story) -> None:
    page = story["desk-supervisor"]
    assert story["analyst"].get_by_role("button", name="Approve these places").count() == 0
    page.goto(story.addresses["set"])
    day(page, "valid_from", 1, 7, 2022)
    page.get_by_role("button", name="Approve these places").click()
    confirm_if_asked(story, "desk-supervisor")
    expect(page.get_by_text("is approved. It can't be changed any more.")).to_be_visible()


def a_week_for_ten_officers_is_planned(story: Story) -> None:
    page = story["analyst"]
    page.goto(story.addresses["set"])
    page.get_by_role("link", name="Plan patrols from it").click()
    page.get_by_label("Title").fill("City centre, first week of July")
    day(page, "first_day", 4, 7, 2022)
    page.get_by_label("Officers on duty in each shift").fill("10")
    page.get_by_label("Seed of the lot").fill("7")
    page.get_by_role("button", name=re.compile("^Plan")).click()
    until_done(page)
    page.get_by_role("link", name="See the plan").click()
    story.addresses["plan"] = page.url
    expect(page.get_by_text("The records hold months, no days or hours")).to_be_visible()
    expect(page.get_by_text("10, in teams of 2")).to_be_visible()
    expect(page.get_by_text("left out", exact=True).first).to_be_visible()


def a_place_of_the_plan_is_moved_with_a_reason(story: Story) -> None:
    page = story["analyst"]
    page.get_by_text("Move a place, or leave it out").click()
    place = page.get_by_label("Place", exact=True)
    last = place.locator("option").last
    place.select_option(last.get_attribute("value"))
    page.get_by_label("Why").fill("Too far for a team on foot.")
    page.get_by_role("button", name="Move or leave out").click()
    until_done(page)
    page.goto(story.addresses["plan"])
    expect(page.get_by_text("Too far for a team on foot.").first).to_be_visible()
    picture(page, "plan")


def each_shift_prints_on_one_page_with_a_map(story: Story) -> None:
    page = story["analyst"]
    page.get_by_role("link", name="To print: a page a shift").click()
    shifts = page.locator(".sx-page")
    expect(page.locator(".sx-page svg")).to_have_count(shifts.count())
    assert shifts.count() > 20
    sheet = story.folder / "plan.pdf"
    sheet.write_bytes(page.pdf(format="A4"))
    assert len(re.findall(rb"/Type\s*/Page\b", sheet.read_bytes())) == shifts.count()
    picture(page, "sheet")
    kept(sheet)


def the_patrols_begin_once_somebody_else_agreed(story: Story) -> None:
    page = story["analyst"]
    page.goto(story.addresses["plan"])
    expect(page.get_by_text("somebody else approves it")).to_be_visible()
    supervisor = story["desk-supervisor"]
    supervisor.goto(story.addresses["plan"])
    supervisor.get_by_role("button", name="Approve this plan").click()
    confirm_if_asked(story, "desk-supervisor")
    story.visits = visits_in(download(story, "plan", "visits (CSV)"))
    page.goto(story.addresses["plan"])
    page.get_by_role("button", name="The patrols begin").click()
    expect(page.get_by_text("The plan is running.")).to_be_visible()


def a_week_of_positions_becomes_the_minutes_that_were_walked(story: Story) -> None:
    page = story["analyst"]
    hand_over(story, walks(story.visits, MINUTES, LOST))
    page.get_by_role("link", name="See what was delivered").click()
    walked = [visit for visit in story.visits if visit["day"] != LOST]
    meant, made = len(story.visits) * MINUTES, len(walked) * MINUTES
    assert 0 < made < meant
    told = summary(page)
    assert f"({made:,} of {meant:,})" in told["All patrol-minutes of those intended"]
    assert told["Visits of 10 to 20 minutes"] == f"100% ({len(walked):,} of {len(walked):,})"
    assert told["Officer-hours"] == f"{made * 2 / 60:,.1f}"
    lost = {visit["place"] for visit in story.visits if visit["day"] == LOST}
    expect(page.get_by_text(f"On {len(lost)} days of places patrol was meant and nobody came.")).to_be_visible()
    expect(page.get_by_text("This is never used to appraise a person.")).to_be_visible()
    assert "TEAM-" not in page.locator("main").inner_text()
    picture(page, "delivered")


def the_same_hours_are_not_counted_twice(story: Story) -> None:
    page = story["analyst"]
    before = summary(page)
    hand_over(story, walks(story.visits, MINUTES - 2, LOST), ended="failed")
    expect(page.get_by_text("which other files told already").first).to_be_visible()
    page.goto(f"{story.addresses['plan']}dosage/")
    assert summary(page) == before


def whether_it_worked_is_judged_with_its_limits(story: Story) -> None:
    page = story["analyst"]
    page.goto(story.addresses["plan"])
    page.get_by_role("button", name="The patrols are over").click()
    page.goto(f"{story.addresses['plan']}evaluation/")
    judge(page)
    expect(page.get_by_text("These periods can't be compared").first).to_be_visible()
    expect(page.get_by_text("move older map points to the newer list").first).to_be_visible()
    assert "--" not in page.locator("main").inner_text()
    page.get_by_label("Move older map points to the newer list").check()
    judge(page)
    told = summary(page)
    assert "since" in told["Crimes in the patrolled places"]
    assert "Expected without any patrol (regression to the mean)" in told
    assert "What could have been seen" in told
    assert "Minutes delivered of those intended" in told
    expect(page.get_by_text("No price for a crime avoided")).to_be_visible()
    picture(page, "judged")


def the_figures_reach_the_statements_draft(story: Story) -> None:
    page = story["analyst"]
    page.goto(f"{DESK}plans/")
    page.get_by_role("button", name="Freeze the desks’ figures").click()
    until_done(page)
    page.goto(BOARD)
    until(page, lambda: page.get_by_text("12 months to September 2022").first.is_visible())
    lead = story["measure-lead"]
    lead.goto("/workspace/statements/")
    lead.get_by_label("Quarter").select_option(QUARTER)
    lead.get_by_role("button", name="Start its statement").click()
    draft = lead.url
    lead.goto(f"{draft}text/serious-violence/")
    lead.get_by_label("Text").fill("{{ violence.hotspot_visits.sentence }}\n\n{{ violence.hotspot_minutes.sentence }}")
    with lead.expect_navigation():
        lead.get_by_role("button", name="Save", exact=True).click()
    lead.goto(f"{draft}whole/")
    if (build := lead.get_by_role("button", name="Build the pages")).count():
        build.click()
    lead.goto(f"{draft}whole/")
    until(lead, lambda: lead.locator(".sx-whole").count() > 0)
    visits = sum(visit["day"] != LOST for visit in story.visits)
    said = lead.locator(".sx-whole").inner_text()
    assert f"{visits:,} patrol visits to hotspots" in said
    assert f"{visits * MINUTES:,} patrol minutes in hotspots" in said
    assert not CELL.search(said)
    picture(lead, "draft")


def nothing_of_it_is_public(page: Page) -> None:
    for path in ("/", "/statements/", "/api/v1/openapi.json"):
        page.goto(path)
        assert not CELL.search(page.content()), path
    answer = page.goto(DESK)
    assert answer is not None and "/account/login/" in page.url
