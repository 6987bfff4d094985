"""Loading street files beside a bare DuckDB read and write of the same files (goal: within 3 times)."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from benchmarks.timing import ratio, timed

LOAD = """
import resource, sys
from pathlib import Path
from sextant.config import Home
from sextant.lake.catalogue import Lake
from sextant.lake.loading import load
from sextant.lake.requests import request_for
home = Home(Path(sys.argv[1]))
load(Lake(home.lake), request_for(home, sys.argv[2], [Path(sys.argv[3])], None, None, None))
print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024)
"""
BARE = """
import duckdb, sys
from pathlib import Path
for what in ("street", "outcomes", "stop-and-search"):
    source = str(Path(sys.argv[3]) / "**" / f"*-{what}.csv")
    target = str(Path(sys.argv[1]) / f"{what}.parquet")
    duckdb.sql(f"copy (select * from read_csv('{source}', all_varchar=true, filename=true)) "
               f"to '{target}' (format parquet, compression zstd)")
"""


BARE_ONE = """
import duckdb, sys
duckdb.sql(f"copy (select * from read_csv('{sys.argv[3]}', all_varchar=true, filename=true)) "
           f"to '{sys.argv[1]}/street.parquet' (format parquet, compression zstd)")
"""
PEAK: list[int] = []


def main(source: Path | None = None) -> None:
    with tempfile.TemporaryDirectory() as folder:
        files = source or _source(Path(folder))
        size = sum(path.stat().st_size for path in files.rglob("*.csv")) / 1e6
        print(f"{size:,.0f} MB in {sum(1 for _ in files.rglob('*.csv'))} files, each run in a process of its own")
        ours = timed("sextant load police-uk", lambda: _run(LOAD, Path(folder) / "work", files))
        bare = timed("bare DuckDB read and write", lambda: _run(BARE, Path(folder) / "work", files))
        print(ours, bare, ratio(ours, bare), sep="\n")
        path = _big_file(Path(folder))
        ours = timed("sextant load, one file of 2 GB", lambda: _peak(path, Path(folder) / "work"), runs=1)
        bare = timed("bare DuckDB, one file of 2 GB", lambda: _run(BARE_ONE, Path(folder) / "work", path), runs=1)
        print(ours, bare, ratio(ours, bare), f"largest memory of that load: {PEAK[-1]:,} MB", sep="\n")


def _source(folder: Path) -> Path:
    """The real public files where they are at hand, else the made-up force's."""
    real = Path(os.environ.get("SEXTANT_DATA", "../shared/data")) / "policeuk-northumbria"
    if real.is_dir():
        return real
    from sextant.synthetic import make

    make(folder / "made", years=3)
    return folder / "made" / "police-uk"


def _run(code: str, work: Path, source: Path, kind: str = "police-uk") -> str:
    shutil.rmtree(work, ignore_errors=True)
    work.mkdir(parents=True)
    command = [sys.executable, "-c", code, str(work), kind, str(source)]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout


def _peak(path: Path, work: Path) -> None:
    """Load and note the peak resident memory in MB."""
    PEAK.append(int(_run(LOAD, work, path).strip()))


def _big_file(folder: Path, gigabytes: float = 2.0) -> Path:
    """A street file as large as that, of rows that differ in nothing but their Crime ID."""
    import hashlib

    path = folder / "big" / "2021-12-northumbria-street.csv"
    path.parent.mkdir()
    head = "Crime ID,Month,Reported by,Falls within,Longitude,Latitude,Location,LSOA code,LSOA name,Crime type,"
    tail = (
        ",2021-12,Northumbria Police,Northumbria Police,-1.609843,54.970228,On or near DEAN STREET,E01033543,"
        "Newcastle upon Tyne 024G,Shoplifting,Investigation complete; no suspect identified,\n"
    )
    with path.open("w") as file:
        file.write(head + "Last outcome category,Context\n")
        row = 0
        while file.tell() < gigabytes * 1e9:
            block = [hashlib.sha256(str(row + k).encode()).hexdigest() + tail for k in range(20_000)]
            file.write("".join(block))
            row += 20_000
    return path


if __name__ == "__main__":
    main()
