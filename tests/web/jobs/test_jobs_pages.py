from __future__ import annotations

from typing import Any

import pytest

from sextant.jobs import actions, queue, worker
from sextant.jobs.models import Job
from sextant.jobs.running import Running
from tests.web.conftest import Person

pytestmark = pytest.mark.django_db


@pytest.fixture
def ann(person: Person) -> Any:
    return person("ann", "analyst")


def ask(by: Any, kind: str = "count", **arguments: Any) -> Job:
    return actions.enqueue(by=by, kind=kind, title=f"A job: {kind}", arguments=arguments)


def test_a_waiting_job_shows_its_progress_bar_a_link_to_reload_and_a_way_to_cancel(ann: Any, browser_of: Any) -> None:
    job = ask(ann, to=2)
    page = browser_of(ann).get(f"/workspace/jobs/{job.pk}/").content.decode()
    assert "<progress" in page
    assert "See how far it is now" in page
    assert "Cancel this job" in page
    assert "Waiting for a worker" in page
    assert "http-equiv" not in page  # a page that reloads by itself can't be read by everybody


def test_a_page_of_no_place_does_not_stand_on_the_board(ann: Any, browser_of: Any) -> None:
    client, here = browser_of(ann), "govuk-service-navigation__item--active"
    assert here not in client.get("/workspace/jobs/").content.decode()
    assert here in client.get("/workspace/").content.decode()


def test_a_running_job_says_how_far_it_is(ann: Any, browser_of: Any) -> None:
    ask(ann, to=4)
    taken = queue.claim()
    assert taken is not None
    Running(taken).tick(1, 4, "Reading a file")
    page = browser_of(ann).get(f"/workspace/jobs/{taken.pk}/").content.decode()
    assert 'value="25"' in page
    assert "Reading a file" in page
    assert browser_of(ann).get(f"/workspace/jobs/{taken.pk}/state/").json() == {
        "state": "running",
        "state_in_words": "under way",
        "ended": False,
        "percent": 25,
        "message": "Reading a file",
    }


def test_a_done_job_leads_to_its_result(ann: Any, browser_of: Any) -> None:
    job = ask(ann, to=2)
    worker.run_all()
    page = browser_of(ann).get(f"/workspace/jobs/{job.pk}/").content.decode()
    assert "Counted to 2." in page
    assert '<a class="govuk-link" href="/workspace/jobs/">See all jobs</a>' in page
    assert "<progress" not in page


def test_a_result_whose_page_is_gone_has_no_link(ann: Any, browser_of: Any) -> None:
    job = ask(ann, to=2)
    worker.run_all()
    Job.objects.update(result={"says": "Done.", "route": "no-such-route"})
    page = browser_of(ann).get(f"/workspace/jobs/{job.pk}/")
    assert (page.status_code, "See the result" in page.content.decode()) == (200, False)


def test_a_failed_job_says_why_and_can_be_asked_for_again(ann: Any, browser_of: Any) -> None:
    job = ask(ann, "refuse")
    worker.run_all()
    browser = browser_of(ann)
    page = browser.get(f"/workspace/jobs/{job.pk}/").content.decode()
    assert "street.csv: is cut short; download it again." in page
    answer = browser.post(f"/workspace/jobs/{job.pk}/again/")
    assert answer["Location"] == f"/workspace/jobs/{Job.objects.latest('pk').pk}/"
    assert Job.objects.count() == 2


def test_cancelling_from_the_page(ann: Any, browser_of: Any) -> None:
    job = ask(ann, to=2)
    answer = browser_of(ann).post(f"/workspace/jobs/{job.pk}/cancel/", follow=True)
    assert "It was stopped" in answer.content.decode()


def test_a_running_job_that_was_cancelled_says_that_it_will_stop(ann: Any, browser_of: Any) -> None:
    job = ask(ann, to=2)
    queue.claim()
    answer = browser_of(ann).post(f"/workspace/jobs/{job.pk}/cancel/", follow=True)
    assert "has been asked to stop" in answer.content.decode()
    assert "Cancel this job" not in answer.content.decode()


def test_cancelling_what_has_ended_says_so(ann: Any, browser_of: Any) -> None:
    job = ask(ann, to=2)
    worker.run_all()
    answer = browser_of(ann).post(f"/workspace/jobs/{job.pk}/cancel/", follow=True)
    assert "has ended already" in answer.content.decode()


@pytest.mark.parametrize("part", ["", "state/"])
def test_the_job_of_another_looks_like_none(ann: Any, person: Person, browser_of: Any, part: str) -> None:
    job = ask(ann, to=2)
    stranger = browser_of(person("bob", "analyst"))
    hidden, missing = stranger.get(f"/workspace/jobs/{job.pk}/{part}"), stranger.get(f"/workspace/jobs/999999/{part}")
    assert (hidden.status_code, missing.status_code) == (404, 404)
    assert len(hidden.content) == len(missing.content)


@pytest.mark.parametrize("act", ["cancel", "again"])
def test_nobody_acts_on_the_job_of_another(ann: Any, person: Person, browser_of: Any, act: str) -> None:
    job = ask(ann, to=2)
    assert browser_of(person("bob", "analyst")).post(f"/workspace/jobs/{job.pk}/{act}/").status_code == 404
    assert Job.objects.get().state == "queued"


@pytest.mark.parametrize("act", ["cancel", "again"])
def test_an_act_needs_a_post(ann: Any, browser_of: Any, act: str) -> None:
    job = ask(ann, to=2)
    assert browser_of(ann).get(f"/workspace/jobs/{job.pk}/{act}/").status_code == 405


def test_colleagues_with_the_permission_of_a_kind_see_its_jobs(ann: Any, person: Person, browser_of: Any) -> None:
    ask(ann, "shared", to=2)
    ask(ann, "count", to=2)
    colleague, chief = person("bob", "analyst"), person("cho", "chief-officer")
    assert [job.kind for job in Job.objects.visible_to(colleague)] == ["shared"]
    assert not Job.objects.visible_to(chief).exists()
    page = browser_of(colleague).get("/workspace/jobs/").content.decode()
    assert ("A job: shared" in page, "A job: count" in page) == (True, False)


def test_the_list_is_the_same_few_questions_however_long_it_is(
    ann: Any, browser_of: Any, django_assert_num_queries: Any
) -> None:
    for _ in range(60):
        ask(ann, to=2)
    browser = browser_of(ann)
    browser.get("/workspace/jobs/")
    with django_assert_num_queries(5):
        page = browser.get("/workspace/jobs/").content.decode()
    assert page.count("A job: count") == 50
    assert "Page 1 of 2" in page


def test_an_empty_list_says_what_would_be_here(ann: Any, browser_of: Any) -> None:
    assert "No jobs yet" in browser_of(ann).get("/workspace/jobs/").content.decode()
