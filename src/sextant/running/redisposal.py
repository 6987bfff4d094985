"""What was disposed of stays so: after a restore from an older backup it goes again."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from sextant.lake.catalogue import Lake, sha256_of
from sextant.lake.disposal import dispose
from sextant.lake.disposals import Disposal
from sextant.running.reading import stays_inside

Disposer = Callable[[Path, Disposal], bool]  # home, what is to go → whether something was there and went


@dataclass(frozen=True)
class Redisposed:
    """What went again, and what this Sextant does not know how to find: somebody must do that by hand."""

    gone: tuple[Disposal, ...]
    unknown: tuple[Disposal, ...]


def redispose(home: Path, disposals: Iterable[Disposal]) -> Redisposed:
    """Dispose again of everything on a list that is back in `home`. Twice is as good as once."""
    wanted = list(dict.fromkeys(disposals))
    known = [each for each in wanted if each.kind in DISPOSERS]
    gone = tuple(each for each in known if DISPOSERS[each.kind](home, each))
    return Redisposed(gone, tuple(each for each in wanted if each.kind not in DISPOSERS))


def announce(kind: str, disposer: Disposer) -> None:
    """A desk that disposes of rows of its own says how to find them again; called when its app starts."""
    DISPOSERS[kind] = disposer


def _edition(home: Path, disposal: Disposal) -> bool:
    """The edition's rows, unless it was loaded again since, and the uploads that it was read from."""
    lake = Lake(home / "lake")
    edition = lake.known(disposal.ref)
    if edition is None or (disposal.mark in edition.disposed_before and not edition.disposed):
        return False
    back = not edition.disposed
    if back:
        day = date.fromisoformat(disposal.on)
        dispose(lake, edition.id, reason=disposal.reason, by=disposal.by, today=day)
    return _uploads(home, disposal) or back


def _file(home: Path, disposal: Disposal) -> bool:
    """One file of the home, named by its path in it."""
    path = home / disposal.ref
    if not stays_inside(disposal.ref) or not path.is_file():
        return False
    path.unlink()
    return True


def _uploads(home: Path, disposal: Disposal) -> bool:
    """Uploaded files are known by their hash, wherever they lie."""
    found = [path for path in (home / "uploads").rglob("*") if path.is_file() and sha256_of(path) in disposal.files]
    for path in found:
        path.unlink()
    return bool(found)


DISPOSERS: dict[str, Disposer] = {"edition": _edition, "file": _file}
