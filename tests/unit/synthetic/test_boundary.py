"""The made-up force's outline lies round its own points and is read as any other boundary."""

from __future__ import annotations

import json
from typing import Any

import numpy as np
import pytest
import shapely

from sextant.places import read_areas, to_grid

from .conftest import MadeUp

FILE = "boundary.geojson"


def test_the_outline_is_named_as_the_force_and_said_to_be_made_up(made_up: MadeUp) -> None:
    areas = read_areas(made_up.root / FILE)
    assert areas.names == (made_up.truth["force"]["name"],)
    assert areas.codes == (made_up.truth["force"]["slug"],)
    feature = json.loads((made_up.root / FILE).read_text("utf-8"))["features"][0]
    assert feature["properties"]["made_up"] is True


def own_places(made_up: MadeUp) -> np.ndarray[Any, np.dtype[np.float64]]:
    """Easting and northing of the extract's rows that have them."""
    return np.array([(row["Easting"], row["Northing"]) for row in made_up.crimes if row["Easting"]], dtype=float)


def test_every_public_and_own_record_with_a_place_lies_inside(made_up: MadeUp) -> None:
    outline = read_areas(made_up.root / FILE).boundary("wexmoor")
    rows = [(row["Longitude"], row["Latitude"]) for _, row in made_up.public("street") if row["Longitude"]]
    assert outline.holds(*to_grid(*np.array(rows, dtype=float).T)).all()
    assert outline.holds(*own_places(made_up).T).all()


def test_it_is_one_simple_polygon_no_wider_than_half_a_kilometre_round_the_points(made_up: MadeUp) -> None:
    outline = read_areas(made_up.root / FILE).boundary("wexmoor").geometry
    assert outline.geom_type == "Polygon" and outline.is_valid and not outline.interiors
    hull = shapely.convex_hull(shapely.multipoints(own_places(made_up)))
    assert outline.area < hull.buffer(3_000).area
    assert outline.area / 1e6 == pytest.approx(hull.area / 1e6, rel=0.2)


def test_the_truth_lists_it(made_up: MadeUp) -> None:
    assert FILE in {entry["path"] for entry in made_up.truth["files"]}
