"""The page of a set, on the screen and on paper, and the map's data."""

from __future__ import annotations

import json
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from markupsafe import Markup

from sextant.access.permissions import Permission as P
from sextant.access.policy import can
from sextant.desks.hotspots import results
from sextant.desks.hotspots.actions import MAKERS
from sextant.desks.hotspots.drawing import map_of, near_map_of
from sextant.desks.hotspots.forms import ApproveForm, PlaceFilterForm
from sextant.desks.hotspots.models import HotspotSet
from sextant.desks.hotspots.presenting import CANT_SEE, TIERS, Line, asked_in_words, lengths, lines, resting, span_held
from sextant.errors import Refusal
from sextant.web.workspace import home

QUALITY = {
    "without_place": "without a place, so on no map",
    "outside": "outside the study area",
    "snapped": "on a map point or a rounded place",
    "repeated": "at the very place of another",
    "untimed": "without a time, only a month",
    "on_default_points": "on default points, such as custody suites and hospitals",
}


def page_of_set(
    request: HttpRequest, found: HotspotSet, *, template: str = "hotspots/set.html", approve_form: Any = None
) -> HttpResponse:
    """The page; with a form that was refused, status 400."""
    every, shown = lines(found, request.GET)
    listed = [line for line in every if line.shown]
    told = results.read(found.result_sha256)
    may_make = any(can(request.user, each, found) for each in MAKERS)
    context = {
        "found": found,
        "span": span_held(found),
        "lines": listed,
        "all": len(every),
        "shown": shown,
        "filter": PlaceFilterForm(),
        "kinds": [
            ("", "any kind"),
            *((kind, kind) for kind in sorted({kind for line in every for kind in line.place.why})),
        ],
        "told": told,
        "resting": resting(found),
        "lengths": lengths(found),
        "notes": told.get("notes", []),
        "quality": _quality(told),
        "stops": told.get("stops"),
        "asked": asked_in_words(found),
        "tier": TIERS.get(found.tier, found.tier),
        "cards": list(found.cards.order_by("-at")),
        "cant_see": CANT_SEE,
        "maps": _maps(found, listed),
        "tiles": settings.TILES,
        "may_make": may_make,
        "may_judge": may_make and found.state == "draft",
        "may_approve": found.state == "draft"
        and can(request.user, P.ACTION_AGREE, found)
        and found.made_by_id != request.user.pk,
        "approve_form": approve_form or ApproveForm(initial={"valid_from": timezone.localdate()}),
        "form": approve_form,
        "today": timezone.localdate(),
    }
    return render(request, template, context, status=400 if approve_form else 200)


def map_data(request: HttpRequest, pk: int) -> HttpResponse:
    """Ranked places, the counts under them and the outline, in longitude and latitude; only from here, never stored."""
    found = get_object_or_404(HotspotSet.objects.visible_to(request.user), pk=pk)
    every, _ = lines(found, request.GET)
    places = _features([line for line in every if line.shown])
    cells = results.text(found.result_sha256, results.CELLS, "null")
    outline = results.text(found.result_sha256, results.OUTLINE, "null")
    body = f'{{"places": {places}, "cells": {cells}, "outline": {outline}}}'
    return HttpResponse(body, content_type="application/json")


def latest_month(force: str) -> str:
    """The last month of street records that are held; empty where none are."""
    from sextant.lake.catalogue import Lake
    from sextant.lake.selection import select

    try:
        months = select(Lake(home().lake), "police-uk", "street").present(force)
    except Refusal:  # nothing is loaded yet: the box stays empty
        return ""
    return str(max(months)) if months else ""


def _features(listed: list[Line]) -> str:
    import numpy as np
    import shapely

    from sextant.places.boundary import as_geojson

    outlines = np.empty(len(listed), dtype=object)
    outlines[:] = list(shapely.from_wkt([line.place.shape for line in listed])) if listed else []
    named = [
        {
            "id": line.place.pk,
            "rank": line.place.rank,
            "name": line.name,
            "count": line.place.count,
            "expected": f"{line.place.expected:.2f}",
            "p": line.chance,
            "why": line.why,
            "sanity": line.place.sanity,
        }
        for line in listed
    ]
    return json.dumps(as_geojson(outlines, named) if listed else {"type": "FeatureCollection", "features": []})


def _maps(found: HotspotSet, listed: list[Line]) -> list[Markup]:
    places = [line.place for line in listed]
    drawn = [map_of(found, places, _outline(found)), near_map_of(found, places)]
    return [Markup(svg) for svg in drawn if svg]  # our own drawing, every word of it escaped


def _outline(found: HotspotSet) -> Any:
    """The study area's outline in metres, as the job left it; None without one."""
    import numpy as np
    import shapely

    from sextant.places.projection import to_grid

    kept = json.loads(results.text(found.result_sha256, results.OUTLINE, "null"))
    if not kept:
        return None
    shape = shapely.from_geojson(json.dumps(kept["features"][0]["geometry"]))
    return shapely.transform(shape, lambda xy: np.stack(to_grid(xy[:, 0], xy[:, 1]), axis=1))


def _quality(told: dict[str, Any]) -> list[tuple[str, int, int, float | None]]:
    panel = told.get("quality") or {}
    parts = [(words, panel[name]) for name, words in QUALITY.items() if panel.get(name)]
    return [(words, part["events"], part["of"], part["share"]) for words, part in parts]
