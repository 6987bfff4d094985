"""`sextant hotspots plan --areas` with files that people draw: what is read, and what is refused in one line."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from .hotspots_asks import Sextant

Ring = list[tuple[float, float]]
SQUARE: Ring = [(-1.62, 54.96), (-1.61, 54.96), (-1.61, 54.97), (-1.62, 54.97), (-1.62, 54.96)]
FAR: Ring = [(-1.5, 54.96), (-1.49, 54.96), (-1.49, 54.97), (-1.5, 54.97), (-1.5, 54.96)]
IN_METRES: Ring = [(424_000, 564_000), (424_200, 564_000), (424_200, 564_200), (424_000, 564_000)]
CROSSED: Ring = [(-1.62, 54.96), (-1.61, 54.97), (-1.61, 54.96), (-1.62, 54.97), (-1.62, 54.96)]
OPEN: Ring = [(-1.62, 54.96), (-1.61, 54.97)]


def drawn(file: Path, *features: tuple[Ring | None, dict[str, Any]]) -> Path:
    listed = [
        {
            "type": "Feature",
            "properties": properties,
            "geometry": ring and {"type": "Polygon", "coordinates": [ring]},
        }
        for ring, properties in features
    ]
    file.write_text(json.dumps({"type": "FeatureCollection", "features": listed}), "utf-8")
    return file


def plan(sextant: Sextant, home: Path, file: Path, *words: object) -> Any:
    return sextant(
        "hotspots", "plan", "--areas", file, "--start", "2025-04-07", "--out", file.parent / "plan", "--home", home,
        *words,
    )  # fmt: skip


def test_numbers_that_are_written_as_text_are_numbers(sextant: Sextant, hotspots_home: Path, tmp_path: Path) -> None:
    file = drawn(
        tmp_path / "areas.geojson",
        (SQUARE, {"key": "a", "expected": "2.5", "rank": "2"}),
        (FAR, {"key": "b", "count": "8", "rank": "1"}),
    )
    made = plan(sextant, hotspots_home, file, "--json")
    assert made.status == 0, made.err
    assert [(area["key"], area["rank"], area["expected"]) for area in made.json["areas"]] == [
        ("b", 1, 8),
        ("a", 2, 2.5),
    ]


@pytest.mark.parametrize(
    ("ring", "properties", "said"),
    [
        (FAR, {"expected": "many"}, "has expected 'many'"),
        (FAR, {"expected": -1.5}, "has expected '-1.5'"),
        (FAR, {"expected": [1, 2]}, "has expected '[1, 2]'"),
        (FAR, {"count": "lots"}, "has count 'lots'"),
        (FAR, {"rank": "first"}, "has rank 'first'"),
        (FAR, {"rank": 1.5}, "has rank '1.5'"),
        (FAR, {"stability": "high"}, "has stability 'high'"),
        (FAR, {"state": "good"}, "has the state 'good'"),
        (None, {}, "is no polygon"),
        (IN_METRES, {}, "no longitude and latitude in Britain"),
        ([(-1.6, 1e300), (-1.5, 54.0), (-1.5, 54.1), (-1.6, 1e300)], {}, "no longitude and latitude in Britain"),
        (CROSSED, {}, "crosses itself"),
        (OPEN, {}, "not closed"),
    ],
)
def test_a_file_that_can_not_be_read_is_refused_in_one_line_with_file_and_feature(
    sextant: Sextant, hotspots_home: Path, tmp_path: Path, ring: Ring | None, properties: dict[str, Any], said: str
) -> None:
    file = drawn(tmp_path / "areas.geojson", (SQUARE, {"key": "a"}), (ring, {"key": "b"} | properties))
    refused = plan(sextant, hotspots_home, file)
    assert refused.status == 2
    assert said in refused.err
    assert "areas.geojson, feature 2" in refused.err
    assert len(refused.err.strip().splitlines()) == 1


def test_a_file_without_an_area_is_refused(sextant: Sextant, hotspots_home: Path, tmp_path: Path) -> None:
    refused = plan(sextant, hotspots_home, drawn(tmp_path / "areas.geojson"))
    assert (refused.status, "areas.geojson: holds no area" in refused.err) == (2, True)


def test_areas_too_small_to_be_judged_are_told_so_and_not_that_a_grid_is_too_fine(
    sextant: Sextant, hotspots_home: Path, tmp_path: Path
) -> None:
    corner = [(-1.62, 54.96), (-1.61995, 54.96), (-1.61995, 54.96004), (-1.62, 54.96004), (-1.62, 54.96)]
    file = drawn(tmp_path / "areas.geojson", (corner, {"key": "a", "expected": 1}))
    asked = ("--force", "wexmoor", "--to", "2025-03", "--start", "2024-12", "--areas", file, "--home", hotspots_home)
    refused = sextant("hotspots", "evaluate", *asked)
    assert refused.status == 2
    assert "the patrolled areas: are in the middle as large as a square of" in refused.err
    assert "cells" not in refused.err
