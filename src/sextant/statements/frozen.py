"""Signed documents as folders of the home, named by their hash; and the public folders, which nobody writes again."""

from __future__ import annotations

import hashlib
import os
import shutil
import uuid
from pathlib import Path

from sextant.errors import Refusal
from sextant.statements.document import Document, document_sha256
from sextant.statements.models import Statement
from sextant.web.workspace import home


def frozen_folder(statement: Statement, sha256: str) -> Path:
    """Where the signed document lies."""
    place = home().root / "statements" / statement.force / statement.quarter
    return place / f"edition-{statement.edition_no}" / sha256


def public_folder(statement: Statement) -> Path:
    """Where the public edition lies once it is published."""
    place = home().root / "public" / statement.force / statement.quarter
    return place / f"edition-{statement.edition_no}"


def freeze(statement: Statement, files: Document) -> Path:
    """Write the document under its hash and return the folder; what is there already is checked, not written."""
    folder = frozen_folder(statement, document_sha256(files))
    if not folder.exists():
        place_whole(files, folder)
    thaw(folder)
    return folder


def thaw(folder: Path) -> Document:
    """The files of a signed document. Raises Refusal when they are not those that were signed."""
    files = read_files(folder)
    if document_sha256(files) != folder.name:
        raise Refusal("the signed document", "is not what was signed", "restore it from a backup, or sign once more")
    return files


def read_files(folder: Path) -> dict[str, bytes]:
    """Path within the folder and bytes of every file of it; none when the folder is not there."""
    found = sorted(path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in found}


def file_in(folder: Path, name: str) -> Path | None:
    """A file of a folder by its name; None for a name that leads out of it, to nothing, or that no file can have."""
    try:
        path = (folder / name).resolve()
        return path if path.is_relative_to(folder.resolve()) and path.is_file() else None
    except (ValueError, OSError):  # a null byte, or more letters than a name can have
        return None


def folder_sha256(folder: Path) -> str:
    """One hash of a folder's files and their names."""
    digests = ((path, hashlib.sha256(content).hexdigest()) for path, content in read_files(folder).items())
    return hashlib.sha256("".join(f"{sha}  {path}\n" for path, sha in digests).encode()).hexdigest()


def place_whole(files: Document, folder: Path) -> None:
    """Write a new folder that is there whole or not at all. Raises Refusal when there is one of that name."""
    part = folder.with_name(f".{folder.name}.{uuid.uuid4().hex[:8]}")
    try:
        for name, content in files.items():
            path = part / name
            path.parent.mkdir(parents=True, exist_ok=True)
            with path.open("wb") as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
        move_whole(part, folder)
    finally:
        shutil.rmtree(part, ignore_errors=True)


def move_whole(part: Path, folder: Path) -> None:
    """Rename a finished folder into its place, which must be free: nothing published is written again."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    if folder.exists():
        raise Refusal(folder.name, "is there already and is never written again", "start a new edition")
    part.rename(folder)
    handle = os.open(folder.parent, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
