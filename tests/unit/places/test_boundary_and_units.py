"""Outlines, small areas and street segments."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import shapely

from sextant.errors import Refusal
from sextant.places import (
    Areas,
    SquareGrid,
    as_events,
    as_geojson,
    counts_by_unit,
    from_grid,
    inside,
    lsoa_units,
    meeting,
    read_areas,
    segment_units,
    touching,
    unit_of,
)
from sextant.places.units import Units


def written(tmp_path: Path, boxes: dict[str, tuple[float, float, float, float]], **more: Any) -> Path:
    """A GeoJSON file of boxes in metres, as a publisher would give it."""
    features = []
    for name, box in boxes.items():
        x, y = shapely.box(*box).exterior.xy
        ring = [list(map(float, each)) for each in zip(*from_grid(x, y), strict=True)]
        shape = {"type": "Polygon", "coordinates": [ring]}
        features.append({"type": "Feature", "properties": {"abc21cd": name[0], "abc21nm": name}, "geometry": shape})
    path = tmp_path / "areas.geojson"
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features} | more))
    return path


BOXES = {
    "A field": (400_000, 500_000, 401_000, 501_000),
    "B field": (401_000, 500_000, 402_000, 501_000),
    "C corner": (402_000, 501_000, 403_000, 502_000),
    "D far": (409_000, 500_000, 410_000, 501_000),
}


def test_areas_are_read_in_metres_with_code_and_name(tmp_path: Path) -> None:
    areas = read_areas(written(tmp_path, BOXES))
    assert (areas.codes[0], areas.names[0], len(areas)) == ("A", "A field", 4)
    assert areas.boundary("b FIELD").km2 == pytest.approx(1.0, rel=1e-5)
    assert areas.boundary("A").bounds == pytest.approx(BOXES["A field"], abs=0.01)
    assert areas.together.km2 == pytest.approx(4.0, rel=1e-5)


def test_what_lies_inside_a_boundary(tmp_path: Path) -> None:
    field = read_areas(written(tmp_path, BOXES)).boundary("A field")
    assert field.holds([400_500, 401_500, np.nan], [500_500, 500_500, 500_500]).tolist() == [True, False, False]
    mask = inside(SquareGrid(400_000, 500_000, 500, 4, 2), field)
    assert mask.cells.reshape(2, 4).tolist() == [[True, True, False, False]] * 2
    assert mask.name == "cells with their centre inside A field"


def test_a_file_that_is_no_geojson_of_areas_in_degrees_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Refusal, match="can't be read"):
        read_areas(tmp_path / "absent.geojson")
    path = tmp_path / "x.geojson"
    collections = ([], [1], {"type": "Feature"}, [{"type": "Feature", "properties": [1]}])
    for text in ("{", "[]", *(json.dumps({"type": "FeatureCollection", "features": each}) for each in collections)):
        path.write_text(text)
        with pytest.raises(Refusal, match="GeoJSON"):
            read_areas(path)
    with pytest.raises(Refusal, match="WGS84"):
        read_areas(written(tmp_path, BOXES, crs={"properties": {"name": "urn:ogc:def:crs:EPSG::27700"}}))


@pytest.mark.parametrize("crs", ["EPSG:4326", {"type": "name", "properties": {}}, None])
def test_a_coordinate_system_named_in_another_way_is_read_where_it_is_the_one_of_geojson(
    tmp_path: Path, crs: object
) -> None:
    assert len(read_areas(written(tmp_path, BOXES, crs=crs))) == len(BOXES)
    with pytest.raises(Refusal, match="EPSG:27700"):
        read_areas(written(tmp_path, BOXES, crs="EPSG:27700"))


def test_coordinates_in_metres_where_degrees_belong_are_refused(tmp_path: Path) -> None:
    path = written(tmp_path, BOXES)
    text = path.read_text().replace("-1.9", "400000.9").replace("-2.0", "400000.0")
    path.write_text(text)
    with pytest.raises(Refusal, match="no degrees"):
        read_areas(path)


def test_properties_and_names_that_are_not_there_are_refused(tmp_path: Path) -> None:
    path = written(tmp_path, BOXES)
    assert read_areas(path, code="abc21nm").codes[3] == "D far"
    with pytest.raises(Refusal, match="zip"):
        read_areas(path, code="zip")
    with pytest.raises(Refusal, match="Nowhere"):
        read_areas(path).boundary("Nowhere")


def drawn(tmp_path: Path, properties: list[dict[str, Any]], ring: list[list[float]], kind: str = "Polygon") -> Path:
    coordinates: Any = [ring] if kind == "Polygon" else ring
    features = [
        {"type": "Feature", "properties": each, "geometry": {"type": kind, "coordinates": coordinates}}
        for each in properties
    ]
    path = tmp_path / "drawn.geojson"
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features}))
    return path


TOWN = [[-1.7, 54.9], [-1.6, 54.9], [-1.6, 55.0], [-1.7, 55.0], [-1.7, 54.9]]


@pytest.mark.parametrize(
    ("properties", "code", "name"),
    [
        ([{}], "outline 1", "outline 1"),
        ([{"id": 7, "name": None}], "outline 1", "outline 1"),
        ([{"name": "Our town", "Code": 12}], "12", "Our town"),
        ([{"name": "Our town", "lad23cd": "E1"}], "E1", "Our town"),
    ],
)
def test_an_outline_that_somebody_drew_needs_no_codes(
    tmp_path: Path, properties: list[dict[str, Any]], code: str, name: str
) -> None:
    areas = read_areas(drawn(tmp_path, properties, TOWN))
    assert (areas.codes, areas.names) == ((code,), (name,))
    assert areas.together.name == name


def test_outlines_outside_great_britain_and_points_are_refused(tmp_path: Path) -> None:
    turned = [[y, x] for x, y in TOWN]
    with pytest.raises(Refusal, match="outside Great Britain; export it as GeoJSON has it: longitude, then latitude"):
        read_areas(drawn(tmp_path, [{}], turned))
    with pytest.raises(Refusal, match="is no area"):
        read_areas(drawn(tmp_path, [{}], TOWN, "LineString"))


def test_outlines_go_out_as_geojson_and_come_back(tmp_path: Path) -> None:
    areas = read_areas(written(tmp_path, BOXES))
    path = tmp_path / "out.geojson"
    path.write_text(json.dumps(as_geojson(areas.outlines, [{"cd": code} for code in areas.codes])))
    again = read_areas(path)
    assert again.codes == again.names == areas.codes
    assert shapely.area(again.outlines) == pytest.approx(shapely.area(areas.outlines), rel=1e-3)


def test_outlines_run_counter_clockwise_and_holes_clockwise_as_geojson_asks() -> None:
    middle = shapely.Point(424_000, 564_000)
    ring = shapely.buffer(middle, 200).difference(shapely.buffer(middle, 50))  # drawn clockwise
    document = as_geojson(np.array([ring, shapely.MultiPolygon([ring])], dtype=object), [{}, {}])
    one, several = (shapely.from_geojson(json.dumps(each["geometry"])) for each in document["features"])
    for outline in (one, *several.geoms):
        assert outline.exterior.is_ccw
        assert [hole.is_ccw for hole in outline.interiors] == [False]


def test_areas_that_share_an_edge_or_a_corner_touch(tmp_path: Path) -> None:
    outlines = read_areas(written(tmp_path, BOXES)).outlines
    queen, rook = touching(outlines), touching(outlines, contiguity="rook")
    assert [queen.of(k).tolist() for k in range(4)] == [[1], [0, 2], [1], []]
    assert [rook.of(k).tolist() for k in range(4)] == [[1], [0], [], []]


STREETS = np.array(
    [
        shapely.LineString([(0, 0), (100, 0)]),
        shapely.LineString([(100, 0), (100, 100)]),
        shapely.LineString([(500, 0), (600, 0)]),
    ]
)


def test_events_go_to_the_nearest_street_segment_within_reach() -> None:
    streets = segment_units(STREETS, ["s1", "s2", "s3"])
    events = as_events([50, 104, 100, 550, 300, np.nan], [5, 60, 0, 50, 0, 0])
    assert unit_of(streets, events).tolist() == [0, 1, 0, 2, -1, -1]  # the corner itself is on both: the first counts
    found = counts_by_unit(streets, events)
    assert (found.counts.tolist(), found.outside, found.without_place) == ([2, 1, 1], 1, 1)
    assert unit_of(streets, events, farthest=20).tolist() == [0, 1, 0, -1, -1, -1]


def test_street_segments_that_meet_at_an_end_are_neighbours() -> None:
    assert [meeting(STREETS).of(k).tolist() for k in range(3)] == [[1], [0], []]
    assert segment_units(STREETS, ["s1", "s2", "s3"]).adjacency().degree.tolist() == [1, 1, 0]


def test_segments_with_a_code_twice_are_refused() -> None:
    with pytest.raises(Refusal, match="one code each"):
        segment_units(STREETS, ["s1", "s1", "s3"])


def test_events_are_in_the_lsoa_that_their_record_names() -> None:
    areas = Areas(("E2", "E1"), ("two", "one"), np.array([shapely.box(0, 0, 1, 1), shapely.box(1, 0, 2, 1)]))
    events = as_events([0.5, 0.5, 0.5, 0.5], [0.5] * 4, lsoa=["E1", "E2", "E9", ""])
    assert unit_of(lsoa_units(events, areas), events).tolist() == [1, 0, -1, -1]
    assert lsoa_units(events).codes == ("", "E1", "E2", "E9")
    drawn = Units("area", areas.codes, areas.names, areas.outlines)
    assert unit_of(drawn, events).tolist() == [0, 0, 0, 0]


def test_units_without_outlines_have_no_neighbours_to_tell() -> None:
    units = lsoa_units(as_events([0.0], [0.0], lsoa=["E1"]))
    with pytest.raises(Refusal, match="no outlines"):
        units.adjacency()
    with pytest.raises(Refusal, match="no outlines"):
        unit_of(Units("area", ("a",), ("a",), None), as_events([0.0], [0.0]))


def test_the_real_outline_of_a_force_has_the_area_that_it_is_known_for(real_data: Path) -> None:
    force = read_areas(real_data / "geo" / "pfa2020_ew.geojson").boundary("Northumbria")
    assert force.km2 == pytest.approx(5_570, abs=5)
    grid = SquareGrid(360_000, 545_000, 500, 170, 230)
    assert len(inside(grid, force)) * grid.cell_km2 == pytest.approx(5_534, abs=15)


def test_the_real_small_areas_all_touch_another(real_data: Path) -> None:
    areas = read_areas(real_data / "geo" / "northumbria_lsoa2011.geojson")
    degree = touching(areas.outlines).degree
    assert (len(areas), degree.min()) == (916, 1)
    assert 5 < degree.mean() < 6
