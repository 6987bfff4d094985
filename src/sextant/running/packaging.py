"""`./run package`: everything that a server without a network needs, in one folder, and the proof that it installs.

The wheels are those of the hashed lock for this platform and this Python; `install.sh` refuses another one.
"""

from __future__ import annotations

import hashlib
import os
import platform
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Sequence
from pathlib import Path

from sextant import __version__

ROOT = Path(__file__).resolve().parents[3]
LOCK = "product.lock"
SOURCES = ("src", "pyproject.toml", "README.md", "LICENCE")
PAPERS = ("docs", "CHANGELOG.md", "LICENCE", "README.md", "SECURITY.md")
LEFT_OUT = shutil.ignore_patterns("__pycache__", "*.egg-info", "*.pyc")
NO_PYPI = {"PIP_NO_INDEX": "1", "PIP_DISABLE_PIP_VERSION_CHECK": "1"}


def package(root: Path = ROOT, python: str = sys.executable) -> Path:
    """Make `dist/sextant-VERSION-offline/` anew and return it. Reaches the package index for the locked wheels."""
    folder = root / "dist" / f"sextant-{__version__}-offline"
    shutil.rmtree(folder, ignore_errors=True)
    wheels = folder / "wheels"
    wheels.mkdir(parents=True)
    _say("Fetching the locked wheels …")
    shutil.copy(root / "locks" / LOCK, folder / LOCK)
    only = ("--no-deps", "--require-hashes", "--only-binary", ":all:")
    _pip(python, "download", *only, "--requirement", str(folder / LOCK), "--dest", str(wheels))
    _say("Building Sextant's own …")
    build_wheel(root, folder, python)
    _add_papers(root, folder)
    _write_installer(folder)
    write_sums(folder)
    return folder


def build_wheel(root: Path, into: Path, python: str = sys.executable) -> Path:
    """Build Sextant's wheel, with the built styles, from a copy: what an earlier build left behind never gets in."""
    with tempfile.TemporaryDirectory() as copy:
        for name in SOURCES:
            source, target = root / name, Path(copy) / name
            shutil.copytree(source, target, ignore=LEFT_OUT) if source.is_dir() else shutil.copy(source, target)
        _pip(python, "wheel", "--no-deps", "--no-build-isolation", "--no-index", "--wheel-dir", str(into), copy)
    [wheel] = into.glob("sextant-*.whl")
    return wheel


def write_sums(folder: Path) -> None:
    """SHA256SUMS as `sha256sum` prints and checks it."""
    files = sorted(path for path in folder.rglob("*") if path.is_file() and path.name != "SHA256SUMS")
    lines = [f"{_sha256(path)}  {path.relative_to(folder).as_posix()}\n" for path in files]
    (folder / "SHA256SUMS").write_text("".join(lines), "utf-8")


def prove(folder: Path) -> None:
    """Install the package into an empty place, the network shut off, and use it there. Raises CalledProcessError."""
    with tempfile.TemporaryDirectory() as place:
        target = Path(place) / "sextant"
        home = ("--home", str(Path(place) / "home"))
        offline = without_network()
        _run([*offline, str(folder / "install.sh"), str(target)], place)
        program = str(target / "bin" / "sextant")
        for words in (("--help",), ("migrate", *home), ("doctor", *home), ("compare", "13", "18")):
            _run([*offline, program, *words], place)
        _run([*offline, str(target / "bin" / "python"), "-c", PAGE, home[1]], place)
    _say(f"It installs without a network ({'in a namespace of its own' if offline else 'pip kept from any index'}).")


def without_network() -> Sequence[str]:
    """The command in front of another one that takes its network away, where the system allows that."""
    for shut in (["unshare", "--net"], ["unshare", "--net", "--map-root-user"]):
        if (
            shutil.which("unshare")
            and subprocess.run([*shut, "true"], capture_output=True, check=False).returncode == 0
        ):
            return shut
    return []


def main(words: Sequence[str]) -> None:
    folder = package()
    size = sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())
    _say(f"{folder.relative_to(ROOT)}: {len(list((folder / 'wheels').iterdir()))} wheels, {size / 1e6:,.0f} MB")
    if "--prove" in words:
        prove(folder)


def _add_papers(root: Path, folder: Path) -> None:
    for name in PAPERS:
        source = root / name
        if source.is_dir():
            shutil.copytree(source, folder / name, ignore=shutil.ignore_patterns("__pycache__", "*.py"))
        elif source.exists():
            shutil.copy(source, folder / name)


def _write_installer(folder: Path) -> None:
    made_for = f"{platform.system()} {platform.machine()}"
    version = f"{sys.version_info.major}.{sys.version_info.minor}"
    text = INSTALLER.replace("@PLATFORM@", made_for).replace("@PYTHON@", version).replace("@LOCK@", LOCK)
    path = folder / "install.sh"
    path.write_text(text, "utf-8")
    path.chmod(0o755)


def _pip(python: str, *words: str) -> None:
    _run([python, "-m", "pip", "--quiet", "--disable-pip-version-check", *words], None)


def _run(command: Iterable[str], place: str | None) -> None:
    clean = {key: value for key, value in os.environ.items() if not key.startswith(("PYTHON", "PIP_", "SEXTANT_"))}
    environment = clean | NO_PYPI if place else None
    subprocess.run(list(command), check=True, cwd=place, env=environment, stdout=sys.stderr)


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _say(text: str) -> None:
    sys.stderr.write(f"{text}\n")


PAGE = """
import sys
from pathlib import Path
from sextant.web.setup import start
start(Path(sys.argv[1]))
from django.test import Client
for address in ("/account/login/", "/static/work.css"):
    answer = Client(SERVER_NAME="localhost").get(address)
    assert answer.status_code == 200, (address, answer.status_code)
    print(address, answer.status_code)
"""
INSTALLER = """#!/bin/sh
# Installs Sextant where there is no network: ./install.sh [FOLDER], by default /opt/sextant.
# Made for @PLATFORM@ with Python @PYTHON@.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
target=${1:-/opt/sextant}

say() { printf '%s\\n' "$*" >&2; }

if [ "$(uname -s) $(uname -m)" != "@PLATFORM@" ]; then
    say "This package is for @PLATFORM@; here is $(uname -s) $(uname -m). Make one on a machine like this one."
    exit 2
fi
python=${PYTHON:-python@PYTHON@}
command -v "$python" >/dev/null 2>&1 || python=python3
found=$("$python" -c 'import sys; print("%d.%d" % sys.version_info[:2])' 2>/dev/null || echo none)
if [ "$found" != "@PYTHON@" ]; then
    say "This package needs Python @PYTHON@; found: $found. Install it, or name one: PYTHON=/its/path ./install.sh"
    exit 2
fi
say "Checking the package …"
cd "$here"
sha256sum --quiet --check SHA256SUMS || { say "The package is damaged: copy it here once more."; exit 2; }
if [ ! -x "$target/bin/python" ]; then
    "$python" -m venv "$target" || { say "Could not make $target: on Debian install python3-venv."; exit 2; }
fi
say "Installing into $target …"
quiet="--quiet --disable-pip-version-check --no-index"
"$target/bin/python" -m pip install $quiet --no-deps --require-hashes --find-links "$here/wheels" -r "$here/@LOCK@"
"$target/bin/python" -m pip install $quiet --no-deps --force-reinstall "$here"/sextant-*.whl
say "Done. Next: $target/bin/sextant --help, and docs/how-to/run-a-server.md in this folder."
"""

if __name__ == "__main__":
    main(sys.argv[1:])
