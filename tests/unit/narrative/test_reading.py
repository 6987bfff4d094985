"""Reading a narrative folder: what is taken, and each refusal in one line with file and place."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from sextant.errors import Refusal
from sextant.periods import Month
from sextant.publishing.facts import read_facts
from sextant.publishing.narrative import MEASURES, read_narrative, read_section, read_settings

SETTINGS = """
title = "Statement"
issued = 2022-01-31
publisher = "Wexmoor (made-up force)"
contact = "a post"
order = ["homicide", "cyber"]
notice = "Made up."
[headline]
homicide = "published"
[links]
peel = "https://wexmoor.invalid/peel"
"""
SECTION = """+++
quarter = "2021-Q4"

[[action]]
what = "Open a clinic"
owner = "Head of Crime"
due = 2022-03-31
state = "planned"

[[action]]
what = "Close it"

[[source]]
title = "Tables"
publisher = "Home Office"
date = "2022-01-27"
link = "https://example.org"
+++

First line.
"""
FACT = '[[fact]]\nid = "grant"\nvalue = "£906k"\ntext = "The grant is £906k."\npublisher = "P"\ndate = "2021-12"\n'


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "statement.toml").write_text(SETTINGS)
    (tmp_path / "facts.toml").write_text(FACT)
    (tmp_path / "cyber.md").write_text(SECTION)
    (tmp_path / "homicide.md").write_text(SECTION)
    return tmp_path


def refusal(path: Path) -> str:
    with pytest.raises(Refusal) as told:
        read_narrative(path)
    message = str(told.value)
    assert "\n" not in message
    return message


def test_a_folder_is_read_whole_and_in_its_display_order(folder: Path) -> None:
    narrative = read_narrative(folder)
    assert list(narrative.sections) == ["homicide", "cyber"]
    assert narrative.settings.issued == date(2022, 1, 31)
    assert narrative.settings.headline == {"homicide": "published"}
    assert narrative.settings.links["peel"].endswith("/peel")
    assert narrative.facts["grant"].value == "£906k"


def test_a_section_keeps_actions_sources_and_the_line_its_text_begins_on(folder: Path) -> None:
    section = read_narrative(folder).sections["homicide"]
    assert section.quarter_end == Month(2021, 12)
    assert [(action.line, action.due, action.owner) for action in section.actions] == [
        (4, date(2022, 3, 31), "Head of Crime"),
        (10, None, ""),
    ]
    assert section.sources[0].publisher == "Home Office"
    assert section.path.read_text().splitlines()[section.first_line - 1] == ""
    assert section.path.read_text().splitlines()[section.first_line] == "First line."


def test_the_order_is_the_national_one_unless_it_is_given(folder: Path) -> None:
    path = folder / "statement.toml"
    path.write_text(SETTINGS.replace('order = ["homicide", "cyber"]\n', ""))
    assert read_settings(path).order == MEASURES


def test_windows_line_ends_and_a_byte_order_mark_are_read(folder: Path) -> None:
    (folder / "cyber.md").write_bytes(b"\xef\xbb\xbf" + SECTION.replace("\n", "\r\n").encode())
    assert read_narrative(folder).sections["cyber"].actions[0].line == 4


def test_a_section_without_front_matter_can_be_checked_but_not_built(tmp_path: Path) -> None:
    path = tmp_path / "homicide.md"
    path.write_text("Plain text.\n")
    assert read_section(path, strict=False).quarter_end is None
    with pytest.raises(Refusal, match=r"homicide\.md, line 1: has no front matter"):
        read_section(path)


def test_no_facts_file_is_no_facts(tmp_path: Path) -> None:
    assert read_facts(tmp_path / "facts.toml") == {}


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (("title = ", "titel = "), "statement.toml: 'titel' is not a known key; did you mean 'title'"),
        (("issued = 2022-01-31", 'issued = "soon"'), "statement.toml: has no date of issue"),
        (('title = "Statement"', 'title = " "'), "statement.toml: has no title"),
        (('homicide = "published"', 'homicide = "best"'), "the headline of homicide can't be 'best'"),
        (('"cyber"]', '"cyber"'), "statement.toml, line"),
    ],
)
def test_faults_of_the_settings_are_refused(change: tuple[str, str], message: str, folder: Path) -> None:
    (folder / "statement.toml").write_text(SETTINGS.replace(*change))
    assert message in refusal(folder)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (('quarter = "2021-Q4"', 'quarter = "2021-Q5"'), "'2021-Q5' is not a quarter"),
        (('quarter = "2021-Q4"', ""), "names no quarter"),
        (('quarter = "2021-Q4"', "quarter = 2021-Q4"), "homicide.md, line 2: "),
        (('owner = "Head of Crime"', 'ownr = "Head of Crime"'), "homicide.md, line 4: 'ownr' is not a known key"),
        (('what = "Close it"', ""), "homicide.md, line 10: has no what"),
        (("[[action]]", "[action]"), "homicide.md"),
        (('title = "Tables"\n', ""), "homicide.md, line 13: has no title"),
        (("+++\n\nFirst", "\nFirst"), "the front matter is never closed"),
        (("First line.", "There were {{ Homicide }}."), "homicide.md, line 20: '{{' stands there without a key"),
        (("First line.", "There were {{ homicide.offences }."), "homicide.md, line 20"),
        (("First line.", "Now `{{ homicide.offences }}`."), "homicide.md, line 20"),
        (("First line.", "See [this](https://example.org/{{homicide.offences}})."), "homicide.md, line 20"),
        (("First line.", "    {{ homicide.offences }}"), "homicide.md, line 20"),
    ],
)
def test_faults_of_a_section_are_refused_with_their_line(change: tuple[str, str], message: str, folder: Path) -> None:
    (folder / "homicide.md").write_text(SECTION.replace(*change))
    assert message in refusal(folder)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (FACT.replace('value = "£906k"\n', ""), "facts.toml, line 1: the fact has no value"),
        (FACT + FACT, "facts.toml, line 7: fact 'grant' is there twice"),
        (FACT.replace('id = "grant"', 'id = "The grant"'), "can't be a fact's id"),
        (FACT + 'hld = "why"\n', "'hld' is not a known key; did you mean 'hold'"),
        ("[fact]\nid = 1\n", "'fact' is not a list of tables"),
    ],
)
def test_faults_of_facts_are_refused_with_their_line(text: str, message: str, folder: Path) -> None:
    (folder / "facts.toml").write_text(text)
    assert message in refusal(folder)


def test_a_file_that_belongs_to_no_measure_is_refused(folder: Path) -> None:
    (folder / "homicides.md").write_text(SECTION)
    assert "'homicides' is no measure of this statement" in refusal(folder)


def test_a_missing_folder_settings_file_or_bad_bytes_are_refused(folder: Path) -> None:
    assert "is not a folder" in refusal(folder / "absent")
    (folder / "cyber.md").write_bytes(b"+++\nquarter = '\xff'\n+++\n")
    assert "is not UTF-8" in refusal(folder)
    (folder / "statement.toml").unlink()
    assert "is missing" in refusal(folder)
