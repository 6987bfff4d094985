"""Nothing made up can pass as real."""

from __future__ import annotations

import csv
import re
import tomllib
from pathlib import Path

import pytest

from sextant.bodies import Bodies
from sextant.errors import Refusal
from sextant.synthetic.definition import definition
from sextant.synthetic.naming import MARK, called
from sextant.synthetic.places import STEMS

from .conftest import MadeUp


@pytest.mark.parametrize(
    "name",
    ["Northumbria", "northumbria", "Northumbria Police", "New Durham", "West Yorkshire", "British Transport Police",
     "London, City of", "Devon & Cornwall Police", "thames-valley"],
)  # fmt: skip
def test_a_real_bodys_name_is_refused(name: str) -> None:
    with pytest.raises(Refusal):
        called(name)


def test_every_body_that_is_shipped_is_refused() -> None:
    for body in Bodies.load().all:
        for word in (body.slug, body.name, *body.aliases):
            with pytest.raises(Refusal):
                called(word)


def test_a_name_that_only_begins_like_a_real_one_is_allowed() -> None:
    assert called("Kentmoor").slug == "kentmoor"


@pytest.mark.parametrize("name", ["", "   ", "Wex,moor", 'Wex"moor', "Wex/moor", "../wexmoor", "=Wexmoor", "W" * 41])
def test_a_name_that_would_break_a_file_is_refused(name: str) -> None:
    with pytest.raises(Refusal, match="no name for a made-up force"):
        called(name)


def test_the_name_says_that_it_is_made_up() -> None:
    assert called("Wexmoor").name == f"Wexmoor {MARK}"
    assert called(f"Wexmoor {MARK}").name == f"Wexmoor {MARK}"
    assert called("wexmoor-shire").name == f"Wexmoor Shire {MARK}"


def test_a_home_knows_the_made_up_force_by_slug_and_name(made_up: MadeUp) -> None:
    bodies = Bodies.load(made_up.root)
    body = bodies.named("wexmoor")
    assert body.made_up
    assert bodies.named("Wexmoor (made-up force)") == body
    assert tomllib.loads((made_up.root / "bodies.toml").read_text("utf-8"))["body"][0]["made_up"] is True


def test_every_public_row_says_that_it_is_made_up(made_up: MadeUp) -> None:
    rows = [row for kind in ("street", "outcomes") for _, row in made_up.public(kind)]
    assert {row[column] for row in rows for column in ("Reported by", "Falls within")} == {"Wexmoor (made-up force)"}
    assert {row["Force Name"] for row in made_up.later} == {"Wexmoor (made-up force)"}


def test_neighbourhoods_have_codes_in_the_real_shape_that_no_real_one_has(made_up: MadeUp) -> None:
    rows = [row for _, row in made_up.public("street") if row["LSOA code"]]
    districts = "|".join(district.name for district in definition().districts)
    assert all(re.fullmatch(r"E99\d{6}", row["LSOA code"]) for row in rows)
    assert all(re.fullmatch(rf"({districts}) \d{{3}}[A-E]", row["LSOA name"]) for row in rows)


def test_places_lie_in_the_open_sea(made_up: MadeUp) -> None:
    rows = [row for _, row in made_up.public("street") if row["Longitude"]]
    assert all(0.7 < float(row["Longitude"]) < 2.1 for row in rows)
    assert all(55.3 < float(row["Latitude"]) < 56.0 for row in rows)


def test_crimes_lie_within_the_british_grid_and_their_district(made_up: MadeUp) -> None:
    boxes = {district.name: district for district in definition().districts}
    for row in made_up.crimes:
        box = boxes[row["Area"]]
        assert box.west <= int(row["Easting"]) <= box.east
        assert box.south <= int(row["Northing"]) <= box.north


def test_no_district_is_a_real_district_ward_or_partnership(real_data: Path) -> None:
    named: set[str] = set()
    for file in ("ltla24_csp24_pfa24.csv", "lsoa21_ward24_ltla24.csv"):
        with (real_data / "lookups" / file).open(encoding="utf-8-sig", newline="") as lines:
            named |= {value.casefold() for row in csv.DictReader(lines) for key, value in row.items() if "name" in key}
    assert len(named) > 5_000
    invented = {district.name for district in definition().districts} | set(STEMS) | {"Wexmoor"}
    assert not [word for word in invented if word.casefold() in named]


def test_notes_name_nobody(made_up: MadeUp) -> None:
    assert all(not row["Notes"] or row["Notes"].startswith("made-up note: ") for row in made_up.crimes)
