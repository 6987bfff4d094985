"""What a file that is handed over as evidence may be: judged by what is in it, its name decides nothing."""

from __future__ import annotations

import re
import zipfile
from dataclasses import dataclass
from pathlib import Path

from sextant.errors import Refusal
from sextant.records.zips import zip_members

ODF = "application/vnd.oasis.opendocument."
OOXML = "application/vnd.openxmlformats-officedocument."
TEXT = "text/plain; charset=utf-8"
MEDIA = {
    ".pdf": "application/pdf",
    ".png": "image/png",
    ".jpg": "image/jpeg",
    ".docx": f"{OOXML}wordprocessingml.document",
    ".xlsx": f"{OOXML}spreadsheetml.sheet",
    ".pptx": f"{OOXML}presentationml.presentation",
    ".odt": f"{ODF}text",
    ".ods": f"{ODF}spreadsheet",
    ".odp": f"{ODF}presentation",
    ".csv": "text/csv; charset=utf-8",
    ".txt": TEXT,
}
IN_WORDS = "PDF, PNG, JPEG, text, CSV, or a document, workbook or slides of an office program"
STARTS = ((b"%PDF-", ".pdf"), (b"\x89PNG\r\n\x1a\n", ".png"), (b"\xff\xd8\xff", ".jpg"))
PROGRAMS = (b"MZ", b"\x7fELF", b"#!", b"\xfe\xed\xfa", b"\xcf\xfa\xed\xfe", b"\xca\xfe\xba\xbe")
OLE = b"\xd0\xcf\x11\xe0"  # old office files, and installers
PARTS = {"word/document.xml": ".docx", "xl/workbook.xml": ".xlsx", "ppt/presentation.xml": ".pptx"}
ODF_TYPES = {MEDIA[ending].encode(): ending for ending in (".odt", ".ods", ".odp")}
MACROS = re.compile(r"(^|/)(vbaProject\.bin$|Basic/|Scripts/|activeX/|embeddings/.*\.(bin|exe)$)", re.IGNORECASE)
MARKUP = re.compile(rb"<\s*(!doctype|html|head|body|svg|script|iframe|object|embed|\?)|\{\\rtf", re.IGNORECASE)
CONTROL = re.compile(rb"[\x00-\x08\x0b\x0e-\x1f\x7f]")
AGAIN = "save it again without a password"


@dataclass(frozen=True)
class Judged:
    """A file that may be kept: the name it gets, with the ending of its contents."""

    name: str
    media: str


def judge(name: str, path: Path) -> Judged:
    """What the file `path`, which came as `name`, is. Raises Refusal for what is empty, can run, or is of no kind
    taken here."""
    content = path.read_bytes()
    if not content.strip():
        raise Refusal(_plain(name), "is empty", "save it again and send that")
    if content.startswith(PROGRAMS):
        raise Refusal(_plain(name), "is a program", f"send what it shows as {IN_WORDS}")
    ending = _ending(_plain(name), content, path)
    return Judged(_stem(name) + ending, MEDIA[ending])


def media_of(name: str) -> str:
    """The media type of a file that was judged, by the name it got."""
    return MEDIA.get(name[name.rfind(".") :], "application/octet-stream")


def _ending(name: str, content: bytes, path: Path) -> str:
    for start, ending in STARTS:
        if content.startswith(start):
            return ending
    if content.startswith(b"PK"):
        return _office(name, path)
    if content.startswith(OLE):
        raise Refusal(name, "is an old office file", "save it as .docx, .xlsx, .pptx, or as PDF")
    return _text(name, content)


def _office(name: str, path: Path) -> str:
    try:
        members = [info.filename for info in zip_members(path)]
    except Refusal as refusal:
        raise Refusal(name, refusal.fault, AGAIN) from refusal
    if any(MACROS.search(each) for each in members):
        raise Refusal(name, "holds macros or programs", "save it without them, or as PDF")
    ending = next((PARTS[each] for each in members if each in PARTS), None) or _open_document(name, path, members)
    if ending is None:
        raise Refusal(name, "is a zip, or an office file that is not known", f"send {IN_WORDS}")
    return ending


def _open_document(name: str, path: Path, members: list[str]) -> str | None:
    if "mimetype" not in members or "content.xml" not in members:
        return None
    try:
        with zipfile.ZipFile(path) as archive, archive.open("mimetype") as file:
            return ODF_TYPES.get(file.read(200).strip())
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, OSError) as error:
        raise Refusal(name, "is damaged, cut short or encrypted", AGAIN) from error


def _text(name: str, content: bytes) -> str:
    """`.csv` for what came as that, `.txt` otherwise; nothing that a browser could run or draw."""
    if MARKUP.search(content):
        raise Refusal(name, "holds markup that a browser could run (HTML, SVG, XML or RTF)", "send it as PDF")
    try:
        content.decode("utf-8")
    except UnicodeDecodeError as error:
        raise Refusal(name, "is of no kind taken here", f"send {IN_WORDS}") from error
    if CONTROL.search(content):
        raise Refusal(name, "is of no kind taken here", f"send {IN_WORDS}")
    return ".csv" if name.lower().endswith(".csv") else ".txt"


def _plain(name: str) -> str:
    return re.split(r"[/\\]", name)[-1][:100] or "the file"


def _stem(name: str) -> str:
    """The name without folders, ending, and anything a file system, a page or a header could stumble over."""
    last = re.split(r"[/\\]", name)[-1]
    plain = re.sub(r"[^A-Za-z0-9 _().-]+", "-", last.rpartition(".")[0] or last)
    return plain.strip(" .-")[:100] or "file"
