"""Street segments out of a file: what is read, in which order, and what is refused in one line."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pyogrio.raw
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from sextant.errors import Refusal
from sextant.places import as_events, as_geojson, segment_units, unit_of
from sextant.places.ground import counts_in, keys_of, middles_of, plural_of, shapes_of
from sextant.places.segments import read_segments

LINES = [
    shapely.LineString([(424_000, 564_000), (424_100, 564_000)]),
    shapely.LineString([(424_100, 564_000), (424_100, 564_100)]),
    shapely.LineString([(425_000, 564_000), (425_060, 564_080)]),
]
ROWS = [{"id": "c", "name": "Third Street"}, {"id": "a", "name": None}, {"id": "b", "name": " "}]


def geojson(path: Path, lines: list[Any] = LINES, rows: list[dict[str, Any]] = ROWS) -> Path:
    path.write_text(json.dumps(as_geojson(np.array(lines, dtype=object), rows)), "utf-8")
    return path


def geopackage(
    path: Path, crs: str | None, layer: str = "roads", append: bool = False, kind: str = "LineString"
) -> Path:
    shapes = LINES if kind == "LineString" else [shapely.Point(424_000, 564_000)] * 3
    pyogrio.raw.write(
        str(path), shapely.to_wkb(np.array(shapes, dtype=object)), driver="GPKG", layer=layer, append=append,
        field_data=[np.array(["c", "a", "b"], dtype=object)], fields=np.array(["identifier"], dtype=object),
        geometry_type=kind, crs=crs,
    )  # fmt: skip
    return path


def test_segments_stand_in_the_order_of_their_codes_with_names_where_there_are_any(tmp_path: Path) -> None:
    units = read_segments(geojson(tmp_path / "s.geojson"), within=25)
    assert (units.codes, units.names, units.reach) == (("a", "b", "c"), ("", "", "Third Street"), 25)
    assert shapely.length(units.drawn) == pytest.approx([100, 100, 100], abs=0.1)
    assert [units.adjacency().of(k).tolist() for k in range(3)] == [[2], [], [0]]


def test_a_geopackage_on_the_national_grid_keeps_its_metres(tmp_path: Path) -> None:
    units = read_segments(geopackage(tmp_path / "s.gpkg", "EPSG:27700"), within=25)
    assert units.codes == ("a", "b", "c")
    assert [shape.equals(LINES[k]) for shape, k in zip(units.drawn, (1, 2, 0), strict=True)] == [True] * 3


def test_segments_without_a_code_are_numbered_as_they_stand(tmp_path: Path) -> None:
    assert read_segments(geojson(tmp_path / "s.geojson", rows=[{}, {}, {}]), within=25).codes == ("1", "2", "3")


def test_of_several_layers_the_one_of_lines_is_read(tmp_path: Path) -> None:
    file = geopackage(tmp_path / "s.gpkg", "EPSG:27700", layer="nodes", kind="Point")
    geopackage(file, "EPSG:27700", layer="links", append=True)
    assert len(read_segments(file, within=25)) == 3
    geopackage(file, "EPSG:27700", layer="paths", append=True)
    with pytest.raises(Refusal, match=r"2 layers of street segments \(links, paths\)"):
        read_segments(file, within=25)


def test_a_line_in_parts_that_join_is_one_and_one_with_a_gap_is_refused(tmp_path: Path) -> None:
    start, middle, far, end = ((424_000 + metres, 564_000) for metres in (0, 50, 70, 90))
    joined = shapely.MultiLineString([[start, middle], [middle, end]])
    units = read_segments(geojson(tmp_path / "s.geojson", [joined], [{"id": "a"}]), within=25)
    assert shapely.length(units.drawn[0]) == pytest.approx(90, abs=0.1)
    gap = shapely.MultiLineString([[start, middle], [far, end]])
    with pytest.raises(Refusal, match="feature 1: is no single line"):
        read_segments(geojson(tmp_path / "g.geojson", [gap], [{"id": "a"}]), within=25)


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ([{"id": "a"}, {"id": "b"}, {"id": "a"}], "holds the code 'a' twice"),
        ([{"id": "a"}, {"id": None}, {"id": "c"}], "feature 2: has no code"),
    ],
)
def test_codes_that_lack_or_repeat_are_refused(tmp_path: Path, rows: list[dict[str, Any]], said: str) -> None:
    with pytest.raises(Refusal, match=said):
        read_segments(geojson(tmp_path / "s.geojson", rows=rows), within=25)


def test_what_is_no_line_is_refused_with_its_number(tmp_path: Path) -> None:
    mixed = [LINES[0], shapely.Point(424_000, 564_000), LINES[2]]
    with pytest.raises(Refusal, match="feature 2: is Point, no line"):
        read_segments(geojson(tmp_path / "s.geojson", mixed), within=25)
    dot = [shapely.LineString([(424_000, 564_000), (424_000, 564_000)])]
    with pytest.raises(Refusal, match="feature 1: is no single line with a length"):
        read_segments(geojson(tmp_path / "d.geojson", dot, [{}]), within=25)


def test_another_coordinate_system_or_none_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Refusal, match="is in EPSG:3857"):
        read_segments(geopackage(tmp_path / "m.gpkg", "EPSG:3857"), within=25)


@pytest.mark.parametrize(
    ("crs", "xy", "said"),
    [
        ("EPSG::27700", [(-1.6, 54.9), (-1.5, 54.9)], "no metres in Britain"),
        ("OGC:1.3:CRS84", [(13.4, 52.5), (13.5, 52.5)], "no longitude and latitude in Britain"),
        ("OGC:CRS84", [(424_000.0, 564_000.0), (424_100.0, 564_000.0)], "no longitude and latitude in Britain"),
    ],
)
def test_coordinates_that_are_not_what_the_file_says_are_refused(
    tmp_path: Path, crs: str, xy: list[tuple[float, float]], said: str
) -> None:
    feature = {"type": "Feature", "properties": {}, "geometry": {"type": "LineString", "coordinates": xy}}
    named = {
        "type": "name",
        "properties": {"name": f"urn:ogc:def:crs:{crs}"},
    }
    file = tmp_path / "x.geojson"
    file.write_text(json.dumps({"type": "FeatureCollection", "crs": named, "features": [feature]}), "utf-8")
    with pytest.raises(Refusal, match=said):
        read_segments(file, within=25)


def test_a_file_that_is_not_there_or_no_map_or_empty_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Refusal, match="check the path of --segments"):
        read_segments(tmp_path / "absent.gpkg", within=25)
    (tmp_path / "x.geojson").write_text("no map", "utf-8")
    with pytest.raises(Refusal, match="can't be read as street segments") as refused:
        read_segments(tmp_path / "x.geojson", within=25)
    assert "\n" not in str(refused.value)
    (tmp_path / "e.geojson").write_text('{"type": "FeatureCollection", "features": []}', "utf-8")
    with pytest.raises(Refusal, match="holds no street segment"):
        read_segments(tmp_path / "e.geojson", within=25)


@pytest.mark.parametrize("metres", [0.0, -1.0, float("nan")])
def test_a_reach_of_nothing_is_refused(tmp_path: Path, metres: float) -> None:
    with pytest.raises(Refusal, match="--within"):
        read_segments(geojson(tmp_path / "s.geojson"), within=metres)


def test_the_reach_itself_is_within_and_a_little_more_is_not() -> None:
    streets = segment_units(np.array(LINES[:1]), ["a"], reach=25)
    assert unit_of(streets, as_events([424_050, 424_050], [564_025, 564_025.01])).tolist() == [0, -1]
    found = counts_in(streets, as_events([424_050, 424_050, np.nan], [564_000, 565_000, 1]))
    assert (found.counts.tolist(), found.outside, found.without_place) == ([1], 1, 1)


@given(st.lists(st.tuples(st.integers(0, 300), st.integers(0, 300)), min_size=1, max_size=30))
def test_each_event_is_on_the_nearest_segment_by_plain_arithmetic(where: list[tuple[int, int]]) -> None:
    lines = np.array([shapely.LineString([(100 * k, 0), (100 * k, 300)]) for k in range(4)])
    east, north = (np.array(each, dtype=float) for each in zip(*where, strict=True))
    found = unit_of(segment_units(lines, list("abcd"), reach=40), as_events(east, north))
    away = np.abs(east[:, None] - 100 * np.arange(4))
    assert found.tolist() == np.where(away.min(axis=1) <= 40, away.argmin(axis=1), -1).tolist()


def test_cells_and_segments_are_asked_the_same_way() -> None:
    from sextant.places import SquareGrid

    streets, grid = segment_units(np.array(LINES), ["a", "b", "c"]), SquareGrid(424_000, 564_000, 200, 2, 2)
    assert (plural_of(streets), plural_of(grid)) == ("street segments", "cells")
    assert (keys_of(streets, [2]), keys_of(grid, [1])) == (["c"], ["E424300-N564100"])
    assert [each.tolist() for each in middles_of(streets, [2])] == [[425_030.0], [564_040.0]]
    assert [each.tolist() for each in middles_of(grid, [1])] == [[424_300.0], [564_100.0]]
    assert [shape.geom_type for shape in (*shapes_of(streets, [0]), *shapes_of(grid, [0]))] == ["LineString", "Polygon"]


def test_a_code_longer_than_plans_keep_is_refused(tmp_path: Path) -> None:
    rows = [{"id": "x" * 61}, {"id": "a"}, {"id": "b"}]
    with pytest.raises(Refusal, match="a code of 61 letters"):
        read_segments(geojson(tmp_path / "s.geojson", rows=rows), within=25)
    assert read_segments(geojson(tmp_path / "s.geojson", rows=[{"id": "x" * 60}, *rows[1:]]), within=25).codes[2]
