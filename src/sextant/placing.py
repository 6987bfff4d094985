"""A file that is whole gets its name, and takes it from nobody."""

from __future__ import annotations

import os
from pathlib import Path


def place(part: Path, path: Path) -> None:
    """Give a whole file its name, beside the one it has or in its stead. Raises FileExistsError where it is taken.

    A rename would replace what is there, a link refuses to. A share or a stick (CIFS, exFAT) may have no links: there
    an empty file takes the name first, which one alone can, and is replaced by the whole one.
    """
    try:
        os.link(part, path)
    except FileExistsError:
        raise
    except OSError:
        _place_without_links(part, path)


def _place_without_links(part: Path, path: Path) -> None:
    try:
        os.close(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
        part.replace(path)
    except FileExistsError:
        raise
    except BaseException:  # told to stop, too
        if path.exists() and not path.stat().st_size:
            path.unlink()
        raise
