"""Starting Django for a home, from outside a web server."""

from __future__ import annotations

import os
from pathlib import Path

from sextant.config import Home


def start(home: Path | None = None) -> Home:
    """Point Django at a home and set it up, once in a process."""
    where = Home.resolve(home)
    os.environ["SEXTANT_HOME"] = str(where.root)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "sextant.web.settings")
    import django

    django.setup()
    return where


def migrate() -> list[str]:
    """Bring the database up to date and return the names of what was applied."""
    from django.core.management import call_command
    from django.db import connection
    from django.db.migrations.recorder import MigrationRecorder

    before = set(MigrationRecorder(connection).applied_migrations())
    call_command("migrate", interactive=False, verbosity=0)
    return sorted(f"{app}.{name}" for app, name in set(MigrationRecorder(connection).applied_migrations()) - before)
