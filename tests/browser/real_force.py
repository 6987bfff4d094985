"""A force's workspace with its real public files: the demonstration's people, and what police.uk and the Home Office
published of Northumbria."""

from __future__ import annotations

import csv
import shutil
from pathlib import Path

from tests.web.processes import Place

FORCE, NAME = "northumbria", "Northumbria"
LAST_YEAR = "2022/23"
STREETS, RECORDED = "policeuk-northumbria", "prc/prc-pfa-quarterly-edition-2023-10.csv"
OUTLINES = "geo/pfa2020_ew.geojson"


def give_the_home_to_it(place: Place, data: Path, spare: Path) -> None:
    """Load its files, put its outline into the home, and make the workspace its own."""
    place.json("load", "police-uk", data / STREETS, status=1)  # exact duplicates are quarantined
    place.json("load", "recorded-crime", _recorded(data / RECORDED, spare))
    place.home.joinpath("lists").mkdir(exist_ok=True)
    shutil.copy(data / OUTLINES, place.home / "lists" / "boundary.geojson")
    settings = place.home / "workspace.toml"
    settings.write_text(settings.read_text("utf-8").replace("wexmoor", FORCE), "utf-8")


def _recorded(whole: Path, spare: Path) -> Path:
    """The force's own rows up to the quarter that is patrolled in: the figures are made of that quarter then."""
    path = spare / whole.name
    with whole.open(encoding="utf-8", newline="") as source, path.open("w", encoding="utf-8", newline="") as into:
        head, *rows = csv.reader(source)
        writer = csv.writer(into)
        writer.writerow(head)
        writer.writerows(row for row in rows if row[2] == NAME and (row[0], row[1]) <= (LAST_YEAR, "2"))
    return path
