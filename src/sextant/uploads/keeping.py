"""Where the files of an upload lie: a folder with a name nobody can guess, until they are loaded or discarded."""

from __future__ import annotations

import secrets
import shutil
import time
from collections.abc import Collection, Sequence
from pathlib import Path
from typing import Any

from django.core.files.uploadedfile import UploadedFile

from sextant.config import Home
from sextant.errors import Refusal
from sextant.lake.disposals import Disposal, note
from sextant.lake.editions import Edition
from sextant.uploads.contents import TYPES, ending_of, safe_stem
from sextant.uploads.models import Upload

INCOMING = "incoming"
LEFT_BEHIND = 24 * 3600  # seconds after which a file that never came whole is nobody's


def keep(home: Home, given: Sequence[UploadedFile]) -> tuple[str, list[dict[str, Any]]]:
    """Move what has arrived into a folder of its own. Returns the folder's name and what is known of each file.

    Raises Refusal, and keeps nothing, when one of them is empty, damaged, dangerous or no table.
    """
    token = secrets.token_hex(16)
    folder = home.uploads / token
    folder.mkdir(parents=True, mode=0o700)
    try:
        return token, [_kept(folder, file) for file in given]
    except BaseException:
        shutil.rmtree(folder)
        raise


def forget(home: Home, token: str) -> None:
    """Delete the files of an upload; that they are gone already is as good."""
    shutil.rmtree(home.uploads / token, ignore_errors=True)


def forget_read_into(home: Home, edition: Edition) -> None:
    """Delete the uploads that a disposed edition was read from, and note each: a restore must not bring one back."""
    mark, read = edition.disposed or {}, list(Upload.objects.filter(edition=edition.id))
    gone = [
        Disposal("file", str(path.relative_to(home.root)), **mark, files=(str(file["sha256"]),))
        for upload in read
        for path, file in zip(upload.paths, upload.files, strict=True)
    ]
    note(home.root, *gone)
    for upload in read:
        forget(home, upload.token)


def sweep(home: Home, known: Collection[str]) -> None:
    """Delete folders that belong to no upload, and files that never came whole, once they are a day old."""
    before = time.time() - LEFT_BEHIND
    for folder in home.uploads.glob("*"):
        if folder.name != INCOMING and folder.name not in known and folder.stat().st_mtime < before:
            shutil.rmtree(folder, ignore_errors=True)
    for path in (home.uploads / INCOMING).glob("*"):
        if path.stat().st_mtime < before:
            path.unlink(missing_ok=True)


def _kept(folder: Path, file: UploadedFile) -> dict[str, Any]:
    given = str(file.name)
    arrived = Path(file.temporary_file_path())
    ending = ending_of(given, arrived)
    into = folder / f"{safe_stem(given)}{ending}"
    if into.exists():
        raise Refusal(given, "has the same name as another of these files", "send only one of the two, or a zip")
    size = arrived.stat().st_size
    arrived.replace(into)
    into.chmod(0o600)
    return {"name": into.name, "as_given": given, "type": TYPES[ending], "bytes": size, "sha256": file.sha256}
