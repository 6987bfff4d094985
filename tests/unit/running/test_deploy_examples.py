"""The example files of docs/deploy name verbs, options and settings that are there."""

from __future__ import annotations

import configparser
import re
import shlex
import shutil
import subprocess
import tomllib
from pathlib import Path

import pytest
import typer.main

from sextant.cli.app import app, register

ROOT = Path(__file__).resolve().parents[3]
DEPLOY = ROOT / "docs" / "deploy"
UNITS = sorted(DEPLOY.glob("*.service"))
GUIDES = ("run-a-server.md", "back-up-and-restore.md", "install-offline.md")


def settings_of(unit: Path) -> list[tuple[str, str]]:
    lines = [line for line in unit.read_text("utf-8").splitlines() if "=" in line and not line.startswith("#")]
    return [(key, value) for key, _, value in (line.partition("=") for line in lines)]


@pytest.mark.parametrize("unit", UNITS, ids=lambda unit: unit.name)
def test_a_unit_calls_a_verb_that_is_there_with_options_that_it_takes(unit: Path) -> None:
    if not app.registered_commands:
        register()
    calls = [shlex.split(value) for key, value in settings_of(unit) if key == "ExecStart" and "/sextant " in value]
    assert calls
    for program, *words in calls:
        assert program == "/opt/sextant/bin/sextant"
        command = typer.main.get_command(app)
        while hasattr(command, "commands"):
            command = command.commands[words.pop(0)]
        known = {name for each in command.params for name in each.opts}
        assert {word for word in words if word.startswith("--")} <= known


@pytest.mark.parametrize("unit", UNITS, ids=lambda unit: unit.name)
def test_a_unit_runs_as_its_own_user_without_new_privileges(unit: Path) -> None:
    told = dict(settings_of(unit))
    assert (told["User"], told["UMask"], told["NoNewPrivileges"]) == ("sextant", "0077", "yes")
    assert told["EnvironmentFile"] == "/etc/sextant/sextant.env"


def test_every_timer_has_its_service() -> None:
    timers = list(DEPLOY.glob("*.timer"))
    assert len(timers) == 2
    for timer in timers:
        parser = configparser.ConfigParser(strict=False)
        parser.read(timer)
        assert parser["Timer"]["OnCalendar"]
        assert timer.with_suffix(".service").exists()


@pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="systemd-analyze is not installed")
def test_the_timers_moments_are_read_by_systemd() -> None:
    for timer in DEPLOY.glob("*.timer"):
        parser = configparser.ConfigParser(strict=False)
        parser.read(timer)
        subprocess.run(["systemd-analyze", "calendar", parser["Timer"]["OnCalendar"]], check=True, capture_output=True)


def test_every_setting_of_the_environment_file_is_documented() -> None:
    page = (ROOT / "docs" / "reference" / "settings.md").read_text("utf-8")
    names = re.findall(r"^#?([A-Z_]+)=", (DEPLOY / "sextant.env").read_text("utf-8"), re.M)
    assert {"SEXTANT_HOSTS", "DATABASE_URL"} <= set(names)
    assert [name for name in names if f"`{name}`" not in page] == []


@pytest.mark.parametrize("name", ["nginx.conf", "Caddyfile"])
def test_a_proxy_sets_what_sextant_trusts(name: str) -> None:
    text = (DEPLOY / name).read_text("utf-8")
    assert all(header in text for header in ("X-Forwarded-Proto", "X-Forwarded-For", "127.0.0.1:8000"))
    assert "$proxy_add_x_forwarded_for" not in text  # would pass on what a client made up


def test_a_proxy_drops_names_with_an_underscore_which_the_server_takes_for_those_with_a_hyphen() -> None:
    assert re.search(r"^\s*request_header -\*_\*$", (DEPLOY / "Caddyfile").read_text("utf-8"), re.M)
    assert re.search(r"^\s*underscores_in_headers off;", (DEPLOY / "nginx.conf").read_text("utf-8"), re.M)


def test_log_shipping_is_toml() -> None:
    assert tomllib.loads((DEPLOY / "vector.toml").read_text("utf-8"))["sinks"]


def test_every_example_is_reached_from_a_guide() -> None:
    guides = "".join((ROOT / "docs" / "how-to" / name).read_text("utf-8") for name in GUIDES)
    assert [path.name for path in DEPLOY.iterdir() if f"(../deploy/{path.name})" not in guides] == []
