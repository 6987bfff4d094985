"""The workspace's database as one file, taken while others write to it, and put back."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
from collections.abc import Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sextant.errors import Refusal
from sextant.placing import place

SQLITE, POSTGRESQL = "sqlite", "postgresql"
SQLITE_FILE = "sextant.sqlite3"


@dataclass(frozen=True)
class Dump:
    """A copy of the database at one moment: `sqlite` is a database file, `postgresql` pg_dump's custom format."""

    kind: str
    path: Path


def is_there(home: Path) -> bool:
    """Whether this home has a workspace at all; an analyst's own lake has none."""
    return bool(os.environ.get("DATABASE_URL")) or (home / SQLITE_FILE).exists()


def dump(settings: Mapping[str, Any], folder: Path) -> Dump:
    """Copy the database into `folder` as it was at one moment. `settings` are Django's. Writers go on."""
    if settings["ENGINE"].endswith("postgresql"):
        path = folder / "sextant.pgdump"
        _postgres("pg_dump", settings, "--format=custom", "--no-owner", "--no-privileges", f"--file={path}")
        return Dump(POSTGRESQL, path)
    return Dump(SQLITE, copy_of_sqlite(Path(settings["NAME"]), folder / SQLITE_FILE))


def restore(settings: Mapping[str, Any], kind: str, dumped: Path, home: Path) -> None:
    """Put a dump back: SQLite as a file of the home, PostgreSQL into an empty database. Raises Refusal."""
    wanted = POSTGRESQL if settings["ENGINE"].endswith("postgresql") else SQLITE
    if kind != wanted:
        mend = "set DATABASE_URL to an empty database" if kind == POSTGRESQL else "unset DATABASE_URL"
        raise Refusal("the backup", f"holds a database of {kind}, and DATABASE_URL asks for {wanted}", mend)
    if kind == SQLITE:
        place(dumped, home / SQLITE_FILE)  # refuses when somebody has opened, and so made, a database there already
        dumped.unlink(missing_ok=True)
        return
    refuse_unless_empty(settings)
    one = ("--exit-on-error", "--single-transaction", "--no-owner", "--no-privileges")
    _postgres("pg_restore", settings, *one, f"--dbname={settings['NAME']}", str(dumped))


def copy_of_sqlite(source: Path, into: Path) -> Path:
    """SQLite's own online copy, in one step of one read transaction; a single file without a log beside it."""
    with closing(sqlite3.connect(source)) as live, closing(sqlite3.connect(into)) as copy:
        live.backup(copy)
        copy.execute("PRAGMA journal_mode=DELETE")
        [found] = copy.execute("PRAGMA quick_check(1)").fetchone()
    if found != "ok":
        raise Refusal(source.name, f"is damaged ({found})", "restore the last backup, or ask for help before going on")
    return into


def refuse_unless_empty(settings: Mapping[str, Any]) -> None:
    """A restore never mixes with what is there. Raises Refusal when the database holds any table."""
    import psycopg

    try:
        with psycopg.connect(**_address(settings)) as connection:
            found = connection.execute("SELECT count(*) FROM pg_tables WHERE schemaname = 'public'").fetchone()
    except psycopg.OperationalError as fault:
        raise Refusal("the database", f"can't be reached ({fault})", "look at DATABASE_URL") from None
    if found and found[0]:
        held = f"holds {found[0]} tables already"
        raise Refusal(f"database {settings['NAME']}", held, "restore into an empty one: `createdb` makes it")


def _address(settings: Mapping[str, Any]) -> dict[str, Any]:
    named = {"dbname": "NAME", "user": "USER", "password": "PASSWORD", "host": "HOST", "port": "PORT"}
    return {key: settings[name] for key, name in named.items() if settings.get(name)}


def _postgres(program: str, settings: Mapping[str, Any], *options: str) -> None:
    """Run one of PostgreSQL's own programs; where and as whom goes through the environment, never the command line."""
    if shutil.which(program) is None:
        raise Refusal(program, "is not installed here", "install PostgreSQL's client, of the server's version or newer")
    done = subprocess.run([program, *options], env=_environment(settings), capture_output=True, text=True, check=False)
    if done.returncode:
        raise Refusal(program, _first_line(done.stderr.splitlines()), "mend that and run this again")


def _environment(settings: Mapping[str, Any]) -> dict[str, str]:
    named = {"dbname": "PGDATABASE", "user": "PGUSER", "password": "PGPASSWORD", "host": "PGHOST", "port": "PGPORT"}
    return {**os.environ, **{named[key]: str(value) for key, value in _address(settings).items()}}


def _first_line(lines: Sequence[str]) -> str:
    told = [line for line in lines if "error" in line.lower()] or list(lines)
    return told[0].strip() if told else "failed without a word"
