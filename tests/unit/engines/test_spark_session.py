from __future__ import annotations

import stat
from pathlib import Path

import pytest

from sextant.engines import engine, spark_session
from sextant.engines.base import Part, Query
from sextant.engines.spark import SparkEngine
from sextant.engines.spark_session import java_version, missing
from sextant.errors import Refusal


def java(folder: Path, version: str) -> dict[str, str]:
    """Settings that lead to a Java which says it is `version`."""
    path = folder / "jdk" / "bin" / "java"
    path.parent.mkdir(parents=True)
    path.write_text(f"#!/bin/sh\necho 'openjdk version \"{version}\" 2024-01-01' >&2\n")
    path.chmod(path.stat().st_mode | stat.S_IXUSR)
    return {"JAVA_HOME": str(folder / "jdk"), "PATH": "/bin"}


@pytest.fixture
def installed(monkeypatch) -> None:
    monkeypatch.setattr(spark_session, "find_spec", lambda _name: True)


@pytest.mark.parametrize(("said", "version"), [("17.0.15", 17), ("21", 21), ("1.8.0_402", 8), ("25.0.1", 25)])
def test_the_major_version_of_java_is_read_as_java_says_it(tmp_path: Path, said: str, version: int) -> None:
    assert java_version(java(tmp_path, said)) == version


def test_java_is_found_on_the_path_where_java_home_is_not_set(tmp_path: Path) -> None:
    settings = java(tmp_path, "17.0.15")
    assert java_version({"PATH": f"{settings['JAVA_HOME']}/bin:/bin"}) == 17


def test_without_java_there_is_no_version(tmp_path: Path) -> None:
    assert java_version({"PATH": str(tmp_path)}) is None


@pytest.mark.usefixtures("installed")
@pytest.mark.parametrize("said", ["17.0.15", "21.0.2"])
def test_spark_starts_on_the_javas_it_is_made_for(tmp_path: Path, said: str) -> None:
    assert missing(java(tmp_path, said)) is None


@pytest.mark.usefixtures("installed")
@pytest.mark.parametrize(("said", "seen"), [("1.8.0_402", "found Java 8"), ("25.0.1", "found Java 25")])
def test_a_java_that_spark_does_not_run_on_is_told(tmp_path: Path, said: str, seen: str) -> None:
    assert missing(java(tmp_path, said)) == (
        f"needs Java 17 to 21 and {seen}",
        "install one (Debian: openjdk-17-jre-headless) and name its folder in JAVA_HOME",
    )


@pytest.mark.usefixtures("installed")
def test_missing_java_is_told(tmp_path: Path) -> None:
    assert missing({"PATH": str(tmp_path)}) == (
        "needs Java 17 to 21 and found none",
        "install one (Debian: openjdk-17-jre-headless) and name its folder in JAVA_HOME",
    )


@pytest.mark.usefixtures("installed")
def test_a_remote_spark_needs_no_java_here(tmp_path: Path) -> None:
    assert missing({"PATH": str(tmp_path), "SPARK_REMOTE": "sc://cluster"}) is None


def test_missing_pyspark_is_one_line_that_says_how_to_install_it(tmp_path: Path, monkeypatch) -> None:
    monkeypatch.setattr(spark_session, "find_spec", lambda _name: None)
    with pytest.raises(Refusal) as refused:
        SparkEngine({"PATH": str(tmp_path)}).run(Query("t"), [Part(tmp_path / "x.parquet")])
    assert str(refused.value) == (
        "engine 'spark': needs pyspark, which is not installed; install the extra, `pip install 'sextant[spark]'`, or "
        "in a clone set SEXTANT_EXTRAS=spark and use ./run."
    )


def test_an_unknown_engine_is_refused_with_the_names_there_are() -> None:
    with pytest.raises(Refusal, match="engine 'spork': is not known; use one of duck, spark, reference"):
        engine("spork")


def test_a_local_spark_opens_no_port_to_the_network() -> None:
    asked = spark_session.configuration({})
    assert asked["spark.master"] == "local[2]"
    assert asked["spark.driver.bindAddress"] == asked["spark.driver.host"] == "127.0.0.1"
    assert asked["spark.ui.enabled"] == "false"


def test_a_cluster_keeps_the_settings_of_its_spark_defaults() -> None:
    asked = spark_session.configuration({"SEXTANT_SPARK_MASTER": "yarn", "SEXTANT_SPARK_MEMORY": "8g"})
    assert (asked["spark.master"], asked["spark.driver.memory"]) == ("yarn", "8g")
    assert not {"spark.driver.host", "spark.driver.bindAddress", "spark.sql.shuffle.partitions"} & asked.keys()
