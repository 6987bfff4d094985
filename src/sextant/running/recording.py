"""What running the workspace writes into its audit, as the person at the server's own console."""

from __future__ import annotations

from typing import Any

from django.db import connection, transaction
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder
from django.db.utils import DatabaseError

from sextant.access import audit
from sextant.access.console import CONSOLE
from sextant.access.models import AuditRow
from sextant.errors import Refusal

REFERENCE = 80  # letters that an audit row has for the name of its object


def applied() -> list[str]:
    """The changes that the database has seen, as `app.name`. Raises Refusal for one that can't be reached or read."""
    try:
        found = MigrationRecorder(connection).applied_migrations()
    except DatabaseError as fault:
        raise Refusal("the database", f"can't be read ({fault})", "look at DATABASE_URL and the home") from None
    return sorted(f"{app}.{name}" for app, name in found)


def waiting() -> list[str]:
    """The changes that the database still lacks, as `app.name`."""
    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    return [f"{migration.app_label}.{migration.name}" for migration, _backwards in plan]


def known() -> set[str]:
    """The changes that this Sextant knows; the database is not opened."""
    return {f"{app}.{name}" for app, name in MigrationLoader(None, ignore_no_migrations=True).disk_migrations}


def record_disclosure(what: str, name: str, **details: Any) -> int | None:
    """Record that a copy of everything was made. Returns the row's number; None where there is no audit yet."""
    return _record(audit.KIND.DISCLOSURE, what, "backup", name, "", details)


def record_restore(name: str, **details: Any) -> int | None:
    return _record(audit.KIND.ALTERATION, "restored from a backup", "backup", name, "", details)


def record_erasure(kind: str, ref: str, why: str) -> int | None:
    return _record(audit.KIND.ERASURE, "disposed of again after a restore", kind, ref, why, {})


def _record(kind: Any, what: str, object_kind: str, ref: str, why: str, details: dict[str, Any]) -> int | None:
    if AuditRow._meta.db_table not in connection.introspection.table_names():
        return None
    with transaction.atomic():
        row = audit.record(
            by=CONSOLE,
            kind=kind,
            what=what,
            object_kind=object_kind,
            object_ref=ref[:REFERENCE],
            why=why,
            details=details,
        )
    return int(row.seq)
