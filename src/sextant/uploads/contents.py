"""What a file is, by what is in it: a name from outside is a label and decides nothing."""

from __future__ import annotations

import re
import zipfile
import zlib
from pathlib import Path

from sextant.errors import Refusal
from sextant.records.encodings import check_start
from sextant.records.zips import zip_members

HEAD = 256 * 2**10
PROLOG = 2**20  # bytes of a part in which its document type would stand
REMARKS = re.compile(rb"<!--.*?(?:-->|\Z)|<\?.*?(?:\?>|\Z)", re.DOTALL)  # and instructions: no element is in them
ODS = b"application/vnd.oasis.opendocument.spreadsheet"
MOST_LETTERS = 100
TYPES = {".csv": "CSV", ".zip": "zip", ".xlsx": "Excel workbook", ".ods": "ODS workbook", ".parquet": "Parquet"}


def ending_of(name: str, path: Path) -> str:
    """`.csv`, `.zip`, `.xlsx`, `.ods` or `.parquet`, by the contents. Raises Refusal for anything else.

    A zip that is damaged, encrypted, nested, reaches outside itself or would unpack to far too much is refused here, by
    its own list; so is a workbook that declares entities.
    """
    with path.open("rb") as file:
        head = file.read(HEAD)
    if head.startswith(b"PK\x05\x06"):
        raise Refusal(name, "is an empty zip", "pack the files into it once more")
    if head.startswith(b"PK"):
        return _zip_ending(name, path)
    if head.startswith(b"PAR1"):
        return ".parquet"
    check_start(name, head)
    return ".csv"


def safe_stem(name: str) -> str:
    """The name from outside without folders, ending, and anything a file system or a page could stumble over."""
    last = re.split(r"[/\\]", name)[-1]
    stem = last.rpartition(".")[0] or last
    plain = re.sub(r"[^A-Za-z0-9 _().-]+", "-", stem).strip(" .-")
    return plain[:MOST_LETTERS] or "file"


def _zip_ending(name: str, path: Path) -> str:
    try:
        with zipfile.ZipFile(path) as archive:
            found = _office_ending(archive)
            if found:
                _refuse_entities(name, archive)
                return found
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, OSError, ValueError) as error:
        raise Refusal(name, "is damaged, cut short or encrypted", "save it again without a password") from error
    try:
        zip_members(path)
    except Refusal as refusal:
        raise Refusal(refusal.thing.replace(path.name, name, 1), refusal.fault, refusal.mend) from refusal
    return ".zip"


def _office_ending(archive: zipfile.ZipFile) -> str | None:
    names = set(archive.namelist())
    if "xl/workbook.xml" in names:
        return ".xlsx"
    if "content.xml" in names and "mimetype" in names:
        with archive.open("mimetype") as file:
            return ".ods" if file.read(len(ODS)) == ODS else None
    return None


def _refuse_entities(name: str, archive: zipfile.ZipFile) -> None:
    """No office program writes a document type into a sheet; what has one wants to be expanded or fetched. Nor does one
    write UTF-16, or remarks for a megabyte before the first element, where a document type would not be seen."""
    for info in archive.infolist():
        if info.filename.lower().endswith((".xml", ".rels")):
            with archive.open(info) as part:
                prolog = part.read(PROLOG)
            unseen = len(prolog) == PROLOG and not re.search(rb"<[A-Za-z_]", REMARKS.sub(b"", prolog))
            if b"\0" in prolog or unseen or re.search(rb"<!\s*(DOCTYPE|ENTITY)", prolog, re.IGNORECASE):
                raise Refusal(name, f"holds instructions for XML readers in {info.filename}", "save the sheets as CSV")
