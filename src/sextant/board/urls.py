"""Addresses of the board and of each measure."""

from __future__ import annotations

from sextant.access.permissions import Permission as P
from sextant.board import views
from sextant.web.routes import Policy, route

urlpatterns = [
    route("", views.board, "board", Policy(P.FIGURES_READ)),
]
