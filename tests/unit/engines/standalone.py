"""A Spark cluster of its own on loopback: one master and two workers, started for a test and stopped by their ids."""

from __future__ import annotations

import os
import re
import subprocess
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

LOOPBACK = "127.0.0.1"
PATIENCE = 300  # seconds until a part of the cluster that does not come up is given up
DEFAULTS = """
spark.executor.memory 512m
spark.executor.cores 1
spark.cores.max 2
"""


@dataclass(frozen=True)
class Cluster:
    """Where the master listens, the settings that lead Sextant to it, and the folder that each worker works in."""

    master: str
    settings: dict[str, str]
    workers: tuple[Path, ...]

    def took_part(self) -> list[bool]:
        """Of each worker whether it ran a part of an application."""
        return [any(folder.glob("app-*/*")) for folder in self.workers]


@contextmanager
def cluster(folder: Path, workers: int = 2) -> Iterator[Cluster]:
    """Start master and workers, hand them over, stop them whatever happens. Raises TimeoutError."""
    folder.mkdir()
    (folder / "spark-defaults.conf").write_text(DEFAULTS)
    names = [f"worker-{number}" for number in range(1, workers + 1)]
    with ExitStack() as running:
        log = _start(running, folder, "master", "master.Master")
        master = _told(log, r"Starting Spark master at (spark://[\d.:]+)")
        for name in names:
            options = ("--cores", "1", "--memory", "1g", "--work-dir", str(folder / name), master)
            log = _start(running, folder, name, "worker.Worker", *options)
            _told(log, r"(Successfully registered) with master")
        settings = _environment(folder) | {"SEXTANT_SPARK_MASTER": master, "SEXTANT_SPARK_MEMORY": "1g"}
        yield Cluster(master, settings, tuple(folder / name for name in names))


def _environment(folder: Path) -> dict[str, str]:
    ours = {"SPARK_LOCAL_IP": LOOPBACK, "SPARK_CONF_DIR": str(folder), "SPARK_DAEMON_MEMORY": "256m"}
    return dict(os.environ) | ours


def _start(running: ExitStack, folder: Path, name: str, what: str, *options: str) -> Path:
    import pyspark

    program = Path(pyspark.__file__).parent / "bin" / "spark-class"
    command = [str(program), f"org.apache.spark.deploy.{what}", "--host", LOOPBACK, "--webui-port", "0", *options]
    log = folder / f"{name}.log"
    with log.open("wb") as file:
        process = subprocess.Popen(command, stdout=file, stderr=file, env=_environment(folder))
    running.callback(_stop, process)
    return log


def _stop(process: subprocess.Popen[bytes]) -> None:
    process.terminate()
    try:
        process.wait(20)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def _told(log: Path, pattern: str) -> str:
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        if found := re.search(pattern, log.read_text("utf-8", "replace")):
            return found[1]
        time.sleep(0.2)
    raise TimeoutError(f"{log.name} never said {pattern!r}: {log.read_text('utf-8', 'replace')[-2000:]}")
