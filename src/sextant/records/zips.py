"""Zips from outside: read in place, refused when they are damaged, encrypted or built to do harm."""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import BinaryIO, cast

from sextant.errors import Refusal
from sextant.records.unzipping import UnzippedMember

MOST_MEMBERS = 50_000
MOST_BYTES = 64 * 2**30  # the publisher's archive of three years and all forces unpacks to about 10 GB
MOST_RATIO = 250  # crime records shrink 5 to 60 times; a bomb a thousand times
SMALL = 2**20  # below a megabyte no ratio does harm


@dataclass(frozen=True)
class ZipMember:
    """A file inside a zip, under the name people know it by."""

    name: str
    path: Path
    info: zipfile.ZipInfo

    @property
    def size(self) -> int:
        return self.info.file_size

    def open(self) -> BinaryIO:
        return cast(BinaryIO, io.BufferedReader(UnzippedMember(self.path, self.info), buffer_size=2**20))


def zip_members(path: Path) -> list[zipfile.ZipInfo]:
    """The files listed in a zip, in its order. Raises Refusal when it is cut short, encrypted or a bomb."""
    with _told_as_refusal(path.name), zipfile.ZipFile(path) as archive:
        members = [info for info in archive.infolist() if not info.is_dir()]
    _check_size(path, members)
    for info in members:
        _check_member(path, info)
    return members


def _check_size(path: Path, members: list[zipfile.ZipInfo]) -> None:
    total = sum(info.file_size for info in members)
    if len(members) > MOST_MEMBERS:
        raise Refusal(path.name, f"holds {len(members):,} files, over {MOST_MEMBERS:,}", "split it")
    if total > MOST_BYTES or total > max(SMALL, path.stat().st_size) * MOST_RATIO:
        raise Refusal(
            path.name,
            "would unpack to far more than its size allows",
            "don't unpack it; get it again from its publisher",
        )


def _check_member(path: Path, info: zipfile.ZipInfo) -> None:
    thing = f"{path.name}, {info.filename}"
    if info.flag_bits & 0x1:
        raise Refusal(thing, "is encrypted", "unpack it with its password and load the folder")
    if PurePosixPath(info.filename).is_absolute() or ".." in info.filename.replace("\\", "/").split("/"):
        raise Refusal(thing, "points outside the zip", "get the zip again from its publisher")
    if info.file_size > SMALL and info.file_size > max(info.compress_size, 1) * MOST_RATIO:
        raise Refusal(
            thing, "would unpack to far more than its size allows", "don't unpack it; get it again from its publisher"
        )
    if info.filename.lower().endswith(".zip"):
        raise Refusal(thing, "is a zip within a zip", "unpack the outer zip and load what is inside")


@contextmanager
def _told_as_refusal(thing: str) -> Iterator[None]:
    try:
        yield
    except (zipfile.BadZipFile, zlib.error, EOFError) as error:
        raise Refusal(thing, "is damaged or cut short", "download or copy it again") from error
    except (NotImplementedError, RuntimeError) as error:
        raise Refusal(thing, "is packed in a way that can't be read here", "unpack it and load the folder") from error
