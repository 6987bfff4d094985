"""Spark over Parquet, on this machine or on a cluster: the same expressions as DuckDB's, through ibis.

Answers come back as Arrow straight from Spark's own process, so that the workers of a cluster need no Python.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cached_property
from itertools import count
from os import environ
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from sextant.engines.spark_session import OBJECTS, objects_folder, session
from sextant.engines.through_ibis import IbisEngine
from sextant.errors import Refusal

if TYPE_CHECKING:
    import ibis.expr.types as ir

GLOB = str.maketrans({sign: f"\\{sign}" for sign in "\\[]{}*?"})  # Hadoop takes them for patterns
VIEWS = count()  # several engines may share one session


class SparkEngine(IbisEngine):
    """See `engines.base.Engine`. `settings` are environment variables: see `spark_session`.

    Raises Refusal when the first question is asked and pyspark or a fitting Java is missing. A scan is looked at once
    and kept: parts never change, they are named by their hash.
    """

    name = "spark"

    def __init__(self, settings: Mapping[str, str] = environ) -> None:
        self._settings = settings
        self._scans: dict[tuple[Path, ...], ir.Table] = {}

    @cached_property
    def _session(self) -> Any:
        return session(self._settings)

    @cached_property
    def _connection(self) -> Any:
        import ibis

        return ibis.pyspark.connect(self._session)

    def _scan(self, paths: Sequence[Path]) -> ir.Table:
        key = tuple(paths)
        if key not in self._scans:
            self._scans[key] = self._view(self._read([self._address(path) for path in paths]))
        return self._scans[key]

    def _read(self, addresses: Sequence[str]) -> Any:
        read = self._session.read.parquet  # before pyspark's errors are named: it may be missing
        from pyspark.errors import AnalysisException

        try:
            return read(*addresses)
        except AnalysisException as fault:
            if fault.getCondition() != "PATH_NOT_FOUND":
                raise
            where = addresses[0].rpartition("/")[0]
            mend = f"bring the lake's objects there, or set {OBJECTS} to where they are"
            raise Refusal("engine 'spark'", f"lacks files of the lake in {where}", mend) from fault

    def _pairs(self, kept: pa.Table) -> ir.Table:
        return self._view(self._session.createDataFrame(kept))

    def _answer(self, expression: ir.Table) -> pa.Table:
        return self._session.sql(self._connection.compile(expression)).toArrow()

    def _view(self, frame: Any) -> ir.Table:
        name = f"sextant_{next(VIEWS)}"
        frame.createOrReplaceTempView(name)
        return self._connection.table(name)

    def _address(self, path: Path) -> str:
        """Where Spark's workers find a file: by its name in a shared folder of objects, else here."""
        folder = objects_folder(self._settings)
        return f"{folder}/{path.name}" if folder else f"file://{str(path.resolve()).translate(GLOB)}"
