"""The Spark session that the engine asks: started here, or the one that is there already."""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Mapping
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from sextant.errors import Refusal

MASTER, MEMORY, OBJECTS = "SEXTANT_SPARK_MASTER", "SEXTANT_SPARK_MEMORY", "SEXTANT_SPARK_OBJECTS"
DEFAULTS = {MASTER: "local[2]", MEMORY: "2g"}
JAVAS = range(17, 22)  # what Spark 4.0 runs on: 24 took away what Hadoop's client calls
INSTALL = "install the extra, `pip install 'sextant[spark]'`, or in a clone set SEXTANT_EXTRAS=spark and use ./run"
QUIET = Path(__file__).with_name("spark_log.properties")


def session(settings: Mapping[str, str]) -> Any:
    """The session that runs already (a notebook's, Databricks'), else a new one.

    Settings: SEXTANT_SPARK_MASTER (default `local[2]`), SEXTANT_SPARK_MEMORY of the driver (`2g`); SPARK_REMOTE, which
    is Spark's own, goes before a master. All else is Spark's spark-defaults.conf. Raises Refusal.
    """
    if fault := missing(settings):
        raise Refusal("engine 'spark'", *fault)
    from pyspark.sql import SparkSession

    return SparkSession.getActiveSession() or _started(SparkSession.builder.appName("sextant"), settings)


def missing(settings: Mapping[str, str]) -> tuple[str, str] | None:
    """What keeps Spark from starting and how to mend it; None when nothing does."""
    if not find_spec("pyspark"):
        return "needs pyspark, which is not installed", INSTALL
    if settings.get("SPARK_REMOTE"):
        return None
    found = java_version(settings)
    if found in JAVAS:
        return None
    seen = f"found Java {found}" if found else "found none"
    mend = "install one (Debian: openjdk-17-jre-headless) and name its folder in JAVA_HOME"
    return f"needs Java {JAVAS[0]} to {JAVAS[-1]} and {seen}", mend


def java_version(settings: Mapping[str, str]) -> int | None:
    """The major version of the Java that Spark would start, from JAVA_HOME or the path; None without one."""
    home = settings.get("JAVA_HOME")
    java = shutil.which("java", path=f"{home}/bin" if home else settings.get("PATH"))
    if not java:
        return None
    told = subprocess.run([java, "-version"], capture_output=True, text=True, check=False).stderr
    found = re.search(r'version "(?:1\.)?(\d+)', told)
    return int(found[1]) if found else None


def objects_folder(settings: Mapping[str, str]) -> str:
    """The address of a copy of the lake's `objects` folder that every worker reaches; empty: the files here."""
    return settings.get(OBJECTS, "").rstrip("/")


def _started(builder: Any, settings: Mapping[str, str]) -> Any:
    if settings.get("SPARK_REMOTE"):
        return builder.remote(settings["SPARK_REMOTE"]).getOrCreate()
    for key, value in configuration(settings).items():
        builder = builder.config(key, value)
    return builder.getOrCreate()


def configuration(settings: Mapping[str, str]) -> dict[str, str]:
    """What Spark is started with: as little as possible, since it goes before what spark-defaults.conf says."""
    master = settings.get(MASTER) or DEFAULTS[MASTER]
    chosen = {
        "spark.master": master,
        "spark.driver.memory": settings.get(MEMORY) or DEFAULTS[MEMORY],
        "spark.driver.extraJavaOptions": f"-Dlog4j2.configurationFile={QUIET.as_uri()}",
        "spark.ui.enabled": "false",  # a port that would show data to whoever asks
        "spark.ui.showConsoleProgress": "false",
        "spark.sql.caseSensitive": "true",  # as DuckDB compares text; column names are ours
    }
    return chosen | (_HERE if master.startswith("local") else {})


_HERE = {
    "spark.driver.bindAddress": "127.0.0.1",
    "spark.driver.host": "127.0.0.1",  # nothing listens to the network
    "spark.sql.shuffle.partitions": "4",  # an answer is a few thousand rows; 200 is for a cluster
}
