"""The rules of the house that a machine can check."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SOURCE = ROOT / "src" / "sextant"

# What each room of the pure core may use besides itself: one direction only.
BASE = {"errors", "periods", "bodies", "config", "__init__"}
MAY_USE = {
    "records": BASE,
    "engines": BASE,
    "lake": BASE | {"records", "engines"},
    "evidence": BASE,
    "disclosure": BASE,
    "severity": BASE | {"lake", "engines"},
    "measures": BASE | {"lake", "engines", "evidence", "disclosure"},
    "publishing": BASE | {"measures", "evidence", "disclosure", "web"},
    "synthetic": BASE | {"records"},
    "fetching": BASE | {"records", "lake"},
    "places": BASE | {"lake", "engines", "evidence", "severity"},
}
CORE = sorted(MAY_USE)


def modules_of(room: str) -> list[Path]:
    return sorted((SOURCE / room).rglob("*.py"))


def imported(path: Path) -> set[str]:
    """Full names of everything that a module imports, inside functions too."""
    names: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            names |= {node.module} | {f"{node.module}.{alias.name}" for alias in node.names}
    return names


def rooms_used(path: Path) -> set[str]:
    found = set()
    for name in imported(path):
        parts = name.split(".")
        if parts[0] == "sextant" and len(parts) > 1 and (SOURCE / parts[1]).is_dir():
            found.add(parts[1])
    return found


@pytest.mark.parametrize("room", CORE)
def test_a_room_of_the_core_uses_only_the_rooms_before_it(room: str) -> None:
    wrong = {
        str(path.relative_to(SOURCE)): rooms_used(path) - MAY_USE[room] - {room}
        for path in modules_of(room)
        if rooms_used(path) - MAY_USE[room] - {room}
    }
    assert wrong == {}


@pytest.mark.parametrize("room", CORE)
def test_the_core_never_imports_django(room: str) -> None:
    assert [path for path in modules_of(room) if any(n.split(".")[0] == "django" for n in imported(path))] == []


def test_every_module_of_the_core_can_be_imported_with_django_blocked() -> None:
    names = [
        ".".join(path.relative_to(ROOT / "src").with_suffix("").parts).removesuffix(".__init__")
        for room in CORE
        for path in modules_of(room)
    ]
    code = (
        f"import sys\nsys.modules['django'] = None\nfor name in {names!r}:\n    __import__(name)\nprint(len({names!r}))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    assert int(done.stdout) == len(names) > 50


def test_only_the_engines_import_ibis() -> None:
    elsewhere = [path for path in SOURCE.rglob("*.py") if "engines" not in path.parts]
    assert [path for path in elsewhere if any(n.split(".")[0] == "ibis" for n in imported(path))] == []


HEAVY = ("django", "ibis", "numba", "pandas", "scipy", "numpy", "pyarrow", "duckdb", "rich")


@pytest.mark.parametrize("arguments", [["--help"], ["compare", "13", "18", "--json"], ["load", "--help"]])
def test_starting_up_imports_nothing_heavy(arguments: list[str]) -> None:
    code = (
        "import sys\nfrom sextant.__main__ import main\n"
        f"sys.argv = ['sextant', *{arguments!r}]\n"
        "try:\n    main()\nexcept SystemExit as end:\n    assert not end.code, end.code\n"
        f"print('HEAVY', sorted({set(HEAVY)!r} & {{name.split('.')[0] for name in sys.modules}}))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert done.stdout.strip().splitlines()[-1] == "HEAVY []"


def test_verbs_hold_no_logic_and_import_what_is_heavy_inside() -> None:
    light = {"sextant", "typer", "json", "re", "sys", "time", "pathlib", "typing", "collections", "datetime"}
    light |= {"contextlib", "dataclasses", "functools", "inspect", "shutil", "textwrap"}
    for path in (SOURCE / "cli").glob("*.py"):
        tree = ast.parse(path.read_text("utf-8"))
        top = {
            (node.module or "").split(".")[0] if isinstance(node, ast.ImportFrom) else node.names[0].name.split(".")[0]
            for node in tree.body
            if isinstance(node, ast.Import | ast.ImportFrom)
        }
        assert top - light - {"__future__"} == set(), path.name


def test_no_module_is_called_manager_helper_or_util() -> None:
    words = ("manager", "helper", "util")
    assert [path.name for path in SOURCE.rglob("*.py") if any(word in path.stem for word in words)] == []


def test_every_public_function_and_class_of_the_core_says_what_it_is() -> None:
    silent = []
    for room in CORE:
        for path in modules_of(room):
            for node in ast.parse(path.read_text("utf-8")).body:
                named = isinstance(node, ast.FunctionDef | ast.ClassDef) and not node.name.startswith("_")
                if named and not ast.get_docstring(node) and _long(node):
                    silent.append(f"{path.relative_to(SOURCE)}: {node.name}")
    assert silent == []


def _long(node: ast.AST) -> bool:
    """Three lines need no explanation; a name does."""
    return (getattr(node, "end_lineno", 0) or 0) - getattr(node, "lineno", 0) > 5


def test_a_locked_row_may_be_pointed_at_by_what_others_write_meanwhile() -> None:
    """PostgreSQL looks at a foreign key when its row commits, which is after the audit: a full lock would be waited for
    by somebody whom its holder waits for."""
    locks = [
        f"{path.relative_to(SOURCE)}: {line.strip()}"
        for path in sorted(SOURCE.rglob("*.py"))
        for line in path.read_text("utf-8").splitlines()
        if "select_for_update(" in line and "no_key=True" not in line
    ]
    assert not locks
