from __future__ import annotations

import re
import subprocess
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def tracked() -> list[Path]:
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    return [ROOT / name for name in listed.split("\0") if name and (ROOT / name).is_file()]


def text_of(path: Path) -> str:
    try:
        return path.read_text("utf-8")
    except UnicodeDecodeError:
        return ""


def test_the_locks_are_hashed_and_name_no_download_address() -> None:
    locks = sorted((ROOT / "locks").glob("*.lock"))
    assert [lock.stem for lock in locks] == ["assets", "bootstrap", "dev", "product", "spark"]
    for lock in locks:
        text = lock.read_text("utf-8")
        pinned = re.findall(r"^[a-z0-9][^\s#]*==", text, re.M | re.I)
        assert pinned
        assert "://" not in text
        blocks = re.split(r"^(?=[a-z0-9][^\s#]*==)", text, flags=re.M | re.I)[1:]
        assert all("--hash=sha256:" in block for block in blocks), lock.name


def test_the_npm_lock_names_no_download_address() -> None:
    assert '"resolved"' not in (ROOT / "package-lock.json").read_text("utf-8")


def test_no_committed_file_names_a_path_of_this_machine() -> None:
    here = f"{ROOT.parent}/"
    assert [str(path.relative_to(ROOT)) for path in tracked() if here in text_of(path)] == []


def test_no_fetched_data_and_no_built_file_is_committed() -> None:
    names = [str(path.relative_to(ROOT)) for path in tracked()]
    assert [n for n in names if n.startswith(("src/sextant/web/static/", "node_modules/")) or n == "uv.lock"] == []
    assert [n for n in names if n.endswith((".parquet", ".ods", ".xlsx", ".zip", ".woff2", ".ttf"))] == []
    assert [str(p.relative_to(ROOT)) for p in tracked() if p.stat().st_size > 2_000_000] == []


def test_every_dependency_says_why_it_is_there() -> None:
    text = (ROOT / "pyproject.toml").read_text("utf-8")
    project = tomllib.loads(text)["project"]
    wanted = [*project["dependencies"], *(d for extra in project["optional-dependencies"].values() for d in extra)]
    silent = [need for need in wanted if not re.search(re.escape(f'"{need}",') + r"\s*# \S", text)]
    assert silent == []


def test_the_pages_are_drawn_without_the_crown_and_the_licensed_typeface() -> None:
    css = ROOT / "src" / "sextant" / "web" / "static" / "statement.css"
    text = css.read_text("utf-8")
    assert "GDS Transport" not in text
    assert "crown" not in text.lower()
