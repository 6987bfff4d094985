"""What every test may ask for."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

# A slow machine is no fault of the code, and what passes here passes everywhere: the examples are the same each time.
# `--hypothesis-profile=exploring` draws others.
settings.register_profile("exploring", deadline=None, suppress_health_check=[HealthCheck.too_slow], print_blob=True)
settings.register_profile("sextant", settings.get_profile("exploring"), derandomize=True, database=None)
settings.load_profile("sextant")

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture(scope="session")
def real_data() -> Path:
    """The folder of real public files; tests that want it skip, with the reason, where it is not."""
    folder = Path(os.environ.get("SEXTANT_DATA", ROOT.parent / "shared" / "data"))
    if not (folder / "prc").is_dir():
        pytest.skip("the real public files are not here: set SEXTANT_DATA to their folder")
    return folder
