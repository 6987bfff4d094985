"""A trial with a real force's public files: what it may not become, and what stays closed in it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from sextant.config import Home
from sextant.errors import Refusal
from sextant.running.serving import Address, refuse_if_exposed
from sextant.running.trial import open_trial
from tests.browser.workspaces import copy_of, trial
from tests.unit.test_demo import quiet
from tests.web.processes import Place, shared_folder


@pytest.fixture(scope="module")
def opened(tmp_path_factory: pytest.TempPathFactory) -> Place:
    home, told = trial(shared_folder(tmp_path_factory) / "trial", "northumbria")
    place = copy_of(home, tmp_path_factory.mktemp("trial") / "home")
    (place.home.parent / "told.json").write_text(json.dumps(told), "utf-8")
    return place


@pytest.mark.slow
def test_it_has_one_person_a_role_and_nobody_who_could_open_what_is_about_people(opened: Place) -> None:
    told = json.loads((opened.home.parent / "told.json").read_text("utf-8"))
    assert (told["force"], told["statement"]) == ("northumbria", None)
    roles = {user["role"] for user in told["users"]}
    assert {"analyst", "measure-lead", "chief-officer", "commissioner"} <= roles
    assert not roles & {"records-manager", "administrator"}
    assert all(user["password"] for user in told["users"])


@pytest.mark.slow
def test_records_about_people_are_closed_in_it(opened: Place) -> None:
    ask = "from sextant.governance.opening import opening\nprint(opening('records:crimes').open)"
    assert opened.python(ask).strip() == "False"


@pytest.mark.slow
def test_a_second_run_gives_new_passwords_and_takes_up_the_rest(opened: Place) -> None:
    first = json.loads((opened.home.parent / "told.json").read_text("utf-8"))
    again = opened.json("demo", "--force", "northumbria", "--no-serve")
    assert [user["name"] for user in again["users"]] == [user["name"] for user in first["users"]]
    assert all(a["password"] != b["password"] for a, b in zip(again["users"], first["users"], strict=True))


@pytest.mark.slow
def test_it_stays_the_trial_of_that_force(opened: Place) -> None:
    refused = opened.call("demo", "--force", "cumbria", "--no-serve")
    assert refused.returncode == 2
    assert "names another force" in refused.stderr
    assert json.loads((opened.home / "trial.json").read_text("utf-8")) == {"force": "northumbria"}
    refused = opened.call("demo", "--no-serve")
    assert refused.returncode == 2
    assert "holds something else than made-up data" in refused.stderr


def test_a_home_with_anything_in_it_never_becomes_one(tmp_path: Path) -> None:
    (tmp_path / "workspace.toml").write_text('force = "northumbria"\n', "utf-8")
    with pytest.raises(Refusal, match="holds something else than a trial"):
        open_trial(Home(tmp_path), "northumbria", quiet)
    assert not Home(tmp_path).on_this_machine_only


@pytest.mark.parametrize(("force", "why"), [("atlantis", "is not known"), ("wexmoor", "leave out --force")])
def test_it_is_for_forces_that_exist(tmp_path: Path, force: str, why: str) -> None:
    lists = tmp_path / "lists"
    lists.mkdir()
    made_up = '[[body]]\nslug = "wexmoor"\nname = "Wexmoor"\ntype = "territorial"\nmade_up = true\n'
    (lists / "bodies.toml").write_text(made_up, "utf-8")
    with pytest.raises(Refusal, match=why):
        open_trial(Home(tmp_path), force, quiet)
    assert not Home(tmp_path).on_this_machine_only


def test_it_is_served_on_this_machine_only(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SEXTANT_HOSTS", "sextant.northumbria.invalid")
    monkeypatch.setenv("SEXTANT_TLS", "proxy")
    refuse_if_exposed(Home(tmp_path), Address("0.0.0.0", 8000, 1))
    (tmp_path / "trial.json").write_text("{}", "utf-8")
    with pytest.raises(Refusal, match="is a trial, and its people have known passwords"):
        refuse_if_exposed(Home(tmp_path), Address("0.0.0.0", 8000, 1))
    refuse_if_exposed(Home(tmp_path), Address("127.0.0.1", 8000, 1))
