"""The PDF: what PDF/UA-1 asks, what the page says, and nothing that the public may not see."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import replace
from importlib import resources
from io import BytesIO
from pathlib import Path
from typing import Any

import pikepdf
import pytest

from sextant.errors import Refusal
from sextant.publishing import page
from sextant.publishing.narrative import Narrative
from sextant.publishing.openness import public_set
from sextant.publishing.pdf import statement_pdf
from sextant.publishing.pdf_document import charts, document
from sextant.publishing.sources import attributions
from sextant.publishing.views import measure_views
from tests.unit.publishing.pdf_rules import Element, elements, faults
from tests.unit.publishing.samples import DEFINITIONS, SECRET, figure_set, with_published


def tree_of(narrative: Narrative | None, figures: Any = None) -> tuple[dict[str, Any], dict[str, str]]:
    public = public_set(figures or with_published())
    head = page.head_of(public, narrative)
    measures = measure_views(public, narrative, DEFINITIONS, head.notice)
    sources = attributions(public, DEFINITIONS)
    return document(head, public, measures, narrative, sources, page.reports(narrative)), charts(measures)


@pytest.fixture(scope="module")
def content(statement: Path) -> bytes:
    return (statement / "statement.pdf").read_bytes()


@pytest.fixture(scope="module")
def tree(content: bytes) -> Iterator[list[Element]]:
    with pikepdf.open(BytesIO(content)) as pdf:
        yield list(elements(pdf))


def broken(content: bytes, change: Any) -> list[str]:
    """The faults after somebody has spoilt the PDF."""
    with pikepdf.open(BytesIO(content)) as pdf:
        change(pdf)
        out = BytesIO()
        pdf.save(out)
    return faults(out.getvalue())


def test_the_pdf_breaks_no_rule_of_pdf_ua_that_a_machine_can_check(content: bytes) -> None:
    assert faults(content) == []


def test_neither_does_one_without_a_narrative_nor_one_of_a_real_force() -> None:
    assert faults(statement_pdf(*tree_of(None))) == []
    assert faults(statement_pdf(*tree_of(None, replace(figure_set(), made_up=False)))) == []


def untitled(pdf: pikepdf.Pdf) -> None:
    del pdf.Root.ViewerPreferences


def untagged(pdf: pikepdf.Pdf) -> None:
    del pdf.Root.MarkInfo


def mute(pdf: pikepdf.Pdf) -> None:
    for each in elements(pdf):
        if each.role == "Figure":
            del each.raw["/Alt"]


def leaping(pdf: pikepdf.Pdf) -> None:
    next(each for each in elements(pdf) if each.role == "H2").raw.S = pikepdf.Name("/H4")


def headless(pdf: pikepdf.Pdf) -> None:
    for each in elements(pdf):
        if each.role == "TH":
            each.raw.S = pikepdf.Name("/TD")


def scribbled(pdf: pikepdf.Pdf) -> None:
    pdf.pages[0].contents_add(b"0 0 10 10 re f")


def forgetful(pdf: pikepdf.Pdf) -> None:
    del pdf.Root.StructTreeRoot.K[0].K[3]


def silent_links(pdf: pikepdf.Pdf) -> None:
    for annotation in pdf.pages[0].obj.Annots:
        del annotation["/Contents"]


@pytest.mark.parametrize(
    ("change", "clause"),
    [
        (untitled, "7.1 the window"),
        (untagged, "6.2"),
        (mute, "7.3"),
        (leaping, "7.4"),
        (headless, "7.5"),
        (scribbled, "7.1 page 1"),
        (forgetful, "7.1 page 1: marked content that the tree does not hold"),
        (silent_links, "7.18.5"),
    ],
)
def test_the_rules_see_what_they_are_there_to_see(content: bytes, change: Any, clause: str) -> None:
    assert any(fault.startswith(clause) for fault in broken(content, change))


def test_every_chart_speaks_the_same_words_as_on_the_page(tree: list[Element], narrative: Narrative) -> None:
    written, _ = tree_of(narrative)
    blocks = [each[part] for each in written["measures"] for part in ("main", "second") if each[part]]
    assert [str(each.raw.Alt) for each in tree if each.role == "Figure"] == [block["words"] for block in blocks]
    assert len(blocks) >= 4


def test_headings_follow_the_page_and_are_its_bookmarks(content: bytes, narrative: Narrative) -> None:
    with pikepdf.open(BytesIO(content)) as pdf, pdf.open_outline() as outline:
        found = [str(item.title) for item in outline.root]
    written, _ = tree_of(narrative)
    titles = [each["title"] for each in written["measures"]]
    assert found[0] == "Contents" or found[0] == "The six measures at a glance"
    at = found.index(titles[0])
    assert found[at : at + 6] == titles
    assert found[-1] == "Corrections"


def test_title_publisher_and_language_stand_in_the_file_and_no_date_does(content: bytes) -> None:
    with pikepdf.open(BytesIO(content)) as pdf:
        assert str(pdf.docinfo.Title).startswith("Contribution to the national measures, October to December 2021")
        assert str(pdf.docinfo.Author) == "Wessex Vale Commissioner"
        assert "/CreationDate" not in pdf.docinfo
        assert "/ModDate" not in pdf.docinfo


def test_every_page_is_a4_upright(content: bytes) -> None:
    with pikepdf.open(BytesIO(content)) as pdf:
        sizes = {tuple(round(float(edge)) for edge in each.mediabox) for each in pdf.pages}
    assert sizes == {(0, 0, 595, 842)}


def test_the_same_tree_gives_the_same_bytes(narrative: Narrative) -> None:
    assert statement_pdf(*tree_of(narrative)) == statement_pdf(*tree_of(narrative))


def test_what_is_withheld_is_in_no_part_of_what_is_printed(narrative: Narrative) -> None:
    written, pictures = tree_of(narrative)
    text = json.dumps(written) + "".join(pictures.values())
    assert not re.search(rf"{SECRET}|{SECRET + 1}|{SECRET:,}", text)
    assert "HELD-BACK-TEXT" not in text


def test_each_measure_holds_its_anatomy_in_order(narrative: Narrative) -> None:
    homicide = tree_of(narrative)[0]["measures"][0]
    assert homicide["lead"].startswith("There were 13 homicides")
    assert homicide["chip"] == {"shape": "dot", "word": "no clear change", "look": "grey-solid"}
    assert [count["number"] for count in homicide["counts"]] == ["13", "18"]
    assert [count["said"] for count in homicide["counts"]] == ["12 of 12 months counted"] * 2
    assert homicide["actions"][1] == [
        "Train call handlers", "Head of Contact", "30 June 2022", "Withdrawn: replaced by a national course",
    ]  # fmt: skip
    assert homicide["beside"][1][:3] == ["As known now: Home Office", "19", "18"]
    assert homicide["sources"] == [
        {
            "title": "Recorded crime tables",
            "link": "https://www.example.org/tables",
            "rest": ", Home Office, 28 April 2022",
        }
    ]


def test_a_withheld_number_prints_its_symbol_and_its_reason(narrative: Narrative) -> None:
    violence = tree_of(narrative)[0]["measures"][1]
    knife = next(row for row in violence["rows"] if row["name"].startswith("Offences with a knife"))
    assert knife["numbers"] == ["[c]", "[c]"]
    assert "fewer than 5 in a district" in knife["why"][0]


def test_the_direction_of_a_verdict_is_said_in_words_beside_its_shape(narrative: Narrative) -> None:
    chips = [each["chip"] for each in tree_of(narrative)[0]["measures"]]
    assert ("up-outline", "rise larger than usual") in [(chip["shape"], chip["word"]) for chip in chips]


def test_a_letter_that_no_typeface_holds_is_refused_with_its_words() -> None:
    written, pictures = tree_of(None)
    with pytest.raises(Refusal, match=r"We are 🙂 here.*slightly smiling face.*leave it out"):
        statement_pdf(written | {"summary": "We are 🙂 here"}, pictures)


def test_letters_of_welsh_and_common_signs_are_printed() -> None:
    written, pictures = tree_of(None)
    assert statement_pdf(written | {"summary": "Heddlu Gŵyl yr Ŷd – £5 → ≥ ✓ ½"}, pictures).startswith(b"%PDF-1.7")


@pytest.mark.parametrize(
    "text", ["#panic()", "$x$", "*a*", "`b`", "\\", "@x <y>", '"', "#{", "]", "= H", "//c", "/*", "~"]
)
def test_no_text_is_ever_a_command(text: str) -> None:
    written, pictures = tree_of(None)
    changed = written | {"title": text, "publisher": text, "summary": text, "contact": text, "notices": [text]}
    assert faults(statement_pdf(changed, pictures)) == []


def test_no_template_evaluates_text_or_reads_another_file() -> None:
    folder = resources.files("sextant.publishing") / "templates"
    for template in (each for each in folder.iterdir() if each.name.endswith(".typ")):
        text = template.read_text("utf-8")
        assert not re.search(r"\b(eval|read|yaml|toml|csv|xml|plugin|cbor|bibliography)\(", text), template.name
        assert re.findall(r"json\(([^)]*)\)", text) in ([], ['"statement.json"'])
        assert not re.search(r'import "@', text)
