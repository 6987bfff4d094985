"""The page of desks, where a person may open several; and the freeze of what all of them counted."""

from __future__ import annotations

from sextant.access.permissions import Permission as P
from sextant.desks import views
from sextant.desks.desk import installed
from sextant.web.routes import Policy, route

ANY = tuple(dict.fromkeys(desk.reads for desk in installed()))

urlpatterns = [
    route("", views.overview, "desks", Policy(ANY)),
    route("freeze/", views.freeze, "desks-freeze", Policy(P.RECORDS_LOAD, ("POST",))),
]
