"""Makes grid_golden.json with pyproj (PROJ), no dependency of ours: `pip install pyproj==3.7.2`, then run this."""

from __future__ import annotations

import json
from pathlib import Path

POINTS = ((570_000, 615_000), (600_000, 650_000), (660_000, 675_000), (425_000, 565_000), (651_409.903, 313_177.270))


def main() -> None:
    """Write longitude and latitude of each point, by the seven-parameter shift (no grid file is installed)."""
    import pyproj

    change = pyproj.Transformer.from_crs("EPSG:27700", "EPSG:4326", always_xy=True)
    cases = [{"grid": point, "degrees": change.transform(*point)} for point in POINTS]
    golden = {"made_with": f"pyproj {pyproj.__version__}, PROJ {pyproj.proj_version_str}", "cases": cases}
    Path(__file__).with_name("grid_golden.json").write_text(json.dumps(golden, indent=1) + "\n", "utf-8")


if __name__ == "__main__":
    main()
