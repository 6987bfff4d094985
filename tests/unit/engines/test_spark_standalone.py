from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from sextant.config import Home
from tests.engines import SPARK_MARKS, spark_can_start
from tests.unit.engines.standalone import cluster
from tests.unit.measures.lakes import home_with, quarters, with_street

pytestmark = SPARK_MARKS


def measures(home: Home, engine: str, settings: Mapping[str, str] | None = None) -> dict[str, Any]:
    """What `sextant measures --json` prints, from a process of its own."""
    options = ["--force", "northumbria", "--to", "2021-12", "--engine", engine, "--home", str(home.root), "--json"]
    command = [sys.executable, "-m", "sextant", "measures", *options]
    done = subprocess.run(command, capture_output=True, text=True, env=settings, timeout=900, check=False)
    assert done.returncode == 0, done.stderr
    told: dict[str, Any] = json.loads(done.stdout)
    return told


def test_a_master_with_two_workers_gives_the_figures_of_duckdb_to_the_byte(tmp_path: Path) -> None:
    spark_can_start()
    home = home_with(tmp_path, quarters(lambda k: 4 + k % 3, "1"), quarters(lambda k: 400 + 9 * k, "34B"))
    with_street(home, tmp_path, {f"2021-{m:02}": {"Anti-social behaviour": 40, "Robbery": m} for m in range(1, 13)})
    with cluster(tmp_path / "cluster") as running:
        on_spark = measures(home, "spark", running.settings)
        assert running.took_part() == [True, True]
    [stored] = home.figures.glob("*.json")
    before = stored.read_bytes()
    stored.unlink()
    assert measures(home, "duck") == on_spark
    assert stored.read_bytes() == before
