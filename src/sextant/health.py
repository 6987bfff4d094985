"""What `doctor` looks at."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from datetime import date
from importlib import resources

from sextant.config import Home
from sextant.lake.catalogue import Lake, sha256_of


@dataclass(frozen=True)
class Check:
    """One thing looked at; `message` says what was found, and the mend when it is not ok."""

    name: str
    ok: bool
    message: str


def checks(home: Home) -> list[Check]:
    """Everything that can be checked from outside a running load."""
    return [_python(), _styles(), _home(home), _objects(home), _retention(home, date.today())]


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
