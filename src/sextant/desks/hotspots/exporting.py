"""A set as a file for maps: every row carries its marking and says what its places are. An export is a disclosure."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any

from django.http import HttpResponse

from sextant.access.models import User
from sextant.desks.hotspots.models import HotspotSet
from sextant.desks.hotspots.presenting import TIERS, Line, resting, span_held
from sextant.desks.leaving import disclosed, marking

KINDS = {
    "geojson": "application/geo+json",
    "gpkg": "application/geopackage+sqlite3",
    "csv": "text/csv; charset=utf-8",
}


def export(*, by: User, found: HotspotSet, kind: str) -> HttpResponse:
    """The file, after the audit has been written. `kind` is one of KINDS."""
    import shapely

    from sextant.places.outputs import write_places

    disclosed(by, f"exported hotspots as {kind}", "hotspot set", found.pk, edition=found.edition_no, state=found.state)
    places = list(found.hotspots.all())
    marks, shapes = resting(found), list(shapely.from_wkt([place.shape for place in places]))
    rows = [_row(found, Line(each, True), marks.get(each.key)) for each in places]
    with tempfile.TemporaryDirectory() as folder:
        path = write_places(Path(folder) / f"hotspots.{kind}", rows, shapes, layer="hotspots")
        answer = HttpResponse(path.read_bytes(), content_type=KINDS[kind])
    answer["Content-Disposition"] = f'attachment; filename="hotspots-{found.pk}-{found.state}.{kind}"'
    return answer


def _row(found: HotspotSet, line: Line, default_point: str | None) -> dict[str, Any]:
    place = line.place
    counted = {
        "rank": place.rank,
        "key": place.key,
        "name": place.name,
        "count": place.count,
        "expected_a_week": place.expected,
        "neighbourhood": place.neighbourhood,
        "neighbourhood_expected": place.neighbourhood_expected,
        "p": place.p,
        "q": place.q,
        "stability": place.stability,
    }
    said = {
        "why": line.why,
        "default_point": default_point,
        "sanity": place.sanity,
        "sanity_reason": place.sanity_reason,
        "problem": place.note,
        "what_to_do": place.what_to_do,
    }
    told = {
        "set": str(found),
        "state": found.state,
        "window": span_held(found),
        "places_are": TIERS.get(found.tier, found.tier),
        "map_points": found.era_warning,
        "made_up": found.made_up,
        "marking": marking(),
    }
    return counted | said | told
