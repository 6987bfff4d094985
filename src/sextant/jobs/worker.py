"""The worker: takes up one job after the other, keeps its heart beating, and writes how it ended."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from threading import Event, Thread

import structlog
from django.db import DataError, Error, close_old_connections, connection, transaction

from sextant.access.policy import can
from sextant.errors import Refusal
from sextant.jobs import queue
from sextant.jobs.models import Job
from sextant.jobs.registry import TICKS, kind_called
from sextant.jobs.running import Cancelled, Running, Stopped, TakenAway

State = Job.State
PAUSE = 1.0  # seconds between two looks at an empty queue
BEAT = 5.0  # seconds between two heartbeats
TICK = 10.0  # seconds between two looks at what is due by the clock
OUR_FAULT = (
    "This job failed by a fault of ours. What was there before is as it was. The fault has been logged: tell your "
    "administrator the number of the job."
)
Stop = Callable[[], bool]
Alive = Callable[[Job], AbstractContextManager[None]]
log = structlog.get_logger("sextant.jobs")


def run(stop: Stop) -> None:
    """Do jobs until `stop()` says so; one under way then goes back to the queue. Outlives a database that restarts."""
    ticked = float("-inf")
    while not stop():
        try:
            close_old_connections()
            if time.monotonic() - ticked >= TICK:
                ticked = time.monotonic()
                tick()
            worked = run_one(stop, beating)
        except Error:
            log.error("database not reached", exc_info=True)
            worked = False
        if not worked:
            _rest(stop)


def tick() -> None:
    """Do what is due by the clock. A fault of one thing does not keep the others from being done."""
    for do in TICKS:
        try:
            do()
        except Error:
            raise
        except Exception:
            log.error("tick failed", what=getattr(do, "__name__", ""), exc_info=True)


def run_all() -> int:
    """Do everything that waits, here and now, without a heartbeat; how many jobs it was. For tests and set-up."""
    count = 0
    while run_one():
        count += 1
    return count


@contextmanager
def silent(_job: Job) -> Iterator[None]:
    """No heartbeat: the caller is sure to end within half a minute, or alone."""
    yield


@contextmanager
def beating(job: Job) -> Iterator[None]:
    """A thread that says every five seconds that this job's worker lives, whatever the work itself is at."""
    over = Event()
    heart = Thread(target=_beat_until, args=(over, job), daemon=True)
    heart.start()
    try:
        yield
    finally:
        over.set()
        heart.join()


def run_one(stop: Stop = lambda: False, alive: Alive = silent) -> bool:
    """Take up one job and do it to its end; False when none waits."""
    queue.take_back_the_dead()
    job = queue.claim()
    if job is None:
        return False
    begun = time.monotonic()
    with alive(job):
        state = _perform(job, stop)
    seconds = round(time.monotonic() - begun, 1)
    log.info("job", job=job.pk, kind=job.kind, state=state, attempt=job.attempts, seconds=seconds)
    return True


def _perform(job: Job, stop: Stop) -> str:
    """Do the work and write how it ended. Returns the state in which the job is left."""
    try:
        result = _work(job, stop)
    except Cancelled:
        return _ended(job, State.CANCELLED)
    except Stopped:
        queue.give_back(job)
        return State.QUEUED
    except TakenAway:
        return "taken away"
    except Refusal as refusal:
        return _ended(job, State.FAILED, error=str(refusal))
    except Exception:
        log.error("job failed", job=job.pk, kind=job.kind, exc_info=True)
        return _ended(job, State.FAILED, error=OUR_FAULT)
    return _ended(job, State.DONE, result=result)


def _work(job: Job, stop: Stop) -> dict[str, object]:
    """Whoever asked must still be allowed to when the work begins."""
    kind = kind_called(job.kind)
    asker = job.asked_by
    if not asker.is_active or (kind.needs and not can(asker, kind.needs)):
        raise Refusal(job.title, "was asked for by someone who may no longer ask", "let somebody else ask again")
    return kind.do(Running(job, stop), **job.arguments)


def _ended(job: Job, state: str, **changes: object) -> str:
    """Write it down. Words that the database can't hold fail the job, not the worker."""
    try:
        with transaction.atomic():
            return state if queue.end(job, state, **changes) else "taken away"
    except (ValueError, DataError):
        log.error("job failed", job=job.pk, kind=job.kind, exc_info=True)
        return State.FAILED if queue.end(job, State.FAILED, error=OUR_FAULT) else "taken away"


def _beat_until(over: Event, job: Job) -> None:
    try:
        while not over.wait(BEAT):
            try:
                queue.beat(job)
            except Error:  # the work itself will meet it too; the next beat may get through
                log.warning("heartbeat not written", job=job.pk)
    finally:
        connection.close()


def _rest(stop: Stop) -> None:
    until = time.monotonic() + PAUSE
    while not stop() and time.monotonic() < until:
        time.sleep(0.1)
