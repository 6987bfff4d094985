"""Files of positions on their way through: under a name that says nothing, never in a backup, deleted by the job.

They lie among the uploads that are still coming in, which no backup holds and whose leftovers are swept after a day.
"""

from __future__ import annotations

import hashlib
import json
import secrets
import time
from collections.abc import Sequence
from pathlib import Path, PurePath

from django.core.files.uploadedfile import UploadedFile

from sextant.config import Home
from sextant.errors import Refusal

ENDINGS = (".csv", ".gpx", ".json", ".geojson")
BEFORE, UNITS = "traces-", "units"
MOST_FILES = 50
LETTERS = 32  # of a token
MOST_JOBS, AN_HOUR = 1_000, 3_600


def take_in(home: Home, given: Sequence[UploadedFile], units: Sequence[str]) -> tuple[str, str, list[str]]:
    """Put files and the units that were out for the plan aside; returns a token, the files' hash, and words for each.

    The senders' file names are not kept: they may name an officer. Raises Refusal, and keeps nothing, for other files.
    """
    if not 0 < len(given) <= MOST_FILES:
        raise Refusal("the files", f"are {len(given)}", f"send 1 to {MOST_FILES}")
    for number, file in enumerate(given, start=1):
        if PurePath(str(file.name)).suffix.lower() not in ENDINGS or not file.size:
            raise Refusal(f"file {number}", "is empty or none of CSV, GPX and JSON", "export it as one of them")
    token, digest, told = secrets.token_hex(16), hashlib.sha256(), []
    for number, file in enumerate(given, start=1):
        ending = PurePath(str(file.name)).suffix.lower()
        into = folder(home) / f"{BEFORE}{token}-{number:02d}{ending}"
        into.touch(mode=0o600)
        with into.open("wb") as out:
            for chunk in file.chunks():
                digest.update(chunk)
                out.write(chunk)
        told.append(f"file {number} ({ending.removeprefix('.').upper()})")
        _delete_at_once(file)
    if units:
        path = folder(home) / f"{BEFORE}{token}-{UNITS}"
        path.touch(mode=0o600)
        path.write_text(json.dumps(list(units)), "utf-8")
    return token, digest.hexdigest(), told


def files_of(home: Home, token: str) -> tuple[list[Path], set[str] | None]:
    """The files of a token in order, and the units that were out for the plan (None: not told)."""
    found = sorted(folder(home).glob(f"{BEFORE}{token}-*"))
    units = [path for path in found if path.name.endswith(UNITS)]
    named = set(json.loads(units[0].read_text("utf-8"))) if units else None
    return [path for path in found if path not in units], named


def forget(home: Home, token: str) -> None:
    """Delete what a token stands for; that it is gone already is as good."""
    for path in folder(home).glob(f"{BEFORE}{token}-*"):
        path.unlink(missing_ok=True)


def forget_left(home: Home) -> None:
    """Delete files whose job has ended, however it did, and after an hour those that no job was ever asked for."""
    from sextant.jobs.models import Job

    lying = {path.name.removeprefix(BEFORE)[:LETTERS]: path for path in folder(home).glob(f"{BEFORE}*")}
    if not lying:
        return
    asked = Job.objects.filter(kind="hotspots-dosage").order_by("-pk")[:MOST_JOBS]
    states = {job.arguments.get("token"): job.ended for job in asked}
    for token, path in lying.items():
        if states.get(token, _old(path)):
            forget(home, token)


def _old(path: Path) -> bool:
    """Whether its hour is over; a file that went meanwhile needs no more thought."""
    try:
        return time.time() - path.stat().st_mtime > AN_HOUR
    except FileNotFoundError:
        return False


def folder(home: Home) -> Path:
    """Where files lie that are still coming in."""
    path = home.uploads / "incoming"
    path.mkdir(parents=True, exist_ok=True)
    return path


def _delete_at_once(file: UploadedFile) -> None:
    """The copy that the web server wrote while the file came in."""
    if hasattr(file, "temporary_file_path"):
        Path(file.temporary_file_path()).unlink(missing_ok=True)
