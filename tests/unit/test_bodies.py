from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from sextant.bodies import Bodies
from sextant.errors import Refusal

SHIPPED = Bodies.load()


def test_the_list_holds_43_forces_the_transport_police_and_the_fraud_bodies() -> None:
    assert Counter(body.type for body in SHIPPED.all) == {"territorial": 43, "transport": 1, "fraud": 4}


@pytest.mark.parametrize(
    ("written", "slug"),
    [
        ("northumbria", "northumbria"),
        ("Northumbria Police", "northumbria"),
        ("London, City of", "city-of-london"),
        ("City of London Police", "city-of-london"),
        ("Metropolitan Police Service", "metropolitan"),
        ("Devon & Cornwall", "devon-and-cornwall"),
        ("  devon  AND cornwall ", "devon-and-cornwall"),
        ("Dyfed Powys", "dyfed-powys"),
        ("Avon and Somerset Constabulary", "avon-and-somerset"),
        ("British Transport Police", "btp"),
    ],
)
def test_a_force_is_found_however_a_publisher_writes_it(written: str, slug: str) -> None:
    assert SHIPPED.named(written).slug == slug


def test_no_two_forces_go_by_one_name() -> None:
    words = [word for body in SHIPPED.all for word in {body.slug, body.name, *body.aliases}]
    plain = Counter(word.replace("-", " ").casefold() for word in words)
    owners = {word: {b.slug for b in SHIPPED.all if SHIPPED.find(word) is b} for word in plain}
    assert all(len(found) == 1 for found in owners.values())


def test_every_territorial_force_has_the_code_of_its_area() -> None:
    codes = [body.area_code for body in SHIPPED.all if body.type == "territorial"]
    assert all(code and code[:3] in ("E23", "W15") for code in codes)
    assert len(set(codes)) == 43


def test_an_unknown_force_is_refused_with_the_nearest_name() -> None:
    with pytest.raises(Refusal, match="did you mean 'merseyside'"):
        SHIPPED.named("mersyside")
    with pytest.raises(Refusal, match=r"lists/bodies\.toml"):
        SHIPPED.named("gotham city")


def test_a_home_adds_forces_of_its_own_and_its_entry_wins(tmp_path: Path) -> None:
    (tmp_path / "bodies.toml").write_text(
        '[[body]]\nslug = "wexmoor"\nname = "Wexmoor (made-up force)"\ntype = "territorial"\nmade_up = true\n'
        '[[body]]\nslug = "durham"\nname = "Durham and Darlington"\ntype = "territorial"\n'
    )
    own = Bodies.load(tmp_path)
    assert own.named("wexmoor").made_up
    assert own.named("durham").name == "Durham and Darlington"
    assert len(own.all) == len(SHIPPED.all) + 1
    assert SHIPPED.find("wexmoor") is None
