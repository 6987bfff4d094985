"""A lake of 43 made-up forces over ten years: one force is generated and loaded, the others are thinned copies of it.

Every copy goes through the loader's own staging, coverage and catalogue; only the reading of CSV is left out. A copy
keeps each street row and each crime by chance, so that forces differ in size and in every figure. Crime IDs are not
made anew: no figure asks for them across forces.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from io import BytesIO
from pathlib import Path
from shutil import copy
from typing import Any, BinaryIO

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from sextant.bodies import Bodies
from sextant.config import Home
from sextant.lake.catalogue import Lake
from sextant.lake.loading import GOVERNANCE, Request, load
from sextant.lake.requests import request_for
from sextant.records import kind
from sextant.records.kinds import Intake, Sink
from sextant.synthetic import make

FORCES, YEARS = 43, 10
DATED = date(2025, 11, 30)
TABLES = {"police-uk": "street", "recorded-crime": "recorded_crime", "crimes": "crimes"}
BATCH = 128 * 1024
BODY = """
[[body]]
slug = "{slug}"
name = "Made-up force {number}"
type = "territorial"
made_up = true
"""


@dataclass(frozen=True)
class Recipe:
    """Stands where a file would: the line that says how a copy is made, from which its edition gets its name."""

    slug: str
    share: float
    origin: str

    @property
    def name(self) -> str:
        return f"{self.slug}.txt"

    @property
    def text(self) -> bytes:
        return f"{self.slug}: {self.share:.4f} of {self.origin}\n".encode()

    @property
    def size(self) -> int:
        return len(self.text)

    def open(self) -> BinaryIO:
        return BytesIO(self.text)


def one_force(folder: Path, scale: float) -> Home:
    """Generate one made-up force and load its files as anybody would."""
    made, home = folder / "made", Home(folder / "one")
    make(made, years=YEARS, scale=scale)
    home.lists.mkdir(parents=True)
    copy(made / "bodies.toml", home.lists)
    [recorded] = made.glob("recorded-crime/*.csv")
    _load(home, "police-uk", made / "police-uk")
    _load(home, "recorded-crime", recorded)
    _load(home, "crimes", made / "crimes" / "crimes.csv", made / "crimes" / "mapping.toml")
    return home


def forces(home: Home, origin: Home, street_rows: int) -> int:
    """Fill `home` with FORCES thinned copies of the force in `origin`, about `street_rows` in all; returns how many.

    Raises ValueError when `origin` is too small for that many.
    """
    share = street_rows / (FORCES * _stored(origin, "police-uk").rows)
    slugs = [f"made-up-{number:02}" for number in range(1, FORCES + 1)]
    home.lists.mkdir(parents=True)
    bodies = "".join(BODY.format(slug=slug, number=slug[-2:]) for slug in slugs)
    (home.lists / "bodies.toml").write_text(bodies, "utf-8")
    return sum(
        _copied(home, origin, kind_name, slug, share * each)
        for slug, each in zip(slugs, np.linspace(0.7, 1.3, FORCES).tolist(), strict=True)
        for kind_name in TABLES
    )


def _load(home: Home, kind_name: str, path: Path, mapping: Path | None = None) -> None:
    load(Lake(home.lake), request_for(home, kind_name, [path], None, DATED, mapping))


def _stored(home: Home, kind_name: str) -> Any:
    [edition] = Lake(home.lake).editions(kind_name)
    return edition.tables[TABLES[kind_name]]


def _copied(home: Home, origin: Home, kind_name: str, slug: str, share: float) -> int:
    """Make one edition of one force; returns its street rows."""
    if share > 1:
        raise ValueError(f"the one force is too small to be thinned to {share:.2f} of its size: raise its scale")
    stored = _stored(origin, kind_name)
    source = Lake(origin.lake).object_path(stored.object)
    asked = replace(kind(kind_name), read=_reader(kind_name, source, slug, share))
    intake = Intake([Recipe(slug, share, stored.object)], Bodies.load(home.lists))  # type: ignore[list-item]
    governance = dict.fromkeys(GOVERNANCE, "made-up data of a benchmark")
    edition = load(Lake(home.lake), Request(asked, intake, DATED, governance)).edition
    return edition.rows_accepted if kind_name == "police-uk" else 0


def _reader(kind_name: str, source: Path, slug: str, share: float) -> Callable[[Intake, Sink], None]:
    chance = np.random.default_rng([int(slug[-2:]), len(kind_name)])

    def read(_intake: Intake, sink: Sink) -> None:
        for rows in _batches(source):
            thin = _fewer_counted(rows, share, chance) if kind_name == "recorded-crime" else _fewer(rows, share, chance)
            sink.read(thin.num_rows)
            place = thin.column_names.index("body")
            sink.write(TABLES[kind_name], thin.set_column(place, "body", pa.repeat(slug, thin.num_rows)))

    return read


def _batches(source: Path) -> Iterator[pa.Table]:
    for batch in pq.ParquetFile(source).iter_batches(BATCH):
        yield pa.Table.from_batches([batch])


def _fewer(rows: pa.Table, share: float, chance: np.random.Generator) -> pa.Table:
    return rows.filter(pa.array(chance.random(rows.num_rows) < share))


def _fewer_counted(rows: pa.Table, share: float, chance: np.random.Generator) -> pa.Table:
    counts = rows["count"].to_numpy()
    thinned = np.sign(counts) * chance.binomial(np.abs(counts), share)
    return rows.set_column(rows.column_names.index("count"), "count", pa.array(thinned))
