"""What `doctor` looks at."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from importlib import resources

from sextant.config import Home
from sextant.errors import Refusal
from sextant.lake.catalogue import Lake, sha256_of

LEAST_FREE = 1 << 30  # bytes
FAULTS: tuple[type[Exception], ...] = (Refusal, OSError, ValueError, LookupError, TypeError)  # of files that are broken


@dataclass(frozen=True)
class Check:
    """One thing looked at; `message` says what was found, and the mend when it is not ok."""

    name: str
    ok: bool
    message: str


def checks(home: Home) -> list[Check]:
    """Everything that can be checked from outside a running load; each is told, whatever the others found."""
    alone = {
        "python": _python,
        "styles": _styles,
        "home": lambda: _home(home),
        "lake": lambda: _objects(home),
        "retention": lambda: _retention(home, date.today()),
        "disk": lambda: _disk(home),
        "keys": lambda: _keys(home),
    }
    return [*(looked(name, check) for name, check in alone.items()), *_workspace(home)]


def looked(name: str, check: Callable[[], Check], faults: tuple[type[Exception], ...] = ()) -> Check:
    """What a check says; why it could say nothing, where it met a fault. `faults`: those of its own kind."""
    try:
        return check()
    except FAULTS + faults as fault:
        return Check(name, False, f"can't be looked at ({_one_line(fault)})")


def _python() -> Check:
    found = ".".join(str(part) for part in sys.version_info[:3])
    return Check("python", sys.version_info >= (3, 11), f"Python {found}; 3.11 or newer is needed")


def _styles() -> Check:
    built = (resources.files("sextant") / "web" / "static" / "built").is_file()
    return Check("styles", built, "the pages' styles are built" if built else "not built: run ./run once")


def _home(home: Home) -> Check:
    if not home.root.exists():
        return Check("home", True, f"{home.root} is not there yet; the first load makes it")
    editions = Lake(home.lake).editions()
    held = sum(edition.disposed is None for edition in editions)
    gone = f"; of {len(editions) - held} disposed of the manifest is kept" if held < len(editions) else ""
    return Check("home", True, f"{home.root} holds {held} {'edition' if held == 1 else 'editions'}{gone}")


def _objects(home: Home) -> Check:
    """Every stored table still is the one it was: its name is its hash."""
    lake = Lake(home.lake)
    wanted = {name for edition in lake.editions() if not edition.disposed for name in edition.objects}
    missing = [name for name in sorted(wanted) if not lake.object_path(name).exists()]
    changed = [name for name in sorted(wanted - {*missing}) if f"{sha256_of(lake.object_path(name))}.parquet" != name]
    if missing or changed:
        fault = f"{len(missing)} missing, {len(changed)} changed: {', '.join([*missing, *changed][:3])}"
        return Check("lake", False, f"{fault}; restore them from a backup or load the files again")
    return Check("lake", True, f"{len(wanted)} stored tables are as they were loaded")


def _retention(home: Home, today: date) -> Check:
    due = [edition.id for edition in Lake(home.lake).editions() if edition.disposal_due(today)]
    if due:
        return Check("retention", False, f"disposal is due: {', '.join(due)}; see `sextant editions dispose`")
    return Check("retention", True, "no edition is due for disposal")


def _disk(home: Home) -> Check:
    """Room for a load and for the database; a full disk refuses the audit and with it all work."""
    there = next(path for path in (home.root, *home.root.parents) if path.exists())
    free = shutil.disk_usage(there).free
    enough = free >= LEAST_FREE
    return Check("disk", enough, f"{free / 1e9:,.1f} GB free" + ("" if enough else "; make room, or move the home"))


def _keys(home: Home) -> Check:
    """Whoever reads the keys can forge the audit and anybody's session."""
    folder = home.root / "keys"
    found = [folder, *sorted(folder.glob("*"))] if folder.is_dir() else []
    open_to_others = [path.name for path in found if path.stat().st_mode & 0o077]
    if open_to_others:
        return Check("keys", False, f"others may read {', '.join(open_to_others)}: chmod -R go= {folder}")
    return Check("keys", True, "readable by their owner only" if found else "none yet")


def _workspace(home: Home) -> list[Check]:
    """The database and what is in it; an analyst's own lake has none."""
    from sextant.running.database import is_there

    if not is_there(home.root):
        return []
    from django.core.exceptions import ImproperlyConfigured

    from sextant.web.setup import start

    def settings() -> Check:
        start(home.root)
        return Check("settings", True, "the workspace's settings can be read")

    found = looked("settings", settings, (ImproperlyConfigured,))
    if not found.ok:
        return [found]
    from sextant.running.checks import workspace

    return [found, *workspace()]


def _one_line(fault: Exception) -> str:
    return " ".join(str(fault).split()).rstrip(".") or type(fault).__name__
