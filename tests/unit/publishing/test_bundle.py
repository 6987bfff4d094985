from __future__ import annotations

import hashlib
import io
import json
import re
import tomllib
import zipfile
from importlib.metadata import version
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from sextant.publishing.bundle import audit_files, checksums, digest, zipped
from sextant.publishing.narrative import Narrative
from sextant.publishing.openness import public_set
from tests.unit.publishing.samples import DEFINITIONS, SECRET, figure_set

NAMES = st.text("abcdefghij/", min_size=1, max_size=12).filter(lambda name: not name.startswith("/"))


def files(narrative: Narrative | None) -> dict[str, bytes]:
    return dict(audit_files(public_set(figure_set()), narrative, DEFINITIONS))


def test_the_bundle_holds_what_the_statement_was_made_from(narrative: Narrative) -> None:
    assert set(files(narrative)) == {
        "audit/figures.json",
        "audit/inputs.json",
        "audit/software.json",
        "audit/definitions.toml",
        "audit/narrative/statement.toml",
        "audit/narrative/homicide.md",
        "audit/narrative/serious-violence.md",
        "audit/narrative/facts.json",
    }


def test_the_definitions_are_those_whose_hash_the_figures_name(narrative: Narrative) -> None:
    found = files(narrative)
    inputs = json.loads(found["audit/inputs.json"])
    assert digest(found["audit/definitions.toml"]) == inputs["definitions"]["sha256"]
    assert digest(found["audit/figures.json"]) == inputs["figures"]["sha256"]


def test_inputs_are_named_by_hash_without_paths_or_times(narrative: Narrative) -> None:
    text = files(narrative)["audit/inputs.json"].decode()
    assert "7d" * 32 in text
    assert "loaded_at" not in text
    assert "/a/path" not in text
    assert str(narrative.folder) not in text


def test_the_narratives_own_hash_is_there_for_every_file_of_it(narrative: Narrative) -> None:
    found = {entry["name"]: entry["sha256"] for entry in json.loads(files(narrative)["audit/inputs.json"])["narrative"]}
    for name, sha in found.items():
        assert hashlib.sha256((narrative.folder / name).read_bytes()).hexdigest() == sha
    assert "facts.toml" in found


def test_a_fact_that_is_held_back_is_not_given_away(narrative: Narrative) -> None:
    found = files(narrative)
    assert b"HELD-BACK-TEXT" not in b"".join(found.values())
    assert [fact["id"] for fact in json.loads(found["audit/narrative/facts.json"])["facts"]] == ["grip"]


def test_a_withheld_value_is_nowhere_in_the_bundle(narrative: Narrative) -> None:
    assert str(SECRET).encode() not in b"".join(files(narrative).values())


def test_the_software_is_named_without_the_machine() -> None:
    found = json.loads(files(None)["audit/software.json"])
    assert set(found) == {"format", "sextant", "figures_made_with", "python", "packages"}
    assert found["python"].count(".") == 1


NOT_IN_A_STATEMENT = {
    *("typer", "rich"),  # the command line
    *("django", "django-allauth", "django-axes", "django-csp", "django-ninja", "argon2-cffi", "psycopg"),
    *("whitenoise", "granian", "structlog"),  # the workspace and its server
    *("numba", "pyproj", "shapely", "pyogrio"),  # places, which no statement is made of
    "holidays",  # when the papers of a meeting are due
}


def test_every_package_that_the_figures_or_pages_depend_on_is_named_with_its_version() -> None:
    project = tomllib.loads((Path(__file__).parents[3] / "pyproject.toml").read_text("utf-8"))["project"]
    asked = {re.split(r"[\[<>=~! ]", one)[0].lower() for one in project["dependencies"]}
    found = json.loads(files(None)["audit/software.json"])["packages"]
    assert asked - NOT_IN_A_STATEMENT <= set(found)
    assert found == {name: version(name) for name in found}


def test_without_definitions_the_bundle_says_that_they_are_not_in_it() -> None:
    found = dict(audit_files(public_set(figure_set()), None, None))
    assert "audit/definitions.toml" not in found
    assert json.loads(found["audit/inputs.json"])["definitions"]["included"] is False


@given(st.dictionaries(NAMES, st.binary(max_size=40), max_size=5))
def test_a_zip_gives_back_what_went_in_and_does_not_depend_on_the_order(given_files: dict[str, bytes]) -> None:
    whole = zipped(given_files)
    backwards = dict(reversed(list(given_files.items())))
    assert zipped(backwards) == whole
    with zipfile.ZipFile(io.BytesIO(whole)) as archive:
        assert {name: archive.read(name) for name in archive.namelist()} == given_files


def test_every_time_in_the_zip_is_the_same_fixed_one() -> None:
    with zipfile.ZipFile(io.BytesIO(zipped({"a": b"1", "b": b"2"}))) as archive:
        assert {entry.date_time for entry in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert {entry.external_attr >> 16 for entry in archive.infolist()} == {0o100644}


def test_checksums_are_lines_that_sha256sum_reads() -> None:
    assert checksums({"b.txt": b"", "a.txt": b"abc"}).decode().splitlines() == [
        f"{hashlib.sha256(b'abc').hexdigest()}  a.txt",
        f"{hashlib.sha256(b'').hexdigest()}  b.txt",
    ]
