"""The log says what happened and never to whom: every value that could name somebody is kept out of it."""

from __future__ import annotations

import ast
import io
import json
import logging
import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import structlog
from hypothesis import given
from hypothesis import strategies as st

from sextant.running.logs import FIELDS, LONGEST, configure, configure_for_setting_up, only_known_fields

SOURCE = Path(__file__).resolve().parents[3] / "src" / "sextant"
SECRET = "mia.wexmoor-hunter2"


class Lines:
    """What was logged, a dictionary a line."""

    def __init__(self, stream: io.StringIO) -> None:
        self.stream = stream

    @property
    def text(self) -> str:
        return self.stream.getvalue()

    def __call__(self) -> list[dict[str, Any]]:
        return [json.loads(line) for line in self.text.splitlines()]


@pytest.fixture
def lines() -> Iterator[Lines]:
    root, showing = logging.getLogger(), warnings.showwarning
    handlers, level = list(root.handlers), root.level
    configure()
    stream = io.StringIO()
    for handler in root.handlers:
        if type(handler) is logging.StreamHandler:
            handler.setStream(stream)
    yield Lines(stream)
    logging.captureWarnings(False)
    warnings.showwarning = showing
    root.handlers[:], root.level = handlers, level
    structlog.reset_defaults()


@pytest.mark.usefixtures("lines")  # they put the log back
def test_setting_up_logs_faults_only_and_never_on_standard_output(capsys: pytest.CaptureFixture[str]) -> None:
    configure_for_setting_up()
    structlog.get_logger("sextant.jobs").info("job", state="done")
    structlog.get_logger("sextant.jobs").error("job failed", state="failed")
    said = capsys.readouterr()
    assert (said.out, json.loads(said.err)["event"]) == ("", "job failed")


def test_an_event_of_ours_is_one_json_line_with_time_level_and_logger(lines: Lines) -> None:
    structlog.get_logger("sextant.web").info("request", route="board", method="GET", status=200, ms=3.5, id="ab12")
    [line] = lines()
    assert line.pop("time").endswith("Z")
    assert line == {
        "level": "info",
        "logger": "sextant.web",
        "event": "request",
        "route": "board",
        "method": "GET",
        "status": 200,
        "ms": 3.5,
        "id": "ab12",
    }


@pytest.mark.parametrize("word", ["user", "username", "actor", "path", "query", "q", "body", "ip", "email", "reason"])
def test_a_word_that_is_not_on_the_list_is_dropped(lines: Lines, word: str) -> None:
    structlog.get_logger("sextant.web").warning("request", **{word: SECRET})
    assert SECRET not in lines.text
    assert lines()[0]["event"] == "request"


@given(st.dictionaries(st.text(max_size=12), st.text() | st.integers() | st.none() | st.lists(st.text())))
def test_no_other_word_ever_passes(line: dict[str, Any]) -> None:
    kept = only_known_fields(None, "", dict(line))
    assert set(kept) <= FIELDS
    assert all(len(value) <= LONGEST for value in kept.values() if isinstance(value, str))


def test_a_fault_is_told_by_its_type_and_places_without_its_values(lines: Lines) -> None:
    def lookup(name: str) -> None:
        raise KeyError(name)

    try:
        lookup(SECRET)
    except KeyError:
        structlog.get_logger("sextant.jobs").exception("job failed", kind="load", job=7)
    [line] = lines()
    assert (line["error"], line["kind"], line["job"]) == ("KeyError", "load", 7)
    assert line["frames"][-1].endswith(" lookup")
    assert line["frames"][-1].startswith("running/test_logs.py:")
    assert SECRET not in lines.text


class TestALibrarysLine:
    def test_keeps_its_name_and_status_but_not_its_message(self, lines: Lines) -> None:
        logging.getLogger("django.request").warning(
            "Not Found: %s", f"/people/{SECRET}", extra={"status_code": 404, "request": SECRET}
        )
        [line] = lines()
        assert (line["event"], line["status"], line["level"]) == ("django.request", 404, "warning")
        assert SECRET not in lines.text

    def test_keeps_the_fault_but_not_its_words(self, lines: Lines) -> None:
        try:
            raise ValueError(f"UNIQUE constraint failed: {SECRET}")
        except ValueError:
            logging.getLogger("django.request").error("Internal Server Error: %s", f"/{SECRET}", exc_info=True)
        assert lines()[0]["error"] == "ValueError"
        assert SECRET not in lines.text

    @pytest.mark.parametrize(
        "name", ["axes.watch_login", "django.security.DisallowedHost", "allauth", "urllib3", "root"]
    )
    def test_of_any_other_library_is_treated_alike(self, lines: Lines, name: str) -> None:
        logging.getLogger(name).error(f"New login failure by {SECRET}")
        assert (lines()[0]["event"], SECRET in lines.text) == (name, False)

    def test_of_the_web_server_is_kept(self, lines: Lines) -> None:
        logging.getLogger("_granian").info("Listening at: %s", "http://127.0.0.1:8000")
        assert lines()[0]["event"] == "Listening at: http://127.0.0.1:8000"

    def test_of_a_fault_in_the_web_server_is_not(self, lines: Lines) -> None:
        logging.getLogger("_granian.utils").error(f"Application callable raised an exception\nValueError: {SECRET}")
        assert (lines()[0]["event"], SECRET in lines.text) == ("_granian.utils", False)

    def test_of_the_web_servers_access_log_is_not_there_at_all(self, lines: Lines) -> None:
        logging.getLogger("granian.access").info(f"GET /?q={SECRET}")
        assert lines.text == ""

    def test_a_warning_of_pythons_is_a_line_too(self, lines: Lines) -> None:
        with warnings.catch_warnings():
            warnings.simplefilter("always")
            logging.captureWarnings(True)
            warnings.warn(f"deprecated {SECRET}", stacklevel=1)
        assert (lines()[0]["event"], SECRET in lines.text) == ("py.warnings", False)


def test_an_event_of_ours_is_a_fixed_text_never_put_together_with_a_value() -> None:
    """`log.info(f"searched {term}")` would carry the term past the list of words."""
    calls = ("debug", "info", "warning", "error", "exception", "critical")
    wrong = []
    for path in SOURCE.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            named = isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in calls
            owner = node.func.value if named else None  # type: ignore[attr-defined]
            if isinstance(owner, ast.Name) and owner.id in ("log", "logger") and node.args:  # type: ignore[attr-defined]
                first = node.args[0]  # type: ignore[attr-defined]
                if not (isinstance(first, ast.Constant) and isinstance(first.value, str)):
                    wrong.append(f"{path.relative_to(SOURCE)}:{first.lineno}")
    assert wrong == []
