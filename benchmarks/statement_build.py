"""The statement from loaded data (goal: under 5 s), as a whole process and inside one."""

from __future__ import annotations

import subprocess
import sys
import tempfile
from contextlib import contextmanager
from pathlib import Path

from benchmarks.timing import timed


@contextmanager
def _quiet(_title: str, _size: int, _files: bool):  # type: ignore[no-untyped-def]
    yield lambda _step, _name: None


def main() -> None:
    from sextant.config import Home
    from sextant.demo import BASELINE, QUARTER, run_demo

    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder) / "home"
        done = run_demo(Home(home), _quiet)
        command = [sys.executable, "-m", "sextant", "statement", "build", "--force", done.force, "--quarter", QUARTER]
        command += ["--baseline", BASELINE, "--home", str(home), "--out", str(Path(folder) / "out")]
        whole = timed(
            "statement build, whole process", lambda: subprocess.run(command, capture_output=True, check=False)
        )
        bare = timed("an empty Python process", lambda: subprocess.run([sys.executable, "-c", ""], check=True))
        print("The made-up force, ten years: figures, pages, charts, open data and audit bundle")
        print(whole, bare, sep="\n")


if __name__ == "__main__":
    main()
