"""`statement build` writes what the Python door writes, to the byte, and refuses what the figures don't bear out."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest

from sextant.config import Home
from sextant.publishing.building import build_for
from tests.unit.cli.conftest import Outcome
from tests.unit.measures.lakes import home_with, quarters
from tests.unit.publishing.narratives import write_narrative
from tests.unit.publishing.test_same_bytes import contents

Call = Callable[..., Outcome]


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return home_with(tmp_path, quarters(lambda k: 4 + k % 2, "1"), quarters(lambda k: 900 + k % 3, "39"))


def told(tmp_path: Path) -> Path:
    """The folder of a narrative without the sections that name figures which this home has not loaded."""
    folder = tmp_path / "told"
    write_narrative(folder)
    (folder / "serious-violence.md").unlink()
    return folder


def test_the_verb_and_the_python_door_give_the_same_bytes(sextant: Call, home: Home, tmp_path: Path) -> None:
    narrative = told(tmp_path)
    by_hand = build_for(home, force="northumbria", quarter="2021-Q4", out=tmp_path / "door", narrative=narrative)
    words = ["--force", "northumbria", "--quarter", "2021-Q4", "--narrative", narrative, "--home", home.root]
    done = sextant("statement", "build", *words, "--out", tmp_path / "verb", "--json")
    assert contents(tmp_path / "verb") == contents(tmp_path / "door")
    assert done.json["files"] == list(by_hand.files)
    assert {"statement.pdf", "data/statement.ods", "press.txt"} <= {each["path"] for each in done.json["files"]}


def test_the_press_line_stands_in_the_json_as_in_the_file(sextant: Call, home: Home, tmp_path: Path) -> None:
    words = ["--force", "northumbria", "--quarter", "2021-Q4", "--home", home.root, "--out", tmp_path / "out", "--json"]
    done = sextant("statement", "build", *words)
    assert done.json["press"] == (tmp_path / "out" / "press.txt").read_text("utf-8")
    assert "MURDER AND OTHER HOMICIDE" in done.json["press"]


CLAIMED = """+++
quarter = "2021-Q4"
+++
Homicide fell by 28% to {{ homicide.offences }}.
"""
NOTICE = re.compile(r"Draft: \d+ claims are not borne out by the figures; not for publication\.")


def claimed(tmp_path: Path) -> Path:
    folder = told(tmp_path)
    (folder / "homicide.md").write_text(CLAIMED, "utf-8")
    return folder


def words_for(home: Home, narrative: Path, out: Path) -> list[object]:
    where = ["--force", "northumbria", "--quarter", "2021-Q4", "--home", home.root]
    return ["statement", "build", *where, "--narrative", narrative, "--out", out]


def test_a_claim_against_the_verdict_is_refused_in_one_line_and_nothing_is_written(
    sextant: Call, home: Home, tmp_path: Path
) -> None:
    narrative, out = claimed(tmp_path), tmp_path / "out"
    done = sextant(*words_for(home, narrative, out))
    assert done.status == 2
    assert not out.exists()
    assert len(done.err.strip().splitlines()) == 1
    assert f"{narrative / 'homicide.md'}:4" in done.err
    assert "sextant statement check" in done.err
    assert "--draft" in done.err


def test_the_command_that_the_refusal_names_lists_the_claims(sextant: Call, home: Home, tmp_path: Path) -> None:
    done = sextant(*words_for(home, claimed(tmp_path), tmp_path / "out"))
    named = re.search(r"`sextant (statement check [^`]+)`", done.err)
    assert named is not None
    found = sextant(*named[1].split(), "--json").json["claims"]
    assert {"direction", "percentage-on-small-base"} <= {claim["rule"] for claim in found}


def test_an_earlier_build_stays_as_it_was_when_the_next_is_refused(sextant: Call, home: Home, tmp_path: Path) -> None:
    narrative, out = told(tmp_path), tmp_path / "out"
    sextant(*words_for(home, narrative, out))
    before = contents(out)
    (narrative / "homicide.md").write_text(CLAIMED, "utf-8")
    assert sextant(*words_for(home, narrative, out)).status == 2
    assert contents(out) == before


def test_a_draft_is_built_and_says_so_on_every_page_and_file(sextant: Call, home: Home, tmp_path: Path) -> None:
    out = tmp_path / "out"
    done = sextant(*words_for(home, claimed(tmp_path), out), "--draft", "--json")
    assert done.status == 1
    assert {"files", "figures", "problems"} <= set(done.json)
    assert any("homicide.md, line 4" in problem for problem in done.json["problems"])
    texts = ["index.html", "accessibility.html", "charts/homicide.svg", "audit/inputs.json", "press.txt"]
    for name in texts:
        text = re.sub(r"<[^>]+>", " ", (out / name).read_text("utf-8"))  # an SVG breaks its foot into lines
        assert NOTICE.search(" ".join(text.split())), name
    for path in (out / "data").glob("*.csv"):
        assert all(NOTICE.search(row["notice"]) for row in csv.DictReader(io.StringIO(path.read_text("utf-8"))))
    for path in (out / "data").glob("*.json"):
        assert NOTICE.search(json.loads(path.read_text("utf-8"))["dc:description"])


def test_a_statement_whose_claims_hold_is_no_draft(sextant: Call, home: Home, tmp_path: Path) -> None:
    out = tmp_path / "out"
    assert sextant(*words_for(home, told(tmp_path), out), "--draft").status == 1
    assert "Draft:" not in (out / "index.html").read_text("utf-8")


def test_what_is_only_untidy_does_not_block(sextant: Call, home: Home, tmp_path: Path) -> None:
    narrative = told(tmp_path)
    text = (narrative / "homicide.md").read_text("utf-8")
    (narrative / "homicide.md").write_text(text.replace("due = 2022-03-31\n", ""), "utf-8")
    done = sextant(*words_for(home, narrative, tmp_path / "out"), "--json")
    assert done.status == 1
    assert any("no date" in problem for problem in done.json["problems"])
