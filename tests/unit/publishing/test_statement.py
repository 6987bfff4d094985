"""What the public reads: the anatomy of a measure, the notices, and nothing that must not be there."""

from __future__ import annotations

import hashlib
import io
import re
import zipfile
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

import pytest

from sextant.errors import Refusal
from sextant.measures.figures import Disclosure
from sextant.publishing import statement as statements
from sextant.publishing.narrative import Narrative
from sextant.publishing.sources import pair_source_line
from sextant.publishing.statement import Built, build
from tests.unit.publishing.samples import (
    DEFINITIONS,
    FIGURES,
    HOMICIDE,
    INJURY,
    KNIFE,
    PUBLISHED,
    SECRET,
    figure_set,
    with_published,
)

VOID = {"meta", "link", "br", "hr", "img", "input"}


class Reader(HTMLParser):
    """Collects tags, ids, links and the text outside pictures; notes a tag closed out of turn."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.ids: list[str] = []
        self.links: list[str] = []
        self.text: list[str] = []
        self.tags: set[str] = set()
        self.faults: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = dict(attrs)
        self.tags.add(tag)
        self.ids += [value for key, value in attrs if key == "id" and value]
        self.links += [value for key, value in attrs if key in ("href", "src", "srcset") and value]
        self.faults += [f"{tag} has {key}" for key in found if key.startswith("on") or key == "style"]
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in VOID:
            self.open.pop()

    def handle_endtag(self, tag: str) -> None:
        if not self.open or self.open.pop() != tag:
            self.faults.append(f"</{tag}> out of turn")

    def handle_data(self, data: str) -> None:
        if "svg" not in self.open:
            self.text.append(data)

    @property
    def words(self) -> str:
        return " ".join(" ".join(self.text).split())


def read(html: str) -> Reader:
    reader = Reader()
    reader.feed(html)
    return reader


def part(index: str, key: str) -> str:
    """The text of one measure's section."""
    found = re.search(rf'<section class="sx-part sx-measure" id="{key}".*?</section>', index, re.S)
    assert found
    return read(found[0]).words


@pytest.fixture(scope="module")
def pages(statement: Path) -> dict[str, Reader]:
    return {path.name: read(path.read_text("utf-8")) for path in statement.glob("*.html")}


def test_the_folder_holds_pages_styles_charts_data_and_audit(built: Built) -> None:
    paths = {file["path"] for file in built.files}
    assert {"index.html", "accessibility.html", "assets/statement.css", "assets/margins.css"} <= paths
    assert {"charts/homicide.svg", "data/figures.csv", "audit/checksums.txt", "audit-bundle.zip"} <= paths


def test_every_listed_file_is_there_with_its_hash_and_no_other_file_is(built: Built) -> None:
    listed = {file["path"]: file["sha256"] for file in built.files}
    found = {
        path.relative_to(built.out).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in built.out.rglob("*")
        if path.is_file()
    }
    assert listed == found


def test_checksums_cover_the_whole_statement_but_themselves_and_the_bundle(built: Built) -> None:
    lines = (built.out / "audit/checksums.txt").read_text("utf-8").splitlines()
    assert {line.split("  ")[1] for line in lines} == {file["path"] for file in built.files} - {
        "audit/checksums.txt",
        "audit-bundle.zip",
    }


def test_the_bundle_is_the_audit_folder(statement: Path) -> None:
    with zipfile.ZipFile(io.BytesIO((statement / "audit-bundle.zip").read_bytes())) as archive:
        inside = {name: archive.read(name) for name in archive.namelist()}
    assert inside == {
        path.relative_to(statement).as_posix(): path.read_bytes()
        for path in (statement / "audit").rglob("*")
        if path.is_file()
    }


def test_the_pages_are_well_formed_and_hold_no_script_and_no_inline_style(pages: dict[str, Reader]) -> None:
    for reader in pages.values():
        assert reader.faults == []
        assert reader.open == []
        assert {"script", "style", "iframe", "img", "form"}.isdisjoint(reader.tags)


def test_no_id_stands_twice(pages: dict[str, Reader]) -> None:
    for reader in pages.values():
        assert len(reader.ids) == len(set(reader.ids))


def test_every_link_within_the_statement_leads_somewhere(statement: Path, pages: dict[str, Reader]) -> None:
    for name, reader in pages.items():
        for link in reader.links:
            if link.startswith("https://"):
                continue
            path, _, anchor = link.partition("#")
            assert (statement / (path or name)).is_file(), link
            assert not anchor or anchor in pages[path or name].ids, link


def test_the_page_forbids_itself_to_load_anything_from_elsewhere(index: str) -> None:
    policy = re.search(r'Content-Security-Policy" content="([^"]+)"', index)
    assert policy
    assert "default-src 'none'" in policy[1]
    assert "http" not in policy[1]


def test_styles_load_only_files_that_travel_with_them(statement: Path) -> None:
    for sheet in (statement / "assets").glob("*.css"):
        for address in re.findall(r"url\(([^)]+)\)", sheet.read_text("utf-8")):
            assert (statement / "assets" / address.strip("\"'")).is_file()


def test_every_page_says_that_the_data_are_made_up_and_who_did_not_publish_them(pages: dict[str, Reader]) -> None:
    for reader in pages.values():
        assert reader.words.index("Made-up data: Wessex Vale Police does not exist") < 300
        assert "Independent example; published by nobody." in reader.words


def test_every_file_of_data_and_every_chart_says_it_too(statement: Path) -> None:
    for path in [*statement.glob("data/*.csv*"), *statement.glob("charts/*.svg"), statement / "press.txt"]:
        assert "Made-up" in path.read_text("utf-8"), path.name


def test_the_head_names_publisher_months_date_contact_and_marking(pages: dict[str, Reader]) -> None:
    words = pages["index.html"].words
    for text in (
        "Wessex Vale Commissioner",
        "October to December 2021",
        "12 months to December 2021, set beside the 12 months to June 2019",
        "31 January 2022",
        "statement@example.org",
        "OFFICIAL",
    ):
        assert text in words


def test_the_margins_of_paper_carry_marking_date_edition_and_page_number(statement: Path) -> None:
    sheet = (statement / "assets/margins.css").read_text("utf-8")
    for text in ("OFFICIAL", "issued 31 January 2022", "edition ", "counter(page)", "Contribution to the national"):
        assert text in sheet


def test_the_board_shows_each_measure_once_in_the_statements_order(index: str) -> None:
    board = re.search(r'<ol class="sx-board">.*?</ol>', index, re.S)
    assert board
    order = ["homicide", "serious-violence", "drugs-county-lines", "neighbourhood-crime", "victims", "cyber"]
    assert re.findall(r'href="#([\w-]+)"', board[0]) == order
    assert re.findall(r'class="sx-part sx-measure" id="([\w-]+)"', index) == order


def test_the_summary_stands_over_all_headlines_with_tests_and_look(pages: dict[str, Reader]) -> None:
    words = pages["index.html"].words
    assert figure_set().summary in words
    assert "4 headlines were tested in this statement, which is look 3 of 4" in words


def test_each_priority_is_said_to_apply_or_not_with_its_reason(pages: dict[str, Reader]) -> None:
    words = pages["index.html"].words
    assert "paragraph 7A(b)" in words
    assert "Victim satisfaction No No survey is loaded yet." in words


def test_a_measure_reads_in_the_order_of_its_anatomy(index: str) -> None:
    words = part(index, "serious-violence")
    order = [
        INJURY.sentence,
        "larger than usual",
        "11 of 12 months counted",
        "Higher, by more than the usual variation",
        "The numbers behind this chart",
        "Other figures of this measure",
        "What may mislead here A: March 2020",
        "What is being done",
        "Where the number comes from",
    ]
    places = [words.index(text) for text in order]
    assert places == sorted(places)


def test_a_verdict_is_a_word_with_a_shape_and_the_direction_is_spoken(index: str) -> None:
    assert 'class="govuk-visually-hidden">rise larger than usual<' in index
    assert re.search(r'sx-chip--grey-solid"><svg[^>]*>.*?</svg><span>no clear change', index)


def test_the_published_pair_stands_first_where_the_narrative_says_so(index: str) -> None:
    words = part(index, "homicide")
    assert words.index(PUBLISHED.sentence) < words.index(HOMICIDE.sentence)
    assert "As published by Wessex Vale Police, quarterly statement on 31 January 2022" in words
    assert "As known now: Home Office 19 18" in words
    assert PUBLISHED.reconciliation in words


def drawn(path: Path) -> str:
    """The words of a chart, without its marks."""
    return " ".join(re.sub(r"<[^>]+>", " ", path.read_text("utf-8")).split())


def test_a_chart_of_a_published_pair_credits_both_sources(statement: Path) -> None:
    pair = drawn(statement / "charts" / "homicide.svg")
    alone = drawn(statement / "charts" / "homicide-as-known-now.svg")
    assert f"{PUBLISHED.source}, published on 31 January 2022" in pair
    assert "Home Office" in pair
    assert PUBLISHED.source not in alone
    assert "Home Office" in alone


def test_a_published_pair_alone_credits_its_publisher_alone() -> None:
    unloaded = replace(HOMICIDE, origin=replace(HOMICIDE.origin, editions=()))
    told = pair_source_line(unloaded, PUBLISHED, DEFINITIONS)
    assert told == f"Source: {PUBLISHED.source}, published on 31 January 2022"


def test_without_that_word_the_records_as_known_now_stand_first(tmp_path: Path) -> None:
    out = build(with_published(), None, tmp_path / "out").out
    words = part((out / "index.html").read_text("utf-8"), "homicide")
    assert HOMICIDE.sentence in words
    assert "As published: Wessex Vale Police, quarterly statement 13 18" in words


def test_actions_show_post_date_and_state(index: str) -> None:
    words = part(index, "homicide")
    assert "Review every homicide within 28 days Head of Crime 31 March 2022 Under way" in words
    assert "Withdrawn : replaced by a national course" in words


def test_the_narrative_is_filled_and_its_markup_is_not_trusted(index: str) -> None:
    words = part(index, "homicide")
    assert "The records give 19 homicides; £906k was granted." in words
    assert "<b>Not markup.</b>" in words


def test_a_measure_without_a_local_number_says_so_and_why(index: str) -> None:
    words = part(index, "victims")
    assert "the force's survey of victims has not been loaded" in words
    assert "not available" in words


def test_where_the_number_comes_from_is_told_to_the_hash(index: str) -> None:
    words = part(index, "neighbourhood-crime")
    for text in (
        "Made-up records in the format of Home Office",
        "recorded-crime-0a1b2c3d4e5f",
        "7d" * 32,
        "28 April 2022",
    ):
        assert text in words


def test_a_figure_of_police_activity_is_never_shown_as_harm(index: str) -> None:
    assert "so a rise is not more harm" in part(index, "drugs-county-lines")


def test_what_must_stand_beside_a_figure_stands_there_with_its_letter(index: str) -> None:
    words = part(index, "neighbourhood-crime")
    assert "A: March 2020 to July 2021. Restrictions during the pandemic" in words
    assert "B: From April 2020. From April 2020 burglary" in words


def test_reports_are_linked_told_or_plainly_not_given_yet(index: str, pages: dict[str, Reader]) -> None:
    assert 'href="https://www.example.org/peel"' in index
    assert "Our summary of it: Graded good in four areas." in pages["index.html"].words
    assert "Quarterly complaints data (IOPC): not given yet" in pages["index.html"].words


def test_made_up_records_are_not_said_to_be_a_publishers(pages: dict[str, Reader]) -> None:
    words = pages["index.html"].words
    assert "nothing of the publisher’s own is in them" in words
    assert "Contains public sector information" not in words


def test_real_sources_are_attributed_with_licence_and_status(tmp_path: Path) -> None:
    out = build(figure_set(made_up=False), None, tmp_path / "out").out
    words = read((out / "index.html").read_text("utf-8")).words
    assert "Contains public sector information licensed under the Open Government Licence v3.0" in words
    assert "Recorded crime is not accredited official statistics." in words
    assert "Made-up" not in words


def test_a_withheld_value_is_nowhere_in_any_file(statement: Path) -> None:
    for path in statement.rglob("*"):
        if path.is_file() and path.suffix != ".woff2":
            content = path.read_bytes()
            for form in (str(SECRET), f"{SECRET:,}", str(SECRET + 1), f"{SECRET + 1:,}"):
                assert form.encode() not in content, path.name


def test_a_withheld_figure_is_named_with_its_symbol_and_reason(index: str) -> None:
    words = part(index, "serious-violence")
    assert f"{KNIFE.name} This figure is withheld: {KNIFE.disclosure.reason}" in words
    assert "[c] [c]" in words
    assert f"Knife crime: withheld ({KNIFE.disclosure.reason})" in words


def test_a_figure_that_is_not_comparable_says_why(index: str) -> None:
    assert "Residential burglary These periods can't be compared because" in part(index, "neighbourhood-crime")


def test_a_withheld_headline_leaves_no_chart_no_number_and_no_verdict(tmp_path: Path) -> None:
    held = replace(HOMICIDE, disclosure=Disclosure("suppressed", "fewer than 5"))
    out = build(figure_set(figures=(held, *FIGURES[1:])), None, tmp_path / "out").out
    words = part((out / "index.html").read_text("utf-8"), "homicide")
    assert "This figure is withheld: fewer than 5." in words
    assert "not available" in words
    assert "19" not in re.sub(r"2019|[0-9a-f]{12,}", "", words)
    assert not (out / "charts/homicide.svg").exists()


def test_without_a_narrative_the_statement_says_what_is_missing(tmp_path: Path) -> None:
    made = build(figure_set(), None, tmp_path / "out")
    words = read((made.out / "index.html").read_text("utf-8")).words
    assert "The force’s contribution has not been given yet." in words
    assert "Issued not given" in words
    assert any("no narrative was given" in problem for problem in made.problems)


def test_what_a_person_should_look_at_is_listed(built: Built) -> None:
    said = " | ".join(built.problems)
    assert "victims: no victims.md says what is being done" in said
    assert "serious-violence.md: is written for 2021-Q3, the figures end in 2021-12" in said
    assert "links.complaints is not given yet" in said
    assert "links.peel " not in said


def test_definitions_that_have_changed_since_are_not_put_into_the_bundle(tmp_path: Path) -> None:
    made = build(figure_set(definition_sha256="0" * 64), None, tmp_path / "out")
    assert any("has changed since the figures were made" in problem for problem in made.problems)
    assert not (made.out / "audit/definitions.toml").exists()


def test_definitions_that_are_nowhere_are_a_problem_and_no_end(tmp_path: Path) -> None:
    made = build(figure_set(definition="of-our-own"), None, tmp_path / "out")
    assert any("the audit bundle holds no definitions file" in problem for problem in made.problems)


def test_styles_that_were_never_built_are_refused_with_the_mend(
    tmp_path: Path, narrative: Narrative, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(statements.resources, "files", lambda _: tmp_path / "nothing")
    with pytest.raises(Refusal, match=r"have not been built; run \./run once"):
        build(figure_set(), narrative, tmp_path / "out")
    assert not (tmp_path / "out").exists()


def test_a_foreign_folder_is_refused_before_anything_is_made(tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text("mine")
    with pytest.raises(Refusal, match="choose another folder"):
        build(figure_set(), None, tmp_path)
