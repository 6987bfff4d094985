"""The files that people hand over: on disk, in folders, in zips. Nothing is ever unpacked onto the disk."""

from __future__ import annotations

import os
import zipfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import BinaryIO

from sextant.errors import Refusal
from sextant.records.kinds import SourceFile
from sextant.records.zips import ZipMember, zip_members


@dataclass(frozen=True)
class DiskFile:
    """A file on disk, under the name people know it by."""

    name: str
    path: Path

    @property
    def size(self) -> int:
        return self.path.stat().st_size

    def open(self) -> BinaryIO:
        return self.path.open("rb")


def find_files(paths: Sequence[Path], endings: tuple[str, ...], unzip: bool = True) -> list[SourceFile]:
    """Every file with one of `endings` under `paths`: files, folders at any depth, and members of zips.

    Names are relative to what all found files have in common, so that a folder and a zip of it give the same names.
    Raises Refusal when a path does not exist, a zip is damaged or dangerous, or nothing fits.
    """
    found = [pair for path in paths for pair in _under(path, endings, unzip)]
    if not found:
        raise Refusal(_told(paths), f"holds no {' or '.join(endings)} file", "name the file or its folder")
    root = _common_folder([name for name, _ in found])
    return [make(str(name.relative_to(root))) for name, make in sorted(found, key=lambda pair: pair[0])]


Found = tuple[PurePosixPath, Callable[[str], SourceFile]]


def _under(path: Path, endings: tuple[str, ...], unzip: bool) -> Iterator[Found]:
    if not path.exists():
        raise Refusal(str(path), "does not exist", "check the path")
    if path.is_dir():
        yield from _in_folder(path, endings)
    elif unzip and path.suffix.lower() == ".zip":
        yield from _in_zip(path, endings)
    else:
        yield _absolute(path), _disk_file(path)


def _in_folder(folder: Path, endings: tuple[str, ...]) -> Iterator[Found]:
    for parent, folders, names in os.walk(folder):
        folders[:] = sorted(name for name in folders if _wanted(name))
        for name in names:
            if _wanted(name) and name.lower().endswith(endings):
                path = Path(parent, name)
                yield _absolute(path), _disk_file(path)


def _in_zip(path: Path, endings: tuple[str, ...]) -> Iterator[Found]:
    for info in zip_members(path):
        inside = PurePosixPath(info.filename)
        if all(_wanted(part) for part in inside.parts) and info.filename.lower().endswith(endings):
            yield _absolute(path) / inside, _zip_member(path, info)


def _disk_file(path: Path) -> Callable[[str], SourceFile]:
    return lambda name: DiskFile(name, path)


def _zip_member(path: Path, info: zipfile.ZipInfo) -> Callable[[str], SourceFile]:
    return lambda name: ZipMember(name, path, info)


def _wanted(name: str) -> bool:
    """Hidden files and the leavings of other systems are nobody's records."""
    return not name.startswith((".", "~$")) and name not in ("__MACOSX", "Thumbs.db")


def _absolute(path: Path) -> PurePosixPath:
    return PurePosixPath(Path(os.path.abspath(path)).as_posix())  # noqa: PTH100 - resolve() would follow links


def _common_folder(names: Sequence[PurePosixPath]) -> PurePosixPath:
    return PurePosixPath(os.path.commonpath([str(name.parent) for name in names]))


def _told(paths: Sequence[Path]) -> str:
    return ", ".join(str(path) for path in paths) or "no path"
