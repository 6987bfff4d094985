from __future__ import annotations

from datetime import timedelta
from typing import Any
from unittest.mock import Mock

import pytest
import structlog
from django.db import OperationalError
from django.utils import timezone

from sextant.access.models import AuditRow, Membership
from sextant.errors import Refusal
from sextant.jobs import actions, queue, registry, worker
from sextant.jobs.models import Job
from sextant.jobs.registry import JobKind, work
from sextant.jobs.running import Running, TakenAway
from tests.web.conftest import Person

pytestmark = pytest.mark.django_db


@pytest.fixture
def ask(person: Person) -> Any:
    analyst = person("ann", "analyst")

    def make(kind: str = "count", by: Any = None, **arguments: Any) -> Job:
        return actions.enqueue(by=by or analyst, kind=kind, title=f"A job: {kind}", arguments=arguments)

    return make


def now_is(job: Job) -> Job:
    return Job.objects.get(pk=job.pk)


def test_a_job_waits_until_a_worker_does_it_and_keeps_its_result(ask: Any) -> None:
    job = ask(to=3)
    assert (now_is(job).state, now_is(job).attempts) == ("queued", 0)
    assert worker.run_all() == 1
    done = now_is(job)
    assert (done.state, done.attempts, done.done, done.total, done.message) == ("done", 1, 2, 3, "Step 3")
    assert done.result["says"] == "Counted to 3."
    assert done.holder == ""
    assert done.begun_at is not None
    assert done.ended_at is not None


def test_who_asked_first_is_served_first(ask: Any) -> None:
    first, second = ask(to=1), ask(to=1)
    assert worker.run_one()
    assert (now_is(first).state, now_is(second).state) == ("done", "queued")


def test_a_quick_kind_goes_before_what_was_asked_for_earlier(ask: Any) -> None:
    slow, quick = ask(to=1), ask("quick", to=1)
    assert worker.run_one()
    assert (now_is(slow).state, now_is(quick).state) == ("queued", "done")


class Unspeakable(Refusal):
    """As something may be that does not come through our own words."""

    def __str__(self) -> str:
        return "\ud800"


@pytest.mark.parametrize("raised", [Refusal("areas", "name \ud800 and \0"), Unspeakable("areas", "name something")])
def test_words_that_no_database_can_hold_fail_the_job_and_not_the_worker(
    ask: Any, monkeypatch: pytest.MonkeyPatch, raised: Refusal
) -> None:
    monkeypatch.setitem(registry.KINDS, "count", JobKind("count", Mock(side_effect=raised)))
    job, after = ask(), ask()
    assert worker.run_one()
    told = worker.OUR_FAULT if isinstance(raised, Unspeakable) else "areas: name ? and ?."
    assert (now_is(job).state, now_is(job).error) == ("failed", told)
    assert now_is(after).state == "queued"


def test_a_worker_without_work_says_so(ask: Any) -> None:
    assert not worker.run_one()
    ask(to=1)
    assert worker.run_one()
    assert not worker.run_one()


def test_asking_is_audited(ask: Any) -> None:
    job = ask(to=1)
    row = AuditRow.objects.get(what="asked for a job")
    assert (row.actor, row.object_kind, row.object_ref, row.details) == ("ann", "job", str(job.pk), {"kind": "count"})


def test_an_unknown_kind_can_not_be_asked_for(ask: Any) -> None:
    with pytest.raises(Refusal, match="job of kind 'nonsense': is not known here"):
        ask("nonsense")
    assert not Job.objects.exists()


def test_a_kind_that_needs_a_permission_is_refused_to_who_lacks_it(ask: Any, person: Person) -> None:
    with pytest.raises(Refusal, match="is not for you to ask"):
        ask("shared", by=person("cho", "chief-officer"), to=1)


def test_a_refusal_is_told_as_the_jobs_error(ask: Any) -> None:
    job = ask("refuse")
    worker.run_all()
    assert (now_is(job).state, now_is(job).error) == ("failed", "street.csv: is cut short; download it again.")


def test_a_fault_of_ours_is_logged_and_told_without_content(ask: Any) -> None:
    job = ask("break-down")
    with structlog.testing.capture_logs() as lines:
        worker.run_all()
    assert now_is(job).state == "failed"
    assert "a fault of ours" in now_is(job).error
    assert "secret" not in now_is(job).error
    assert [line for line in lines if line["event"] == "job failed" and line["exc_info"]]


def test_a_job_of_somebody_shut_out_in_the_meantime_is_not_begun(ask: Any) -> None:
    job = ask(to=1)
    job.asked_by.is_active = False
    job.asked_by.save()
    worker.run_all()
    assert (now_is(job).state, now_is(job).total) == ("failed", None)
    assert "may no longer ask" in now_is(job).error


def test_a_job_is_not_begun_once_its_asker_has_lost_the_role(ask: Any) -> None:
    job = ask("shared", to=1)
    Membership.objects.update(until=timezone.now())
    worker.run_all()
    assert "may no longer ask" in now_is(job).error


def test_a_waiting_job_is_cancelled_at_once(ask: Any) -> None:
    job = ask(to=1)
    actions.cancel(by=job.asked_by, job=job)
    assert now_is(job).state == "cancelled"
    assert worker.run_all() == 0
    assert AuditRow.objects.filter(what="cancelled a job", object_ref=job.pk).exists()


def test_a_running_job_stops_at_its_next_tick(ask: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    seen = []

    def cancelled_half_way(running: Running) -> dict[str, Any]:
        for step in range(10):
            running.tick(step, 10, "going")
            seen.append(step)
            if step == 4:
                actions.cancel(by=running.job.asked_by, job=running.job)
        return {}

    monkeypatch.setitem(registry.KINDS, "long", JobKind("long", cancelled_half_way))
    job = ask("long")
    worker.run_all()
    assert (now_is(job).state, seen) == ("cancelled", [0, 1, 2, 3, 4])


def test_what_has_ended_can_not_be_cancelled(ask: Any) -> None:
    job = ask(to=1)
    worker.run_all()
    with pytest.raises(Refusal, match="has ended already"):
        actions.cancel(by=job.asked_by, job=job)
    assert now_is(job).state == "done"


def test_nobody_cancels_the_job_of_another(ask: Any, person: Person) -> None:
    job = ask(to=1)
    with pytest.raises(Refusal, match="is not there"):
        actions.cancel(by=person("bob", "analyst"), job=job)
    assert now_is(job).state == "queued"


def test_who_holds_the_permission_of_the_kind_cancels_for_a_colleague(ask: Any, person: Person) -> None:
    job = ask("shared", to=1)
    actions.cancel(by=person("bob", "analyst"), job=job)
    assert now_is(job).state == "cancelled"


def test_a_failed_job_is_asked_for_once_more_as_another_job(ask: Any) -> None:
    job = ask("refuse")
    worker.run_all()
    second = actions.ask_again(by=job.asked_by, job=job)
    assert (second.pk != job.pk, second.kind, second.state) == (True, "refuse", "queued")
    assert now_is(job).state == "failed"


def test_what_is_done_is_not_asked_for_again(ask: Any) -> None:
    job = ask(to=1)
    worker.run_all()
    with pytest.raises(Refusal, match="nothing to do again"):
        actions.ask_again(by=job.asked_by, job=job)


def silent_for(job: Job, seconds: int) -> None:
    Job.objects.filter(pk=job.pk).update(heartbeat=timezone.now() - timedelta(seconds=seconds))


def test_a_job_whose_worker_fell_silent_is_taken_up_by_another(ask: Any) -> None:
    job = ask(to=2)
    dead = queue.claim()
    assert dead is not None
    silent_for(job, 31)
    worker.run_all()
    assert (now_is(job).state, now_is(job).attempts) == ("done", 2)


def test_a_job_with_a_young_heartbeat_is_left_alone(ask: Any) -> None:
    job, now = ask(to=2), timezone.now()
    queue.claim()
    Job.objects.filter(pk=job.pk).update(heartbeat=now - queue.DEAD_AFTER)
    queue.take_back_the_dead(now)
    assert (queue.claim(), now_is(job).state) == (None, "running")
    assert queue.beat(now_is(job))


def test_after_three_attempts_a_job_has_failed(ask: Any) -> None:
    job = ask(to=2)
    for _ in range(3):
        queue.take_back_the_dead()
        assert queue.claim() is not None
        silent_for(job, 31)
    assert worker.run_all() == 0
    assert now_is(job).state == "failed"
    assert "begun 3 times" in now_is(job).error


def test_a_silent_job_that_was_to_be_cancelled_is_cancelled(ask: Any) -> None:
    job = ask(to=2)
    queue.claim()
    actions.cancel(by=job.asked_by, job=job)
    silent_for(job, 31)
    assert worker.run_all() == 0
    assert now_is(job).state == "cancelled"


def test_a_worker_that_wakes_up_late_writes_nothing_any_more(ask: Any) -> None:
    job = ask(to=2)
    sleeper = queue.claim()
    assert sleeper is not None
    silent_for(job, 31)
    worker.run_all()
    with pytest.raises(TakenAway):
        Running(sleeper).tick(1, 2, "from the grave")
    assert not queue.end(sleeper, Job.State.FAILED, error="from the grave")
    assert not queue.beat(sleeper)
    queue.give_back(sleeper)
    assert (now_is(job).state, now_is(job).error) == ("done", "")


def test_a_worker_that_lost_its_job_at_a_tick_leaves_it_to_the_other(ask: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    def robbed(running: Running) -> dict[str, Any]:
        Job.objects.filter(pk=running.job.pk).update(holder="another")
        running.tick(1, 2, "mine?")
        raise AssertionError("went on")

    monkeypatch.setitem(registry.KINDS, "robbed", JobKind("robbed", robbed))
    job = ask("robbed")
    assert worker.run_one()
    assert (now_is(job).state, now_is(job).holder) == ("running", "another")


def test_a_worker_told_to_stop_gives_its_job_back_unspent(ask: Any) -> None:
    job = ask(to=5)
    assert worker.run_one(stop=lambda: True)
    assert (now_is(job).state, now_is(job).attempts) == ("queued", 0)
    worker.run_all()
    assert (now_is(job).state, now_is(job).attempts) == ("done", 1)


def test_the_workers_loop_ends_when_told_and_outlives_a_database_that_is_away(
    ask: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(worker, "PAUSE", 0.0)
    monkeypatch.setattr(worker, "beating", worker.silent)
    monkeypatch.setattr(worker, "close_old_connections", lambda: None)  # the test's own connection stays open
    job = ask(to=1)
    looks = iter([OperationalError("gone"), worker.run_one])

    def first_away(*given: Any) -> bool:
        look = next(looks)
        if isinstance(look, Exception):
            raise look
        return bool(look(*given))

    monkeypatch.setattr(worker, "run_one", first_away)
    stops = iter([False, True, False, True, True])
    worker.run(lambda: next(stops))
    assert now_is(job).state == "queued"  # told to stop at its first tick
    assert now_is(job).attempts == 0


def test_progress_is_written_at_most_once_a_second(
    ask: Any, monkeypatch: pytest.MonkeyPatch, django_assert_num_queries: Any
) -> None:
    monkeypatch.setattr("sextant.jobs.running.EVERY", 3600.0)
    ask(to=1)
    taken = queue.claim()
    assert taken is not None
    running = Running(taken)
    with django_assert_num_queries(2):
        for step in range(1000):
            running.tick(step, 1000, "going")
    assert now_is(taken).done == 0


def test_a_message_too_long_is_cut_not_refused(ask: Any) -> None:
    ask(to=1)
    taken = queue.claim()
    assert taken is not None
    Running(taken).tick(0, None, "x" * 500)
    assert now_is(taken).message == "x" * 200


def test_two_functions_for_one_kind_are_refused() -> None:
    work("mine")(lambda running: {})
    with pytest.raises(ValueError, match="two functions for jobs of kind mine"):
        work("mine")(lambda running: {})


@pytest.mark.parametrize(("done", "total", "percent"), [(0, None, None), (1, 3, 33), (9, 3, 100), (0, 0, None)])
def test_the_percentage_is_whole_and_never_over_a_hundred(done: int, total: int | None, percent: int | None) -> None:
    assert Job(done=done, total=total).percent == percent
