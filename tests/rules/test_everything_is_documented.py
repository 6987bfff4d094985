from __future__ import annotations

import importlib.util
import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
REFERENCE = ROOT / "docs" / "reference"
LINK = re.compile(r"\[[^\]]*\]\((?!https?:|mailto:)([^)\s]+)\)")
FENCED = re.compile(r"^```.*?^```", re.M | re.S)


def made_pages() -> dict[str, str]:
    spec = importlib.util.spec_from_file_location("make_reference", ROOT / "docs" / "make_reference.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    pages: dict[str, str] = module.pages()
    return pages


def test_the_reference_made_from_the_code_is_up_to_date() -> None:
    made = made_pages()
    stale = [name for name, text in made.items() if (REFERENCE / name).read_text("utf-8") != text]
    assert stale == [], "run: .venv/bin/python docs/make_reference.py"


def test_every_link_between_the_documents_leads_somewhere() -> None:
    broken = []
    for page in [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md"), *(ROOT / "examples").rglob("README.md")]:
        for target in re.findall(r"\]\(([^)#\s]+)(?:#[^)]*)?\)", page.read_text("utf-8")):
            if "://" not in target and not target.startswith("mailto:") and not (page.parent / target).exists():
                broken.append(f"{page.relative_to(ROOT)}: {target}")
    assert broken == []


def test_every_setting_of_the_environment_is_documented() -> None:
    page = (REFERENCE / "settings.md").read_text("utf-8")
    sources = [ROOT / "run", *(ROOT / "src").rglob("*.py"), *(ROOT / "tests").rglob("*.py")]
    used = {word for path in sources for word in re.findall(r"SEXTANT_[A-Z]+(?:_[A-Z]+)*", path.read_text("utf-8"))}
    assert {word for word in used if f"`{word}`" not in page} == set()


def test_every_key_of_a_definitions_file_is_documented() -> None:
    from dataclasses import fields

    from sextant.measures import definition

    page = (REFERENCE / "definitions.md").read_text("utf-8")
    entries = (definition.CodeList, definition.FigureDefinition, definition.MeasureDefinition, definition.SourceNote)
    keys = {field.name for entry in entries for field in fields(entry)}
    assert {key for key in keys if f"`{key}`" not in page} == set()


def test_every_kind_of_record_is_documented() -> None:
    from sextant.records import KINDS

    page = (REFERENCE / "formats.md").read_text("utf-8")
    assert [kind for kind in KINDS if f"`{kind}`" not in page] == []


def test_every_document_is_reached_from_the_contents_page() -> None:
    contents = (ROOT / "docs" / "README.md").read_text("utf-8")
    pages = {str(page.relative_to(ROOT / "docs")) for page in (ROOT / "docs").rglob("*.md")} - {"README.md"}
    assert sorted(page for page in pages if f"]({page})" not in contents) == []


def test_every_link_of_a_document_leads_to_a_file_and_a_heading_that_are_there() -> None:
    pages = [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md"), *(ROOT / "examples").rglob("*.md")]
    links = [(page, link) for page in pages for link in LINK.findall(FENCED.sub("", page.read_text("utf-8")))]
    assert len(links) > 100
    assert [f"{page.name}: {link}" for page, link in links if not _leads_somewhere(page, link)] == []


def _leads_somewhere(page: Path, link: str) -> bool:
    where, _, heading = link.partition("#")
    target = (page.parent / where).resolve() if where else page
    return target.exists() and (not heading or heading in map(_anchor, _headings(target)))


def _headings(page: Path) -> list[str]:
    return re.findall(r"^#+ (.*)$", page.read_text("utf-8"), re.M)


def _anchor(heading: str) -> str:
    """As the places that show Markdown name a heading."""
    return re.sub(r"[^\w\- ]", "", heading.strip().lower()).replace(" ", "-")


def test_every_decision_record_has_a_number_of_its_own() -> None:
    numbers = [path.name[:4] for path in (ROOT / "docs" / "adr").glob("*.md")]
    assert numbers
    assert len(numbers) == len(set(numbers))


def test_the_words_of_a_verdict_stand_in_the_glossary() -> None:
    from sextant.evidence.verdicts import CHIPS

    glossary = (ROOT / "GLOSSARY.md").read_text("utf-8").lower()
    assert [chip.word for chip in CHIPS.values() if chip.word not in glossary] == []
