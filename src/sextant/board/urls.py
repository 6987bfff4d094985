"""Addresses of the board, of each measure, of what can be downloaded, and of the rows behind a figure."""

from __future__ import annotations

from sextant.access.permissions import Permission as P
from sextant.board import downloads, rows, views
from sextant.web.routes import Policy, route

READ = Policy(P.FIGURES_READ)
FRESH = Policy(P.FIGURES_READ, fresh="always")  # numbers that the public may not see leave the workspace

urlpatterns = [
    route("", views.board, "board", READ),
    route("board/<slug:force>/", views.board_of, "board-of", READ),
    route("board/<slug:force>/make/", views.make, "board-make", Policy(P.RECORDS_LOAD, ("POST",))),
    route("board/<slug:force>/figures.csv", downloads.figures_csv, "board-csv", READ),
    route("board/<slug:force>/figures.json", downloads.figures_json, "board-json", READ),
    route("board/<slug:force>/inside/figures.csv", downloads.inside_csv, "board-inside-csv", FRESH),
    route("board/<slug:force>/inside/figures.json", downloads.inside_json, "board-inside-json", FRESH),
    route("board/<slug:force>/<slug:measure>/", views.measure, "measure", READ),
    route("board/<slug:force>/<slug:measure>/<slug:part>.svg", downloads.chart, "measure-chart", READ),
    route("board/<slug:force>/<slug:measure>/<str:part>.csv", downloads.table, "measure-table", READ),
    route(
        "board/<slug:force>/<slug:measure>/inside/<slug:part>.svg",
        downloads.inside_chart,
        "measure-inside-chart",
        FRESH,
    ),
    route(
        "board/<slug:force>/<slug:measure>/inside/<str:part>.csv", downloads.inside_table, "measure-inside-table", FRESH
    ),
    route("board/<slug:force>/<slug:measure>/rows/<str:key>/", rows.rows, "rows", Policy(P.ROWS_OPEN, ("GET", "POST"))),
]
