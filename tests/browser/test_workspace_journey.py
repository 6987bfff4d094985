"""The whole way of a quarter in a real browser: load, check, write, sign, publish, a late edition, a new edition.

Each person does their own part and is refused the others' parts. Long work is a worker's; the browser waits for it as
a person does, by loading the page again.
"""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Seat
from tests.browser.later_editions import a_quarter_more, other_numbers
from tests.browser.visitors import complaints_of
from tests.browser.workspaces import Workspace

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.xdist_group("journey")]
QUARTER, IN_WORDS, WINDOW = "2025-Q4", "October to December 2025", "12 months to December 2025"
VIOLENCE = "/workspace/board/wexmoor/serious-violence/"
PUBLIC = f"/statements/wexmoor/{QUARTER}/"
PATIENCE = 90  # seconds that a worker may take on a busy machine
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
    _hand_over(page, story.first, "police-uk")
    _until(page, lambda: page.get_by_text("refused").first.is_visible())
    assert page.get_by_role("button", name="Load as an edition").count() == 0
    page.get_by_role("button", name="Discard: delete these files").click()


def the_analyst_loads_a_quarter_more(story: Story) -> None:
    page = story["analyst"]
    _hand_over(page, story.first, "recorded-crime")
    _until(page, lambda: page.get_by_role("heading", name="What was understood").is_visible())
    expect(page.get_by_text("1 would be quarantined")).to_be_visible()
    expect(page.get_by_text("23 April 2026, from")).to_be_visible()
    _load(page)
    expect(page.get_by_text("1 quarantined").first).to_be_visible()
    year = page.locator(".sx-calendar tr", has=page.get_by_role("rowheader", name="2025"))
    assert year.get_by_role("cell").all_inner_texts()[-1].split() == ["■", "held"]


def what_was_refused_can_be_opened(story: Story) -> None:
    page = story["analyst"]
    page.get_by_role("link", name="Open the quarantine").click()
    expect(page.get_by_role("cell", name="many", exact=True)).to_be_visible()
    with page.expect_download() as taken:
        page.get_by_role("button", name="Download them as CSV").click()
    assert "many" in taken.value.path().read_text("utf-8")


def its_figures_stand_on_the_board(story: Story) -> None:
    page = story["analyst"]
    page.goto("/workspace/")
    _until(page, lambda: page.get_by_text(WINDOW).first.is_visible())
    expect(page.locator(".sx-six > li")).to_have_count(6)


def the_lead_begins_the_statement_and_answers_what_was_promised(story: Story) -> None:
    page = story["measure-lead"]
    page.goto("/workspace/statements/")
    page.get_by_label("Quarter").select_option(QUARTER)
    page.get_by_role("button", name="Start its statement").click()
    story.address = page.url
    expect(page.get_by_role("heading", level=1)).to_contain_text(IN_WORDS)
    page.get_by_role("link", name="All actions of this statement").click()
    actions = page.url
    while (link := page.get_by_role("link", name="Say what happened").first).count():
        link.click()
        page.get_by_label("It goes on").check()
        page.get_by_label("Words for the public").fill("It goes on as planned.")
        page.get_by_role("button", name="Save the answer").click()
        assert page.url == actions
    _announce(page, story)


def a_wrong_claim_is_told_and_stops_the_statement(story: Story) -> None:
    page = story["measure-lead"]
    for measure in ("homicide", "drugs-county-lines", "neighbourhood-crime", "cyber", "victims"):
        _write(page, story, measure, "What is being done stands in the actions below.")
    page.goto(f"{story.address}text/serious-violence/")
    page.get_by_label("Text").fill(WRONG)
    told = page.locator("[data-found]")
    expect(told).to_contain_text("Stops the statement", timeout=20_000)
    expect(told).to_contain_text("fell sharply")
    _save(page)
    analyst = story["analyst"]
    analyst.goto(f"{story.address}checked/")
    expect(analyst.get_by_role("heading", level=1)).to_contain_text("What stands against it")
    expect(analyst.get_by_text("Stops the statement").first).to_be_visible()
    assert analyst.get_by_role("button", name="Put it forward as checked").count() == 0


def the_mended_text_is_put_forward(story: Story) -> None:
    page = story["measure-lead"]
    _write(page, story, "serious-violence", RIGHT)
    expect(page.locator("[data-found]")).not_to_contain_text("Stops the statement")
    assert _status(page, f"{story.address}checked/") == 404
    _put_forward(story)


def nobody_signs_but_a_chief_officer(story: Story) -> None:
    for role in ("analyst", "measure-lead", "commissioner"):
        assert _status(story[role], f"{story.address}sign/") == 404, role


def the_chief_officer_signs_after_saying_who_they_are(story: Story) -> None:
    page = story["chief-officer"]
    _read_and_sign(story)
    expect(page.get_by_role("heading", level=1)).to_contain_text("Confirm that it is you")
    _confirm(page, "a wrong password")
    expect(page.get_by_text("There is a problem")).to_be_visible()
    _confirm(page, story.workspace.passwords["chief-officer"])  # what was filled in is kept, and it goes on from there
    expect(page.locator(".sx-state").first).to_have_text("signed")


def nobody_publishes_but_the_commissioners_office(story: Story) -> None:
    for role in ("analyst", "measure-lead", "chief-officer"):
        assert _status(story[role], f"{story.address}publish/") == 404, role
    assert _status(story["analyst"], PUBLIC) == 404


def the_commissioners_office_publishes(story: Story, edition: str) -> None:
    page = story["commissioner"]
    page.goto(f"{story.address}publish/")
    page.get_by_role("button", name="Release it for publication").click()
    _confirm_if_asked(story, "commissioner")
    page.goto(PUBLIC)
    _until(page, lambda: page.get_by_text(f"Edition {edition}").first.is_visible())


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
    _hand_over(page, story.late, "recorded-crime")
    _until(page, lambda: page.get_by_role("heading", name="What was understood").is_visible())
    _load(page)
    page.goto(VIOLENCE)
    _until(page, lambda: page.get_by_text("The published statement says otherwise").is_visible())
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
    _announce(page, story)
    _put_forward(story)
    assert _status(story["measure-lead"], f"{story.address}sign/") == 404
    _read_and_sign(story)
    _confirm_if_asked(story, "chief-officer")
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


def _hand_over(page: Page, file: Path, kind: str) -> None:
    """Upload a file through the page, by its script."""
    page.goto("/workspace/records/uploads/new/")
    page.locator(f'input[name="kind"][value="{kind}"]').check()
    page.locator('input[type="file"]').set_input_files(file)
    page.get_by_role("button", name="Upload and read").click()
    page.wait_for_url(re.compile(r"/uploads/\d+/$"))


def _load(page: Page) -> None:
    page.get_by_role("button", name="Load as an edition").click()
    _until(page, lambda: page.get_by_role("link", name="See the edition").is_visible())
    page.get_by_role("link", name="See the edition").click()


def _write(page: Page, story: Story, measure: str, text: str) -> None:
    page.goto(f"{story.address}text/{measure}/")
    page.get_by_label("Text").fill(text)
    _save(page)


def _save(page: Page) -> None:
    """Save, and wait for the page that says so: whoever leaves sooner breaks off the sending."""
    with page.expect_navigation():
        page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_text("Saved.")).to_be_visible()


def _announce(page: Page, story: Story) -> None:
    """For this morning, so that it is published as soon as it is released."""
    page.goto(f"{story.address}settings/")
    today = date.today()
    for part, value in (("Day", today.day), ("Month", today.month), ("Year", today.year)):
        page.get_by_label(part, exact=True).fill(str(value))
    page.get_by_label("Announced time").fill("0:01")
    page.get_by_role("button", name="Save settings").click()
    expect(page.get_by_text("The settings are saved.")).to_be_visible()


def _put_forward(story: Story) -> None:
    page = story["analyst"]
    page.goto(f"{story.address}checked/")
    button = page.get_by_role("button", name="Put it forward as checked")
    assert button.count(), page.locator("main").inner_text()
    button.click()
    expect(page.get_by_text("Put forward as checked.")).to_be_visible()


def _read_and_sign(story: Story) -> None:
    page = story["chief-officer"]
    page.goto(f"{story.address}sign/")
    _until(page, lambda: page.get_by_role("button", name="Sign this statement").is_visible())
    page.get_by_label("I have read the whole statement above").check()
    page.get_by_role("button", name="Sign this statement").click()


def _confirm(page: Page, password: str) -> None:
    page.get_by_label("Password", exact=True).fill(password)
    page.get_by_role("button", name="Confirm").click()
    page.wait_for_load_state()


def _confirm_if_asked(story: Story, role: str) -> None:
    """Five minutes after the last time one is asked again, on a slow machine in the midst of this."""
    if "reauthenticate" in story[role].url:
        _confirm(story[role], story.workspace.passwords[role])


def _both(page: Page) -> tuple[int, int]:
    """The count that was published and the one known now, as the page says them."""
    told = page.get_by_role("region", name="Published figure").inner_text()
    counts = [int(each.replace(",", "")) for each in re.findall(r"(?<=: )[\d,]+(?= and )", told)]
    assert len(counts) == 2, told
    return counts[0], counts[1]


def _status(page: Page, address: str) -> int:
    answer = page.goto(address)
    assert answer is not None
    return answer.status


def _until(page: Page, seen: Callable[[], bool]) -> None:
    """Load the page again until it shows what a worker has done."""
    for _ in range(PATIENCE):
        if seen():
            return
        time.sleep(1)
        page.reload()
    raise AssertionError(f"not seen at {page.url}:\n{page.locator('main').inner_text()[:3000]}")
