from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sextant.config import Home
from sextant.errors import Refusal


def test_a_refusal_names_the_thing_the_fault_and_the_mend_in_one_line() -> None:
    assert str(Refusal("a.zip", "is cut short", "download it again")) == "a.zip: is cut short; download it again."
    assert str(Refusal("a.zip", "is cut short")) == "a.zip: is cut short."


def test_a_refusal_can_be_kept_and_shown_whatever_it_quotes() -> None:
    said = str(Refusal("areas.geojson", "is in \ud800 or \0"))
    assert said == "areas.geojson: is in ? or ?."
    assert said.encode()


@given(st.text(), st.text(), st.text())
def test_a_refusal_is_one_line_whatever_stands_in_it(thing: str, fault: str, mend: str) -> None:
    assert len(str(Refusal(thing, fault, mend)).splitlines()) == 1


def test_the_home_is_the_option_else_the_environment_else_a_folder_here(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("SEXTANT_HOME", raising=False)
    assert Home.resolve().root == tmp_path / "sextant-home"
    monkeypatch.setenv("SEXTANT_HOME", str(tmp_path / "named"))
    assert Home.resolve().root == tmp_path / "named"
    assert Home.resolve(Path("given")).root == tmp_path / "given"
