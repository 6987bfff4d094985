"""What `doctor` looks at in the workspace: its database, its audit, and whether somebody does the long work."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from django.conf import settings
from django.db import connection
from django.db.utils import Error
from django.utils import timezone

from sextant.access import audit
from sextant.access.models import AuditRow
from sextant.errors import Refusal
from sextant.health import Check, looked
from sextant.running.recording import waiting

PATIENCE = timedelta(minutes=2)  # a job may wait so long behind others before somebody should look
LATEST = timedelta(days=1)  # a server writes a checkpoint every hour
LEAST_POSTGRESQL = 150_000  # 15.0, as the server counts


def workspace() -> list[Check]:
    """Every check, in the order in which one fault explains the next. Without a database none of the rest is known."""
    database = looked("database", _database, (Error,))
    if not database.ok:
        return [database, *(Check(name, False, "not known while the database is not") for name in INSIDE)]
    return [database, *(looked(name, check, (Error,)) for name, check in INSIDE.items())]


def _database() -> Check:
    try:
        connection.ensure_connection()
    except (Error, OSError) as fault:
        return Check(
            "database", False, f"can't be reached ({fault}); look at DATABASE_URL and the home".replace("\n", " ")
        )
    if connection.vendor == "sqlite":
        return Check("database", True, "SQLite in the home answers")
    version = connection.pg_version
    told = f"PostgreSQL {version // 10_000}.{version % 10_000} answers"
    return Check("database", version >= LEAST_POSTGRESQL, f"{told}; 15 or newer is needed")


def _migrations() -> Check:
    lacking = waiting()
    if lacking:
        return Check("migrations", False, f"{len(lacking)} not applied, {lacking[0]} first: run `sextant migrate`")
    return Check("migrations", True, "the database is up to date")


def _audit() -> Check:
    try:
        broken = audit.verify()
    except (Refusal, ValueError) as fault:
        return Check("audit", False, f"can't be verified ({fault})")
    if broken:
        return Check("audit", False, f"row {broken.seq} {broken.fault}; find out why before anybody goes on")
    return Check("audit", True, f"the chain of {AuditRow.objects.count():,} rows is whole")


def _checkpoint() -> Check:
    """Whether an end that was cut off would be seen. A demonstration and a trial have nobody to write one."""
    points = audit.checkpoints()
    told = f"the last at row {points[-1].seq:,}, {_age(points[-1].at)}" if points else "none yet"
    first = AuditRow.objects.order_by("seq").values_list("at", flat=True).first()
    since = datetime.fromisoformat(points[-1].at) if points else first
    if settings.DEMO or since is None or datetime.now(UTC) - since < LATEST:
        return Check("checkpoint", True, told)
    mend = "rows cut off since would not be missed; have `sextant audit checkpoint` run every hour"
    return Check("checkpoint", False, f"{told}: {mend}")


def _evidence() -> Check:
    """Whether every file that was handed over as evidence is there as it came: also after a restore. How many are due
    to be looked at is told, and is no fault of the server's."""
    from sextant.actions.evidence_files import damaged
    from sextant.governance.due import files_due

    files, faults = damaged()
    if faults:
        return Check("evidence", False, f"of {files:,} files {len(faults):,} can't be given out, first {faults[0]}")
    due = files_due(timezone.localdate())
    asked = f"; {due:,} to be looked at again, see Governance" if due else ""
    return Check("evidence", True, f"{files:,} {'file is' if files == 1 else 'files are'} as handed over{asked}")


def _worker() -> Check:
    """Work that nobody does: it waits for long and no worker shows a sign of life, or its worker fell silent."""
    from sextant.jobs.models import Job
    from sextant.jobs.queue import DEAD_AFTER

    now = datetime.now(UTC)
    running = Job.objects.filter(state=Job.State.RUNNING)
    alive = running.filter(heartbeat__gte=now - DEAD_AFTER).count()
    silent = running.count() - alive
    left = Job.objects.waiting().filter(asked_at__lt=now - PATIENCE).count()
    if silent or (left and not alive):
        told = f"{left} wait and {silent} fell silent" if silent else f"{left} wait"
        return Check("worker", False, f"no worker does the jobs: {told}; start `sextant worker`")
    return Check("worker", True, f"{alive} under way" if alive else "no job waits for a worker")


def _age(moment: str) -> str:
    days = (datetime.now(UTC) - datetime.fromisoformat(moment)).days
    return "today" if days < 1 else f"{days} {'day' if days == 1 else 'days'} ago"


INSIDE: dict[str, Callable[[], Check]] = {
    "migrations": _migrations,
    "worker": _worker,
    "audit": _audit,
    "checkpoint": _checkpoint,
    "evidence": _evidence,
}
