"""`./run bench`: every benchmark, or those named: `./run bench load_speed`."""

from __future__ import annotations

import sys
from importlib import import_module

ALL = (
    "alerts",
    "charts",
    "compare_start",
    "formats",
    "load_speed",
    "places_density",
    "places_first_call",
    "places_forecast",
    "places_gi",
    "places_knox",
    "places_placebo",
    "places_scan",
    "statement_build",
    "verdict_rate",
)


def main() -> None:
    for name in sys.argv[1:] or ALL:
        print(f"\n── {name.replace('_', ' ')} ──", flush=True)
        import_module(f"benchmarks.{name}").main()


if __name__ == "__main__":
    main()
