"""Files for maps: the coordinate system is stated, nothing runs in a spreadsheet, nothing missing becomes a number."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pyogrio
import pyogrio.raw
import pytest
import shapely

from sextant.errors import Refusal
from sextant.places.asking_plan import areas_from_file, moves_from_file
from sextant.places.evaluation_dispersion import dispersion_of_like_areas
from sextant.places.outputs import harmless, write_places, write_table

SHAPES = [shapely.box(424000, 564000, 424200, 564200), shapely.box(424200, 564000, 424400, 564200)]
ROWS = [
    {"key": "a", "rank": 1, "expected": 2.5, "stability": None, "why": "Burglary 3; Robbery 1"},
    {"key": "b", "rank": 2, "expected": None, "stability": 0.5, "why": ""},
]


@pytest.mark.parametrize("text", ["=1+1", "+44", "-x", "@here", "\tx", "\rx", "\nx", " =1+1", "   @here"])
def test_a_text_that_a_spreadsheet_would_run_gets_an_apostrophe(text: str) -> None:
    assert harmless(text) == f"'{text}"


def test_numbers_below_nought_stay_numbers_and_nothing_stays_nothing(tmp_path: Path) -> None:
    file = write_table(tmp_path / "t.csv", [{"a": -1.5, "b": None, "c": "-x"}])
    assert file.read_text("utf-8") == "a,b,c\n-1.5,,'-x\n"


@pytest.mark.parametrize("ending", ["geojson", "gpkg"])
def test_what_is_written_for_qgis_is_read_back_as_areas(tmp_path: Path, ending: str) -> None:
    file = write_places(tmp_path / f"areas.{ending}", ROWS, SHAPES)
    areas = areas_from_file(file)
    assert [(area.key, area.rank, area.expected) for area in areas] == [("a", 1, 2.5), ("b", 2, 0.0)]
    assert areas[0].why == {"Burglary": 3.0, "Robbery": 1.0}
    assert areas[0].centre == pytest.approx((424100, 564100), abs=0.2)


def test_a_missing_number_is_null_in_a_geopackage(tmp_path: Path) -> None:
    file = write_places(tmp_path / "areas.gpkg", ROWS, SHAPES)
    meta, _, _, columns = pyogrio.raw.read(str(file))
    expected = columns[list(meta["fields"]).index("expected")]
    assert np.isnan(expected[1])
    assert pyogrio.read_info(file)["crs"] == "EPSG:27700"


def test_a_geopackage_says_of_what_kind_its_shapes_are(tmp_path: Path) -> None:
    line = shapely.LineString([(424000, 564000), (424100, 564000)])
    for shapes, kind in ((SHAPES, "Polygon"), ([line, line], "LineString"), ([SHAPES[0], line], "Unknown")):
        assert pyogrio.read_info(write_places(tmp_path / "t.gpkg", ROWS, shapes))["geometry_type"] == kind


def test_no_places_make_an_empty_collection(tmp_path: Path) -> None:
    file = write_places(tmp_path / "none.geojson", [], [])
    assert json.loads(file.read_text("utf-8"))["features"] == []


def test_a_file_in_another_coordinate_system_is_refused(tmp_path: Path) -> None:
    pyogrio.raw.write(
        str(tmp_path / "x.gpkg"), shapely.to_wkb(np.array(SHAPES)), field_data=[np.array([1, 2])],
        fields=np.array(["rank"], dtype=object), driver="GPKG", geometry_type="Polygon", crs="EPSG:3857",
    )  # fmt: skip
    with pytest.raises(Refusal, match="EPSG:3857"):
        areas_from_file(tmp_path / "x.gpkg")


def test_moves_need_their_columns_and_numbers(tmp_path: Path) -> None:
    file = tmp_path / "moves.csv"
    file.write_text("place,reason,easting,northing\na,a lake,424500,564100\nb,closed,,\n", "utf-8")
    assert [(move.place, move.to) for move in moves_from_file(file)] == [("a", (424500.0, 564100.0)), ("b", None)]
    file.write_text("place\na\n", "utf-8")
    with pytest.raises(Refusal, match="reason"):
        moves_from_file(file)
    file.write_text("place,reason,easting,northing\na,x,there,1\n", "utf-8")
    with pytest.raises(Refusal, match="row 2"):
        moves_from_file(file)


def test_the_dispersion_of_areas_that_vary_by_chance_alone_is_about_one() -> None:
    chance = np.random.default_rng(2)
    counts = chance.poisson(chance.gamma(3, 2, (400, 1)), (400, 18))
    assert 1 <= dispersion_of_like_areas(counts, [5, 9, 40], 12) < 1.4


def test_the_dispersion_of_areas_that_come_and_go_is_larger() -> None:
    chance = np.random.default_rng(2)
    waves = chance.gamma(2, 0.5, (400, 3)).repeat(6, axis=1)
    counts = chance.poisson(chance.gamma(3, 2, (400, 1)) * waves)
    assert dispersion_of_like_areas(counts, [5, 9, 40], 12) > 3
