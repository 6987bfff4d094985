"""A desk is a folder: deleted, the workspace runs without it; added, it is found; nothing outside names it."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from sextant.desks import address, folders

ROOT = Path(__file__).resolve().parents[2]
SOURCE = ROOT / "src" / "sextant"
KNOWN_ELSEWHERE = {"places", "cli", "synthetic", "desks"}  # the pure core, its verbs and the made-up truth use the word

# What the copy is asked: migrate, sign an analyst in, open the board, and say where the navigation leads.
ASK = r"""
import re
from pathlib import Path
from sextant.web.setup import start
start(Path("{home}"))
from django.core.management import call_command
call_command("migrate", verbosity=0)
call_command("check")
from django.test import Client
from sextant.access.models import Membership, User
from sextant.governance.required import subjects
user = User.objects.create_user("analyst", "analyst@wexmoor.invalid", "a long password", post="Analyst")
Membership.objects.create(user=user, role="analyst")
client = Client(SERVER_NAME="127.0.0.1")
client.force_login(user)
page = client.get("/workspace/")
assert page.status_code == 200, page.status_code
print("places:", *re.findall(r'service-navigation__link" href="([^"]+)"', page.content.decode()))
within = client.get("/workspace/lost-keys/").content.decode()
print("marked:", *re.findall(r'aria-current="(?:page|true)">\s*<?[^>]*>?\s*([A-Z][a-z]+)', within))
print("desks page:", client.get("/workspace/desks/").status_code)
print("subjects:", *subjects())
"""

BENCH_DESK = {
    "__init__.py": '"""A made-up desk."""\n',
    "apps.py": """from sextant.access.permissions import Permission as P
from sextant.desks import desk


class LostKeys(desk.Desk):
    name = "sextant.desks.lost_keys"
    label = "lost_keys"
    title = "Lost keys"
    does = "Keys that were lost, and found."
    reads = P.FIGURES_READ
""",
    "policy.py": '"""No rows of its own."""\n',
    "urls.py": """from django.http import HttpResponse

from sextant.access.permissions import Permission as P
from sextant.web.routes import Policy, route

urlpatterns = [route("", lambda request: HttpResponse("keys"), "lost-keys", Policy(P.FIGURES_READ, desk="lost-keys"))]
""",
    "required.toml": """[[subject]]
key = "desk:lost-keys"
title = "Lost keys"
assessments = ["dpia"]
valid_from = 2021-05-31
source = "made up"
""",
}


def test_nothing_outside_its_folder_names_a_desk() -> None:
    named = {
        f"{path.relative_to(SOURCE)}: {folder}"
        for folder in folders()
        for path in SOURCE.rglob("*.py")
        if path.relative_to(SOURCE).parts[0] not in KNOWN_ELSEWHERE
        and re.search(rf"desks\.{folder}\b|\"{address(folder)}[\"/]", path.read_text("utf-8"))
    }
    assert named == set()


def test_the_workspace_runs_without_any_desk(copy: Path) -> None:
    for folder in folders():
        shutil.rmtree(copy / "sextant" / "desks" / folder)
    said = ask(copy)
    assert "hotspots" not in said["places"]
    assert said["desks page"] == "404"
    assert "desk:" not in said["subjects"]


def test_a_folder_that_is_put_there_is_a_desk_and_two_desks_have_a_page(copy: Path) -> None:
    there = copy / "sextant" / "desks" / "lost_keys"
    there.mkdir()
    for name, text in BENCH_DESK.items():
        (there / name).write_text(text, "utf-8")
    said = ask(copy)
    assert "/workspace/desks/" in said["places"].split()
    assert "/workspace/hotspots/" not in said["places"].split()
    assert said["desks page"] == "200"
    assert said["marked"] == "Desks", "on a page of the desk"
    assert {"desk:hotspots", "desk:lost-keys"} <= set(said["subjects"].split())


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """The package as it is, without what was built or compiled."""
    left_out = shutil.ignore_patterns("__pycache__")
    shutil.copytree(SOURCE, tmp_path / "code" / "sextant", ignore=left_out)
    return tmp_path / "code"


def ask(copy: Path) -> dict[str, str]:
    home = copy.parent / "home"
    environment = {k: v for k, v in os.environ.items() if k not in ("DATABASE_URL", "DJANGO_SETTINGS_MODULE")}
    environment |= {"PYTHONPATH": str(copy), "SEXTANT_HOME": str(home)}
    home.mkdir()
    (home / "made-up.json").write_text("{}", "utf-8")  # no second factor
    done = subprocess.run(
        [sys.executable, "-c", ASK.replace("{home}", str(home))],
        env=environment, capture_output=True, text=True, check=False, cwd=copy,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    lines = [line.partition(":") for line in done.stdout.splitlines() if re.match(r"[a-z ]+:", line)]
    return {key: value.strip() for key, _, value in lines}
