"""The offline package: what is in it, and what its installer refuses. `./run package --prove` installs it for real."""

from __future__ import annotations

import platform
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from sextant.running import packaging
from sextant.running.packaging import ROOT, build_wheel, write_sums

SOURCE = ROOT / "src" / "sextant"


@pytest.mark.slow
def test_the_wheel_holds_every_file_of_the_source_and_the_built_styles(tmp_path: Path) -> None:
    wanted = {
        str(path.relative_to(SOURCE.parent))
        for path in SOURCE.rglob("*")
        if path.is_file() and "__pycache__" not in path.parts and "egg-info" not in str(path)
    }
    with zipfile.ZipFile(build_wheel(ROOT, tmp_path)) as wheel:
        held = {name for name in wheel.namelist() if name.startswith("sextant/")}
    assert sorted(wanted - held) == []


@pytest.fixture
def package(tmp_path: Path) -> Path:
    """A package of nothing but its installer."""
    folder = tmp_path / "sextant-0-offline"
    folder.mkdir()
    packaging._write_installer(folder)
    (folder / "a.txt").write_text("a")
    write_sums(folder)
    return folder


def install(folder: Path, target: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    import os

    command = [str(folder / "install.sh"), str(target)]
    env = dict(os.environ) | {"PYTHON": sys.executable} | environment
    return subprocess.run(command, capture_output=True, text=True, check=False, env=env)


def test_the_sums_are_those_that_sha256sum_checks(package: Path) -> None:
    subprocess.run(["sha256sum", "--quiet", "--strict", "--check", "SHA256SUMS"], cwd=package, check=True)


def test_a_damaged_package_is_refused_before_anything_is_made(package: Path, tmp_path: Path) -> None:
    (package / "a.txt").write_text("b")
    done = install(package, tmp_path / "target")
    assert (done.returncode, "copy it here once more" in done.stderr) == (2, True)
    assert not (tmp_path / "target").exists()


def test_another_platform_or_python_is_refused(package: Path, tmp_path: Path) -> None:
    script = package / "install.sh"
    text = script.read_text("utf-8")
    here, version = f"{platform.system()} {platform.machine()}", f"{sys.version_info.major}.{sys.version_info.minor}"
    script.write_text(text.replace(here, "Plan9 mips"), "utf-8")
    assert "This package is for Plan9 mips" in install(package, tmp_path / "target").stderr
    script.write_text(text.replace(version, "3.99"), "utf-8")
    done = install(package, tmp_path / "target")
    assert (done.returncode, "needs Python 3.99; found: " in done.stderr) == (2, True)
    assert not (tmp_path / "target").exists()


def test_the_installer_reaches_for_no_index_and_checks_every_hash(package: Path) -> None:
    text = (package / "install.sh").read_text("utf-8")
    calls = [line for line in text.splitlines() if " -m pip install " in line]
    assert calls
    assert all("$quiet" in line and "--no-deps" in line for line in calls)
    assert "--no-index" in text
    assert "--require-hashes" in calls[0]


def test_the_installer_is_a_plain_posix_script(package: Path) -> None:
    subprocess.run(["sh", "-n", str(package / "install.sh")], check=True)
    assert "@" not in (package / "install.sh").read_text("utf-8").replace("$@", "")
