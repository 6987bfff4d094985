"""The whole way of a quarter in a real browser: load, check, write, sign, publish, a late edition, a new edition.

Each person does their own part and is refused the others' parts. Long work is a worker's; the browser waits for it as
a person does, by loading the page again.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Seat
from tests.browser.later_editions import a_quarter_more, other_numbers
from tests.browser.steps import (
    announce,
    confirm,
    confirm_if_asked,
    hand_over,
    load,
    put_forward,
    read_and_sign,
    save,
    status,
    understood,
    until,
    write,
)
from tests.browser.visitors import complaints_of
from tests.browser.workspaces import Workspace

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.xdist_group("journey")]
QUARTER, IN_WORDS, WINDOW = "2025-Q4", "October to December 2025", "12 months to December 2025"
VIOLENCE = "/workspace/board/wexmoor/serious-violence/"
PUBLIC = f"/statements/wexmoor/{QUARTER}/"
WRONG = "Violence with injury fell sharply."
RIGHT = "{{ violence.with_injury.sentence }}"


@dataclass
class Story:
    """Who takes part, the files that come in, and the statement once it has been begun."""

    workspace: Workspace
    people: dict[str, Page]
    first: Path
    late: Path
    address: str = ""

    def __getitem__(self, role: str) -> Page:
        return self.people[role]


@pytest.fixture
def story(workspace: Workspace, seat: Seat, tmp_path: Path) -> Story:
    known = next((workspace.place.home / "made-up" / "recorded-crime").glob("*.csv"))
    first = a_quarter_more(known, tmp_path, "230426")
    late = other_numbers(first, tmp_path, "230726", "Violence with injury", 40)
    roles = ("analyst", "measure-lead", "chief-officer", "commissioner")
    return Story(workspace, {role: seat(role) for role in roles}, first, late)


def test_from_the_files_to_a_published_quarter_and_its_next_edition(story: Story, seat: Seat) -> None:
    a_file_of_another_kind_is_not_taken(story)
    the_analyst_loads_a_quarter_more(story)
    what_was_refused_can_be_opened(story)
    its_figures_stand_on_the_board(story)
    the_lead_begins_the_statement_and_answers_what_was_promised(story)
    a_wrong_claim_is_told_and_stops_the_statement(story)
    the_mended_text_is_put_forward(story)
    nobody_signs_but_a_chief_officer(story)
    the_chief_officer_signs_after_saying_who_they_are(story)
    nobody_publishes_but_the_commissioners_office(story)
    the_commissioners_office_publishes(story, "1")
    anybody_reads_it_without_a_cookie(seat())
    a_late_edition_changes_a_figure(story)
    a_revision_goes_the_same_way(story)
    the_public_sees_both_editions_and_the_notice(seat())
    for role, page in story.people.items():
        assert [each for each in complaints_of(page) if "404" not in each] == [], role


def a_file_of_another_kind_is_not_taken(story: Story) -> None:
    page = story["analyst"]
    hand_over(page, story.first, "police-uk")
    until(page, lambda: page.get_by_text("refused").first.is_visible())
    assert page.get_by_role("button", name="Load as an edition").count() == 0
    page.get_by_role("button", name="Discard: delete these files").click()


def the_analyst_loads_a_quarter_more(story: Story) -> None:
    page = story["analyst"]
    hand_over(page, story.first, "recorded-crime")
    understood(page)
    expect(page.get_by_text("1 would be quarantined")).to_be_visible()
    expect(page.get_by_text("23 April 2026, from")).to_be_visible()
    load(page)
    expect(page.get_by_text("1 quarantined").first).to_be_visible()
    year = page.locator(".sx-calendar tr", has=page.get_by_role("rowheader", name="2025"))
    assert year.get_by_role("cell").all_inner_texts()[-1].split() == ["■", "held"]


def what_was_refused_can_be_opened(story: Story) -> None:
    page = story["analyst"]
    page.get_by_role("link", name="Open the quarantine").click()
    expect(page.get_by_role("cell", name="many", exact=True)).to_be_visible()
    with page.expect_download() as taken:
        page.get_by_role("button", name="Download them as CSV").click()
        confirm_if_asked(page, story.workspace.passwords["analyst"])
    assert "many" in taken.value.path().read_text("utf-8")


def its_figures_stand_on_the_board(story: Story) -> None:
    page = story["analyst"]
    page.goto("/workspace/")
    until(page, lambda: page.get_by_text(WINDOW).first.is_visible())
    expect(page.locator(".sx-six > li")).to_have_count(6)


def the_lead_begins_the_statement_and_answers_what_was_promised(story: Story) -> None:
    page = story["measure-lead"]
    page.goto("/workspace/statements/")
    page.get_by_label("Quarter").select_option(QUARTER)
    page.get_by_role("button", name="Start its statement").click()
    story.address = page.url
    expect(page.get_by_role("heading", level=1)).to_contain_text(IN_WORDS)
    with page.expect_navigation():  # whoever counts links before the page is there counts none
        page.get_by_role("link", name="All actions of this statement").click()
    actions = page.url
    while (link := page.get_by_role("link", name="Say what happened").first).count():
        link.click()
        page.get_by_label("It goes on").check()
        page.get_by_label("Words for the public").fill("It goes on as planned.")
        with page.expect_navigation():
            page.get_by_role("button", name="Save the answer").click()
        assert page.url == actions
    expect(page.get_by_text("no answer yet")).to_have_count(0)
    announce(page, story.address, date.today())


def a_wrong_claim_is_told_and_stops_the_statement(story: Story) -> None:
    page = story["measure-lead"]
    for measure in ("homicide", "drugs-county-lines", "neighbourhood-crime", "cyber", "victims"):
        write(page, story.address, measure, "What is being done stands in the actions below.")
    page.goto(f"{story.address}text/serious-violence/")
    page.get_by_label("Text").fill(WRONG)
    told = page.locator("[data-found]")
    expect(told).to_contain_text("Stops the statement")
    expect(told).to_contain_text("fell sharply")
    save(page)
    analyst = story["analyst"]
    analyst.goto(f"{story.address}checked/")
    expect(analyst.get_by_role("heading", level=1)).to_contain_text("What stands against it")
    expect(analyst.get_by_text("Stops the statement").first).to_be_visible()
    assert analyst.get_by_role("button", name="Put it forward as checked").count() == 0


def the_mended_text_is_put_forward(story: Story) -> None:
    page = story["measure-lead"]
    write(page, story.address, "serious-violence", RIGHT)
    expect(page.locator("[data-found]")).not_to_contain_text("Stops the statement")
    assert status(page, f"{story.address}checked/") == 404
    put_forward(story["analyst"], story.address)


def nobody_signs_but_a_chief_officer(story: Story) -> None:
    for role in ("analyst", "measure-lead", "commissioner"):
        assert status(story[role], f"{story.address}sign/") == 404, role


def the_chief_officer_signs_after_saying_who_they_are(story: Story) -> None:
    page = story["chief-officer"]
    read_and_sign(story["chief-officer"], story.address)
    expect(page.get_by_role("heading", level=1)).to_contain_text("Confirm that it is you")
    confirm(page, "a wrong password")
    expect(page.get_by_text("There is a problem")).to_be_visible()
    confirm(page, story.workspace.passwords["chief-officer"])  # what was filled in is kept, and it goes on from there
    expect(page.locator(".sx-state").first).to_have_text("signed")


def nobody_publishes_but_the_commissioners_office(story: Story) -> None:
    for role in ("analyst", "measure-lead", "chief-officer"):
        assert status(story[role], f"{story.address}publish/") == 404, role
    assert status(story["analyst"], PUBLIC) == 404


def the_commissioners_office_publishes(story: Story, edition: str) -> None:
    page = story["commissioner"]
    page.goto(f"{story.address}publish/")
    page.get_by_role("button", name="Release it for publication").click()
    confirm_if_asked(page, story.workspace.passwords["commissioner"])
    page.goto(PUBLIC)
    until(page, lambda: page.get_by_text(f"Edition {edition}").first.is_visible())


def anybody_reads_it_without_a_cookie(page: Page) -> None:
    page.goto("/")
    expect(page.get_by_role("heading", name=re.compile(IN_WORDS))).to_be_visible()
    page.get_by_role("link", name="Read the statement").click()
    expect(page.get_by_text("no clear change").first).to_be_visible()
    assert page.context.cookies() == []
    assert complaints_of(page) == []


def a_late_edition_changes_a_figure(story: Story) -> None:
    page = story["analyst"]
    page.goto(VIOLENCE)
    assert page.get_by_text("The published statement says otherwise").count() == 0
    hand_over(page, story.late, "recorded-crime")
    understood(page)
    load(page)
    page.goto(VIOLENCE)
    until(page, lambda: page.get_by_text("The published statement says otherwise").is_visible())
    was, now = _both(page)
    assert now == was + 40


def a_revision_goes_the_same_way(story: Story) -> None:
    page = story["commissioner"]
    page.goto(story.address)
    page.get_by_role("link", name="See what they change").click()
    page.get_by_role("button", name="Start a revision").click()
    page.get_by_label("What the source has changed").fill("The Home Office counts 40 more offences.")
    page.get_by_role("button", name="Start the revision").click()
    assert page.url != story.address
    story.address = page.url
    announce(page, story.address, date.today())
    put_forward(story["analyst"], story.address)
    assert status(story["measure-lead"], f"{story.address}sign/") == 404
    read_and_sign(story["chief-officer"], story.address)
    confirm_if_asked(story["chief-officer"], story.workspace.passwords["chief-officer"])
    expect(story["chief-officer"].locator(".sx-state").first).to_have_text("signed")
    the_commissioners_office_publishes(story, "2")


def the_public_sees_both_editions_and_the_notice(page: Page) -> None:
    page.goto(PUBLIC)
    for edition in ("Edition 1", "Edition 2"):
        expect(page.get_by_role("link", name=edition)).to_be_visible()
    expect(page.get_by_text("The Home Office counts 40 more offences.").first).to_be_visible()
    page.get_by_role("link", name="Edition 1").click()
    page.get_by_role("link", name="this edition as it was published").click()
    assert page.get_by_text("The Home Office counts 40 more offences.").count() == 0
    page.goto("/corrections/")
    expect(page.get_by_text("The Home Office counts 40 more offences.")).to_be_visible()
    assert page.context.cookies() == []
    assert complaints_of(page) == []


def _both(page: Page) -> tuple[int, int]:
    """The count that was published and the one known now, as the page says them."""
    told = page.get_by_role("region", name="Published figure").inner_text()
    counts = [int(each.replace(",", "")) for each in re.findall(r"(?<=: )[\d,]+(?= and )", told)]
    assert len(counts) == 2, told
    return counts[0], counts[1]
