"""One member of a zip as a stream.

The publisher's archive holds thousands of members. Opening it through the standard library lists them all again for
each one; here a member is read from where the list, read once, says that it begins.
"""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from pathlib import Path

from sextant.errors import Refusal

HEADER = struct.Struct("<4s22xHH")  # signature … length of the name, length of what follows the name
CHUNK = 2**20
RAW_DEFLATE = -15


class UnzippedMember(io.RawIOBase):
    """The unpacked bytes of a member. Raises Refusal when it is damaged, or longer than the zip's list says."""

    def __init__(self, path: Path, info: zipfile.ZipInfo) -> None:
        self._info, self._thing = info, f"{path.name}, {info.filename}"
        if info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            raise Refusal(self._thing, "is packed in a way that can't be read here", "unpack it and load the folder")
        self._stored = info.compress_type == zipfile.ZIP_STORED
        self._inflate = zlib.decompressobj(RAW_DEFLATE)
        self._packed_left, self._out, self._crc = info.compress_size, 0, 0
        self._file = path.open("rb")
        try:
            self._skip_header()
        except BaseException:
            self._file.close()
            raise

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        data = self._next(len(buffer))
        self._out += len(data)
        self._crc = zlib.crc32(data, self._crc)
        if self._out > self._info.file_size:
            raise self._damaged()
        if not data and len(buffer) and (self._out, self._crc) != (self._info.file_size, self._info.CRC):
            raise self._damaged()
        buffer[: len(data)] = data
        return len(data)

    def close(self) -> None:
        if not self.closed:
            self._file.close()
        super().close()

    def _next(self, size: int) -> bytes:
        if self._stored:
            return self._packed(size)
        while not self._inflate.eof:
            packed = self._inflate.unconsumed_tail or self._packed(CHUNK)
            try:
                data = self._inflate.decompress(packed, size)
            except zlib.error as error:
                raise self._damaged() from error
            if data or not packed:
                return data
        return b""

    def _packed(self, size: int) -> bytes:
        packed = self._file.read(min(size, self._packed_left))
        self._packed_left -= len(packed)
        return packed

    def _skip_header(self) -> None:
        self._file.seek(self._info.header_offset)
        header = self._file.read(HEADER.size)
        if len(header) < HEADER.size:
            raise self._damaged()
        signature, name, extra = HEADER.unpack(header)
        if signature != b"PK\x03\x04":
            raise self._damaged()
        self._file.seek(name + extra, io.SEEK_CUR)

    def _damaged(self) -> Refusal:
        return Refusal(self._thing, "is damaged or cut short", "download or copy it again")
