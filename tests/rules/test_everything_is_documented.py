from __future__ import annotations

import importlib.util
import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
REFERENCE = ROOT / "docs" / "reference"


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


def test_every_decision_record_has_a_number_of_its_own() -> None:
    numbers = [path.name[:4] for path in (ROOT / "docs" / "adr").glob("*.md")]
    assert numbers
    assert len(numbers) == len(set(numbers))


def test_the_words_of_a_verdict_stand_in_the_glossary() -> None:
    from sextant.evidence.verdicts import CHIPS

    glossary = (ROOT / "GLOSSARY.md").read_text("utf-8").lower()
    assert [chip.word for chip in CHIPS.values() if chip.word not in glossary] == []
