"""The engines that tests run on. Spark where it can start; elsewhere its tests skip, or fail where Java is required."""

from __future__ import annotations

import os
from functools import cache

import pytest

from sextant.engines import ENGINES, engine
from sextant.engines.base import Engine
from sextant.engines.spark_session import missing

SPARK_MARKS = [
    pytest.mark.slow,
    pytest.mark.xdist_group("spark"),  # one process starts Java, not each
    # pyspark leaves the socket that brought an answer to be closed when it is collected
    pytest.mark.filterwarnings("ignore:unclosed <socket.*127.0.0.1:ResourceWarning"),
]
EACH = [pytest.param(name, marks=SPARK_MARKS if name == "spark" else []) for name in sorted(ENGINES)]


def spark_can_start() -> None:
    """Skip with a plain reason, or fail where SEXTANT_REQUIRE says that Java must be there."""
    lack = missing(os.environ)
    if lack and "java" in os.environ.get("SEXTANT_REQUIRE", ""):
        pytest.fail(f"Spark must run here and {lack[0]}")
    if lack:
        pytest.skip(f"Spark {lack[0]}; {lack[1]}")


@cache
def ready(name: str) -> Engine:
    """The engine of that name, one for all tests of a process: Spark takes seconds to start."""
    if name == "spark":
        spark_can_start()
    return engine(name)
