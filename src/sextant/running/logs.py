"""The log: one JSON line an event, for machines that gather it, and nothing in it about people.

Events of our own may carry the words of FIELDS and no others. Of what libraries log only who logged, how serious it was
and where a fault arose are kept: their messages hold user names, addresses, values and search terms.
"""

from __future__ import annotations

import logging
import logging.config
import traceback
from collections.abc import Mapping, MutableMapping
from pathlib import PurePath
from types import TracebackType
from typing import Any

import structlog

Line = MutableMapping[str, Any]

WORDS = ("time", "level", "event", "logger", "id", "route", "method", "status", "ms", "job", "kind", "state", "attempt")
NUMBERS = ("rows", "bytes", "files", "seconds", "count", "check", "version", "workers", "port")
FIELDS = frozenset((*WORDS, *NUMBERS, "error", "frames"))
OUTSPOKEN = "_granian"  # the web server tells of ports and workers; its warnings and errors quote what failed
FRAMES = 12  # the innermost
LONGEST = 120  # letters of a word


def only_known_fields(_logger: Any, _method: str, line: Line) -> Line:
    """Drop every word that is not on the list, and cut what is long or not plain."""
    return {key: _plain(value) for key, value in line.items() if key in FIELDS}


def fault_without_values(_logger: Any, _method: str, line: Line) -> Line:
    """An exception as its type and places. Its message and its variables may hold anything, and stay out."""
    given = line.pop("exc_info", None)
    if given:
        kind, _value, trace = given if isinstance(given, tuple) else _of(given)
        if kind:
            line.update(error=kind.__name__, frames=_frames(trace))
    return line


def without_message(_logger: Any, _method: str, line: Line) -> Line:
    """A line of a library's: the logger's name stands for the message."""
    record: logging.LogRecord | None = line.get("_record")
    spoken = record and record.name.startswith(OUTSPOKEN) and record.levelno <= logging.INFO
    if record and not spoken:
        line["event"] = record.name
        if isinstance(status := getattr(record, "status_code", None), int):
            line["status"] = status
    return line


STAMPS: list[Any] = [
    structlog.processors.TimeStamper(fmt="iso", utc=True, key="time"),
    structlog.stdlib.add_log_level,
    structlog.stdlib.add_logger_name,
]
LAST: list[Any] = [fault_without_values, only_known_fields, structlog.processors.JSONRenderer(sort_keys=False)]

LOGGING: dict[str, Any] = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "json": {
            "()": structlog.stdlib.ProcessorFormatter,
            "foreign_pre_chain": [*STAMPS, without_message],
            "processors": LAST,
        }
    },
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "json"}},
    "root": {"handlers": ["stderr"], "level": "INFO"},
    "loggers": {
        "django": {"handlers": [], "level": "WARNING", "propagate": True},
        "django.server": {"handlers": [], "level": "WARNING", "propagate": True},
        "axes": {"handlers": [], "level": "WARNING", "propagate": True},
        "_granian": {"handlers": [], "level": "INFO", "propagate": True},
        "granian.access": {"handlers": [], "level": "CRITICAL", "propagate": False},
    },
}


def configure() -> None:
    """Send everything that is logged in this process through the above, to standard error."""
    logging.config.dictConfig(LOGGING)
    logging.captureWarnings(True)
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            *STAMPS,
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )


def configure_for_setting_up() -> None:
    """As above, but warnings and faults only: who sets something up sees its progress."""
    configure()
    logging.getLogger().setLevel(logging.WARNING)


def _of(given: Any) -> tuple[type[BaseException] | None, Any, TracebackType | None]:
    import sys

    return (type(given), given, given.__traceback__) if isinstance(given, BaseException) else sys.exc_info()


def _frames(trace: TracebackType | None) -> list[str]:
    found = traceback.extract_tb(trace)[-FRAMES:]
    return [f"{'/'.join(PurePath(each.filename).parts[-2:])}:{each.lineno} {each.name}" for each in found]


def _plain(value: Any) -> Any:
    if value is None or isinstance(value, bool | int | float):
        return value
    if isinstance(value, list | tuple):
        return [_plain(each) for each in value]
    if isinstance(value, Mapping):
        return "…"
    return str(value)[:LONGEST]
