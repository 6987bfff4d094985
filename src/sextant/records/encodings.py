"""What a file's first bytes say it is, and where text stops being UTF-8."""

from __future__ import annotations

import codecs
from typing import BinaryIO

from sextant.errors import Refusal

NOT_TEXT = (
    (b"PK\x03\x04", "is a zip or a workbook, not a CSV", "name it .zip, .ods or .xlsx, or save the sheet as CSV"),
    (b"PK\x05\x06", "is an empty zip, not a CSV", "export it again as CSV (UTF-8)"),
    (b"\xd0\xcf\x11\xe0", "is an old Excel workbook (.xls), not a CSV", "save it as CSV (UTF-8) or .xlsx"),
    (b"%PDF", "is a PDF, not a CSV", "get the data itself as CSV, ODS or XLSX"),
    (b"\x1f\x8b", "is compressed with gzip", "unpack it first"),
    (b"PAR1", "is a Parquet file, not a CSV", "name it .parquet"),
)
UTF16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
SAVE_AS = "save it again as CSV (UTF-8)"


def check_start(name: str, head: bytes) -> None:
    """Raises Refusal when the first bytes are not those of a CSV in UTF-8 with at least one row under its heading."""
    if not head.removeprefix(codecs.BOM_UTF8).strip():
        raise Refusal(name, "is empty", "export or download it again")
    if head.startswith(UTF16):
        raise Refusal(name, "is written in UTF-16, not UTF-8 (byte 1, row 1)", SAVE_AS)
    for start, fault, mend in NOT_TEXT:
        if head.startswith(start):
            raise Refusal(name, fault, mend)
    opening = head.removeprefix(codecs.BOM_UTF8).lstrip()[:200].lower()
    if opening.startswith((b"<!doctype", b"<html", b"<?xml", b"<head", b"<body")):
        raise Refusal(name, "is a web page, not a CSV", "download the file itself, not the page about it")
    if b"\0" in head:
        at = head.index(b"\0")
        raise Refusal(name, f"is no text: byte {at + 1:,} is 0 (row {_row(head, at)})", SAVE_AS)


def find_bad_utf8(name: str, stream: BinaryIO) -> Refusal:
    """The Refusal that says where a file stops being UTF-8: its byte (from 1) and its line (the heading is row 1)."""
    decoder = codecs.getincrementaldecoder("utf-8")()
    done, lines = 0, 0
    while chunk := stream.read(2**20):
        pending = decoder.getstate()[0]
        try:
            decoder.decode(chunk)
        except UnicodeDecodeError as error:
            return _not_utf8(name, done - len(pending), lines, pending + chunk, error.start)
        done, lines = done + len(chunk), lines + chunk.count(b"\n")
    return Refusal(name, "ends in the middle of a character", "export or download it again")


def _not_utf8(name: str, before: int, lines: int, data: bytes, start: int) -> Refusal:
    row = lines + data[:start].count(b"\n") + 1
    return Refusal(name, f"is not UTF-8: byte {before + start + 1:,} (row {row:,}) is 0x{data[start]:02X}", SAVE_AS)


def _row(head: bytes, at: int) -> int:
    return head[:at].count(b"\n") + 1
