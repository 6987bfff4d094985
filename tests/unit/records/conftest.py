"""Small files in memory, read by a kind into lists."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import pytest

from sextant.bodies import Bodies
from sextant.records import kind
from sextant.records.kinds import Intake
from sextant.records.memory import BytesFile, ListSink, read_into_memory

Reading = Callable[..., ListSink]


@pytest.fixture(scope="session")
def bodies() -> Bodies:
    return Bodies.load()


@pytest.fixture(scope="session")
def read_files(bodies: Bodies) -> Reading:
    """`read_files("police-uk", {"name.csv": "text"}, force="northumbria")` gives the sink that was read into."""

    def read(
        name: str,
        files: Mapping[str, str | bytes],
        *,
        force: str | None = None,
        mapping: Mapping[str, Any] | None = None,
    ) -> ListSink:
        made = [BytesFile(name, data.encode() if isinstance(data, str) else data) for name, data in files.items()]
        body = bodies.named(force) if force else None
        sink = read_into_memory(kind(name), Intake(made, bodies, body, mapping or {}))
        assert sink.rows_read == sink.rows_accepted + sink.rows_refused
        return sink

    return read
