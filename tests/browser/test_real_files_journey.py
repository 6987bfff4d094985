"""A quarter of a real force from real files in a real browser, with each refusal on the way.

The files are the two editions of the Home Office's recorded crime that can be had: the one of 2018 holds 2017/18, the
one of 2023 holds ten years and gives other counts for 2017/18. So the statement is that of January to March 2018, and
the later edition is the late one: 15 homicides have become 14. It is a trial (`demo --force`): nobody publishes for
the force here, and the page says so.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser import visitors
from tests.browser.conftest import CHROMIUM, needed
from tests.browser.steps import (
    announce,
    confirm_if_asked,
    hand_over,
    load,
    put_forward,
    read_and_sign,
    release,
    save,
    status,
    understood,
    until,
    write,
)
from tests.browser.visitors import complaints_of, overflow
from tests.browser.workspaces import Workspace, copy_of, open_for_work, passwords_of
from tests.browser.workspaces import trial as opened_trial
from tests.web.processes import shared_folder

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.xdist_group("real-files")]
QUARTER, IN_WORDS, WINDOW = "2018-Q1", "January to March 2018", "12 months to March 2018"
PUBLIC = f"/statements/northumbria/{QUARTER}/"
HOMICIDE = "/workspace/board/northumbria/homicide/"
THEN, NOW = 15, 14  # homicides in that window by the edition of 2018 and by the one of 2023
WRONG = "Homicide fell sharply."
RIGHT = "The tables give {{ homicide.offences }} homicides in the {{ homicide.offences.window }}."
NOTICE = "A trial with public files of Northumbria; not published by or for the force or its commissioner."
TWO_HATS = "lead-and-chief"
Seat = Callable[..., Page]


@dataclass
class Story:
    """Who takes part, the public files, and the statement once it has been begun."""

    workspace: Workspace
    people: dict[str, Page]
    files: Path
    stranger: Callable[[], Page]  # anybody in a new window: what a browser keeps of a page is not asked
    address: str = ""

    def __getitem__(self, name: str) -> Page:
        return self.people[name]

    def password(self, name: str) -> str:
        return self.workspace.passwords[name]


@pytest.fixture(scope="module")
def trial(real_data: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workspace]:  # noqa: ARG001
    """An empty workspace of Northumbria as one command opens it, and somebody who both leads and signs."""
    needed(CHROMIUM, "Chromium")
    home, told = opened_trial(shared_folder(tmp_path_factory) / "trial", "northumbria")
    place, passwords = copy_of(home, tmp_path_factory.mktemp("trial") / "home"), passwords_of(told)
    both = place.json("user", "add", TWO_HATS, "--email", f"{TWO_HATS}@northumbria.invalid", "--post", "Deputy")
    passwords[TWO_HATS] = both["password"]
    for role in ("measure-lead", "chief-officer"):
        place.json("user", "role", TWO_HATS, role, "--why", "To be refused.")
    with open_for_work(place, passwords) as opened:
        yield opened


@pytest.fixture
def seat(browser: Browser, trial: Workspace) -> Iterator[Seat]:
    """A browser window: of somebody by name, or of anybody."""
    taken: list[Page] = []

    def take(name: str = "") -> Page:
        taken.append(visitors.at_a_browser(browser, trial.base))
        return visitors.sign_in(taken[-1], name, trial.passwords[name]) if name else taken[-1]

    yield take
    for page in taken:
        visitors.leave(page)


@pytest.fixture
def story(trial: Workspace, seat: Seat, real_data: Path) -> Story:
    names = ("analyst", "measure-lead", "chief-officer", "commissioner", "desk-officer", "auditor", TWO_HATS)
    people = {name: seat(name) for name in names}
    return Story(trial, people, real_data, seat)


def test_real_files_make_a_quarter_that_a_late_edition_revises_and_a_mistake_corrects(story: Story) -> None:
    before_any_record_there_is_nothing_to_start(story)
    an_extract_of_homicides_alone_is_refused(story)
    the_analyst_loads_the_edition_of_2018(story)
    street_records_that_reach_another_time_lie_beside_it(story)
    its_figures_stand_on_the_board(story)
    the_lead_begins_the_statement(story)
    the_check_complains_and_is_satisfied(story)
    it_is_put_forward_by_an_analyst_alone(story)
    nobody_signs_but_a_chief_officer_who_wrote_none_of_it(story)
    a_hold_stops_the_release(story)
    released_before_its_time_it_is_not_public(story)
    the_public_is_told_that_the_time_does_not_hold(story)
    another_time_voids_the_signature(story)
    the_commissioners_office_publishes(story, "1")
    the_public_reads_the_quarter(story)
    the_edition_of_2023_changes_a_published_figure(story)
    the_changed_figure_stands_beside_the_published_one(story)
    the_revision_takes_the_same_way(story)
    a_correction_is_not_live_before_it_is_signed(story)
    the_correction_is_published(story)
    the_public_finds_all_three_editions(story)
    every_step_and_refusal_is_in_the_audit(story)
    for name, page in story.people.items():
        assert [each for each in complaints_of(page) if "404" not in each] == [], name


def before_any_record_there_is_nothing_to_start(story: Story) -> None:
    page = story["measure-lead"]
    page.goto("/workspace/statements/")
    assert page.get_by_role("button", name="Start its statement").count() == 0
    expect(page.get_by_text("as soon as figures to the end of its quarter")).to_be_visible()
    assert status(page, "/workspace/records/uploads/new/") == 404
    expect(story["analyst"].get_by_text("A trial on one machine").first).to_be_visible()


def an_extract_of_homicides_alone_is_refused(story: Story) -> None:
    page = story["analyst"]
    hand_over(page, story.files / "prc" / "homicide-by-force-quarter.csv", "recorded-crime")
    warning = page.locator(".govuk-warning-text")
    until(page, warning.is_visible)
    expect(warning).to_contain_text("it looks like a homicide extract, not the full table")
    assert page.get_by_role("button", name="Load as an edition").count() == 0
    page.get_by_role("button", name="Discard: delete these files").click()


def the_analyst_loads_the_edition_of_2018(story: Story) -> None:
    page = story["analyst"]
    hand_over(page, story.files / "prc" / "prc-pfa-2017-18-earlier-edition.csv", "recorded-crime")
    understood(page)
    expect(page.get_by_text("23,068 read, 23,068 can be taken, 0 would be quarantined")).to_be_visible()
    expect(page.get_by_text("31 March 2018, from the end of its last period")).to_be_visible()
    load(page)
    expect(page.get_by_text("Recorded crime, Northumbria")).to_be_visible()
    year = page.locator(".sx-calendar tr", has=page.get_by_role("rowheader", name="2018"))
    assert year.get_by_role("cell").all_inner_texts()[0].split() == ["■", "held"]


def street_records_that_reach_another_time_lie_beside_it(story: Story) -> None:
    """They change nothing in the windows of this statement, which recorded crime sets."""
    page = story["analyst"]
    hand_over(page, sorted((story.files / "policeuk-northumbria" / "2021-12").glob("*.csv")), "police-uk")
    understood(page)
    load(page)
    expect(page.get_by_role("heading", name="How complete it is")).to_be_visible()


def its_figures_stand_on_the_board(story: Story) -> None:
    page = story["analyst"]
    page.goto("/workspace/")
    until(page, lambda: page.get_by_text(WINDOW).first.is_visible())
    expect(page.locator(".sx-six > li")).to_have_count(6)
    expect(page.get_by_text(f"There were {THEN} homicides in the {WINDOW}").first).to_be_visible()
    assert overflow(page) <= 0


def the_lead_begins_the_statement(story: Story) -> None:
    page = story["measure-lead"]
    page.goto("/workspace/statements/")
    page.get_by_label("Quarter").select_option(QUARTER)
    page.get_by_role("button", name="Start its statement").click()
    story.address = page.url
    expect(page.get_by_role("heading", level=1)).to_contain_text(IN_WORDS)
    tomorrow = date.today() + timedelta(days=1)
    announce(page, story.address, tomorrow, {"Contact for the public": "the people who try this"})
    expect(page.get_by_text("A trial of Sextant with public files of Northumbria")).to_be_visible()
    assert status(story["desk-officer"], story.address) == 404
    assert status(story.stranger(), PUBLIC) == 404


def the_check_complains_and_is_satisfied(story: Story) -> None:
    page = story["measure-lead"]
    for measure in ("serious-violence", "drugs-county-lines", "neighbourhood-crime", "victims"):
        write(page, story.address, measure, "The figures stand beside this text.")
    write(story[TWO_HATS], story.address, "cyber", "No local figure is held.")
    page.goto(f"{story.address}text/homicide/")
    page.get_by_label("Text").fill(WRONG)
    found = page.locator("[data-found]")
    expect(found).to_contain_text("Stops the statement")
    save(page)
    _nothing_to_put_forward(story)
    write(page, story.address, "homicide", RIGHT)
    expect(found).not_to_contain_text("Stops the statement")
    expect(page.locator("main")).to_contain_text(f"The tables give {THEN} homicides in the {WINDOW}.")


def it_is_put_forward_by_an_analyst_alone(story: Story) -> None:
    for name in ("measure-lead", "chief-officer", "commissioner", "desk-officer"):
        assert status(story[name], f"{story.address}checked/") == 404, name
    put_forward(story["analyst"], story.address)


def nobody_signs_but_a_chief_officer_who_wrote_none_of_it(story: Story) -> None:
    for name in ("analyst", "measure-lead", "commissioner", "desk-officer"):
        assert status(story[name], f"{story.address}sign/") == 404, name
    both = story[TWO_HATS]
    assert status(both, f"{story.address}sign/") == 200
    until(both, lambda: both.get_by_text("You wrote or checked some of this").first.is_visible())
    assert both.get_by_role("button", name="Sign this statement").count() == 0
    assert status(story["commissioner"], f"{story.address}publish/") == 200
    expect(story["commissioner"].get_by_text("Only a signed statement is published.")).to_be_visible()
    assert story["commissioner"].get_by_role("button", name="Release it for publication").count() == 0
    read_and_sign(story["chief-officer"], story.address, story.password("chief-officer"))


def a_hold_stops_the_release(story: Story) -> None:
    for name in ("analyst", "measure-lead", "chief-officer", "desk-officer"):
        assert status(story[name], f"{story.address}publish/") == 404, name
    page = story["commissioner"]
    page.goto("/workspace/statements/holds/")
    page.get_by_label("Kind").select_option("pre-election")
    page.get_by_label("Reason", exact=True).last.fill("Local elections.")
    page.get_by_role("button", name="Place the hold").click()
    confirm_if_asked(page, story.workspace.passwords["commissioner"])
    page.goto(f"{story.address}publish/")
    expect(page.get_by_text("Held back: pre-election period, until it is lifted.")).to_be_visible()
    assert page.get_by_role("button", name="Release it for publication").count() == 0
    page.goto("/workspace/statements/holds/")
    page.locator("summary", has_text="Lift").click()
    page.locator('textarea[id^="lift-"]').fill("The votes are counted.")
    page.get_by_role("button", name="Lift the hold").click()
    confirm_if_asked(page, story.workspace.passwords["commissioner"])
    expect(page.get_by_text("The hold is lifted.")).to_be_visible()


def released_before_its_time_it_is_not_public(story: Story) -> None:
    page = story["commissioner"]
    release(page, story.address, story.password("commissioner"))
    expect(page.get_by_text("it is published at its announced time").first).to_be_visible()
    assert status(story.stranger(), PUBLIC) == 404
    page.goto(f"{story.address}publish/")
    page.get_by_label("Reason").fill("It is wanted a day sooner.")
    page.get_by_role("button", name="Recall the release").click()
    expect(page.get_by_text("Recalled.")).to_be_visible()


def the_public_is_told_that_the_time_does_not_hold(story: Story) -> None:
    reason = "Its figures are looked at once more."
    page = story["commissioner"]
    page.goto("/workspace/statements/announced/")
    off = page.locator(f"#off-{QUARTER}")
    page.locator("details", has=off).locator("summary").click()
    off.fill(reason)
    page.get_by_role("button", name="Call it off").click()
    confirm_if_asked(page, story.password("commissioner"))
    expect(page.get_by_text("The public site says so, with your reason.")).to_be_visible()
    anybody = story.stranger()
    anybody.goto("/")
    expect(anybody.get_by_text(reason).first).to_be_visible()


def another_time_voids_the_signature(story: Story) -> None:
    lead = story["measure-lead"]
    announce(lead, story.address, date.today())
    expect(lead.locator(".sx-state").first).to_have_text("draft")
    expect(lead.get_by_text("Void since").first).to_be_visible()
    assert status(story["commissioner"], f"{story.address}publish/") == 200
    assert story["commissioner"].get_by_role("button", name="Release it for publication").count() == 0
    _check_and_sign(story)


def the_commissioners_office_publishes(story: Story, edition: str) -> None:
    page = story["commissioner"]
    release(page, story.address, story.password("commissioner"))
    page.goto(PUBLIC)
    until(page, lambda: page.get_by_text(f"Edition {edition}").first.is_visible())


def the_public_reads_the_quarter(story: Story) -> None:
    page = story.stranger()
    page.goto("/")
    expect(page.get_by_role("heading", name=re.compile(IN_WORDS))).to_be_visible()
    page.get_by_role("link", name="Read the statement").click()
    expect(page.get_by_text(f"The tables give {THEN} homicides in the {WINDOW}.")).to_be_visible()
    expect(page.get_by_text(NOTICE).first).to_be_visible()
    assert overflow(page) <= 0
    assert page.context.cookies() == []
    assert complaints_of(page) == []


def the_edition_of_2023_changes_a_published_figure(story: Story) -> None:
    page = story["analyst"]
    hand_over(page, story.files / "prc" / "prc-pfa-quarterly-edition-2023-10.csv", "recorded-crime")
    understood(page)
    expect(page.get_by_text("16,832 would be quarantined")).to_be_visible()  # a year of the mirror whose columns moved
    load(page)
    page.goto("/workspace/")
    until(page, lambda: page.get_by_text("12 months to June 2023").first.is_visible())
    expect(
        page.get_by_text(re.compile(rf"said {THEN} and no number; the records say {NOW} and 18")).first
    ).to_be_visible()


def the_changed_figure_stands_beside_the_published_one(story: Story) -> None:
    page = story["analyst"]
    page.goto(f"{HOMICIDE}?to=2018-03")
    shown = page.get_by_role("region", name="Published figure")
    until(page, shown.is_visible)
    expect(shown).to_contain_text(re.compile(rf": {THEN} and no number; as known now: {NOW} and 18\."))
    page.goto(story.address)
    page.get_by_role("link", name="See what they change").click()
    row = page.get_by_role("row", name=re.compile("^homicide", re.IGNORECASE)).first
    expect(row).to_contain_text(re.compile(rf"{THEN} against .*{NOW} against 18"))
    expect(page.get_by_text("would read otherwise").first).to_be_visible()
    anybody = story.stranger()
    anybody.goto(f"{PUBLIC}edition-1/")
    expect(anybody.get_by_text(f"The tables give {THEN} homicides").first).to_be_visible()


def the_revision_takes_the_same_way(story: Story) -> None:
    page = story["commissioner"]
    page.goto(story.address)
    page.get_by_role("link", name="See what they change").click()
    page.get_by_role("link", name="Start a revision").or_(page.get_by_role("button", name="Start a revision")).click()
    page.get_by_label("What the source has changed").fill("The Home Office’s tables of 2023 count one homicide fewer.")
    page.get_by_role("button", name="Start the revision").click()
    story.address = page.url
    announce(page, story.address, date.today())
    _check_and_sign(story)
    the_commissioners_office_publishes(story, "2")
    anybody = story.stranger()
    anybody.goto(f"{PUBLIC}edition-2/")
    expect(anybody.get_by_text(f"The tables give {NOW} homicides").first).to_be_visible()
    expect(anybody.get_by_text("one homicide fewer").first).to_be_visible()


def a_correction_is_not_live_before_it_is_signed(story: Story) -> None:
    page = story["commissioner"]
    page.goto(story.address)
    page.get_by_role("button", name="Start a correction").click()
    page.get_by_label("What was wrong").fill("The section on cyber crime did not say why there is no figure.")
    page.get_by_label("What is right").fill("It is measured by a national survey only.")
    page.get_by_role("button", name="Start the correction").click()
    story.address = page.url
    announce(page, story.address, date.today())
    write(story["measure-lead"], story.address, "cyber", "It is measured by a national survey only.")
    page.goto(f"{story.address}publish/")
    assert page.get_by_role("button", name="Release it for publication").count() == 0
    anybody = story.stranger()
    anybody.goto(PUBLIC)
    assert anybody.get_by_text("did not say why").count() == 0
    assert status(anybody, f"{PUBLIC}edition-3/") == 404


def the_correction_is_published(story: Story) -> None:
    _check_and_sign(story)
    assert status(story.stranger(), f"{PUBLIC}edition-3/") == 404
    the_commissioners_office_publishes(story, "3")


def the_public_finds_all_three_editions(story: Story) -> None:
    page = story.stranger()
    page.goto(PUBLIC)
    for edition in ("Edition 1", "Edition 2", "Edition 3"):
        expect(page.get_by_role("link", name=edition)).to_be_visible()
    expect(page.get_by_text("did not say why there is no figure").first).to_be_visible()
    page.goto(f"{PUBLIC}edition-1/index.html")
    assert page.get_by_text("did not say why").count() == 0
    page.goto("/corrections/")
    for words in ("count one homicide fewer", "did not say why there is no figure"):
        expect(page.get_by_text(words).first).to_be_visible()
    assert overflow(page) <= 0
    assert page.context.cookies() == []
    assert complaints_of(page) == []


def every_step_and_refusal_is_in_the_audit(story: Story) -> None:
    page = story["auditor"]
    page.goto("/workspace/audit/")
    page.get_by_label("Refusals only").check()
    page.get_by_label("Why you look").fill("To see that nothing was refused in silence.")
    page.get_by_role("button", name="Search").click()
    refused = page.get_by_role("region", name="Audit rows").inner_text()
    for name in ("analyst", "measure-lead", "chief-officer", "commissioner", "desk-officer"):
        assert name in refused, refused
    assert story.workspace.place.call("audit", "verify").returncode == 0


def _nothing_to_put_forward(story: Story) -> None:
    page = story["analyst"]
    page.goto(f"{story.address}checked/")
    expect(page.get_by_text("Stops the statement").first).to_be_visible()
    assert page.get_by_role("button", name="Put it forward as checked").count() == 0


def _check_and_sign(story: Story) -> None:
    put_forward(story["analyst"], story.address)
    read_and_sign(story["chief-officer"], story.address, story.password("chief-officer"))
