"""Reads the corpus and writes narrative files for a test."""

from __future__ import annotations

from pathlib import Path

from sextant.publishing.claims import Claim, check
from sextant.publishing.facts import Fact
from tests.unit.claims.figures import figure_set

HERE = Path(__file__).parent
FACTS = {
    fact.id: fact
    for fact in (
        Fact(
            "grip",
            "£906k",
            "The Home Office gave the force £906k for data-led hotspot patrols.",
            "the force",
            "2021-12",
        ),
        Fact(
            "disruptions",
            "95%",
            "National cyber disruptions rose by 95%.",
            "the force",
            "2021-12",
            note="counts not published",
        ),
        Fact(
            "convictions",
            "24%",
            "National cyber convictions rose by 24%.",
            "the force",
            "2021-12",
            note="counts not published",
        ),
        Fact(
            "local",
            "seen here as well",
            "The same was seen here as well.",
            "the force",
            "2021-12",
            hold="no local counts were given",
        ),
    )
}


def corpus(name: str, parts: int) -> list[list[str]]:
    """The lines of a corpus file, cut at the first colons into `parts`."""
    lines = (HERE / f"{name}.txt").read_text(encoding="utf-8").splitlines()
    return [
        [part.strip() for part in line.split(": ", parts - 1)] for line in lines if line and not line.startswith("#")
    ]


def claims_of(text: str, folder: Path, measure: str = "homicide", front: str = 'quarter = "2021-Q4"') -> list[Claim]:
    """What the check finds in `text` as that measure's file."""
    path = folder / f"{measure}.md"
    path.write_text(f"+++\n{front}\n+++\n\n{text}\n", encoding="utf-8")
    (folder / "statement.toml").write_text(
        'title = "Test"\nissued = 2022-01-31\npublisher = "Wexmoor (made-up force)"\ncontact = "none"\n',
        encoding="utf-8",
    )
    return check([path], figure_set(), FACTS)
