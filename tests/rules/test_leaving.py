"""Whatever leaves the workspace as a file, and whatever signs, holds, erases or gives power, asks once more who one is.

A view is followed into what it calls: one that comes upon a way to make a file is an export, whatever it is called.
"""

from __future__ import annotations

import dis
import inspect
from collections.abc import Callable, Iterator
from types import CodeType, FunctionType, ModuleType
from typing import Any

import pytest
from django.urls import URLPattern

from sextant.access.permissions import Permission as P
from sextant.web.exports import csv_response
from sextant.web.routes import PUBLIC, Policy
from tests.rules.test_addresses import ALL

MAKES_A_FILE = {"csv_response", "Content-Disposition", "FileResponse", "StreamingHttpResponse", "as_attachment"}
OPEN = {  # downloads that ask for nothing, and why
    "board-csv": "figures that anybody may see; the others come from board-inside-csv",
    "board-json": "figures that anybody may see; the others come from board-inside-json",
    "measure-chart": "figures that anybody may see; the others come from measure-inside-chart",
    "measure-table": "figures that anybody may see; the others come from measure-inside-table",
    **dict.fromkeys(
        ("statement-page-file", "statement-page-second", "statement-page-third"),
        "pages to read, and files that are public; the view itself asks for those of a draft",
    ),
}
POWERS = {
    P.STATEMENT_SIGN,
    P.STATEMENT_PUBLISH,
    P.USER_MANAGE,
    P.EDITION_DISPOSE,
    P.BREAK_GLASS,
    P.BREAK_GLASS_REVIEW,
}
HARMLESS = {  # what is posted with a power and uses none of it, and why
    "find-person": "looks somebody up; a name does not belong into an address",
}
WORDS = ("hold", "lift", "sign", "refuse", "publish", "recall", "withdraw", "approve", "grant-role", "dispose", "glass")


def leaves(view: Callable[..., Any]) -> bool:
    """Whether a view can answer with a file, itself or through what it calls without asking who one is."""
    return any(_makes_a_file(each) for each in _reached(inspect.unwrap(view)))


def asks(policy: Policy) -> bool:
    """Whether one can't get past the policy without having shown who one is."""
    return policy.fresh == "always" or (policy.fresh == "post" and policy.methods == ("POST",))


def downloads() -> list[URLPattern]:
    """The addresses inside the workspace that answer with a file."""
    return [each for each in ALL if each.callback.policy.needs != PUBLIC and leaves(each.callback)]


def test_the_walk_finds_the_downloads_there_are() -> None:
    names = {each.name for each in downloads()}
    assert {"actions-csv", "actions-ics", "export-audit", "board-csv", "board-inside-csv", "measure-table"} <= names
    assert {"hotspots-export", "hotspots-plan-export", "quarantine-file", "reconciliation-file"} <= names
    assert not {"actions", "board", "statement", "people", "job"} & names


def test_what_leaves_as_a_file_asks_who_one_is_or_says_why_not() -> None:
    assert [each.name for each in downloads() if asks(each.callback.policy) == (each.name in OPEN)] == []


def test_an_export_that_does_not_ask_is_found() -> None:
    assert leaves(_forgotten)
    assert leaves(_forgotten_below)
    assert not leaves(_page)


def test_who_uses_a_power_is_asked_who_they_are() -> None:
    changing = [each for each in ALL if "POST" in each.callback.policy.methods]
    using = [each for each in changing if each.callback.policy.permissions and _are_powers(each)]
    assert len(using) > 15
    assert [each.name for each in using if bool(each.callback.policy.fresh) == (each.name in HARMLESS)] == []


@pytest.mark.parametrize("word", WORDS)
def test_what_is_called_so_asks_who_one_is(word: str) -> None:
    changing = [each for each in ALL if "POST" in each.callback.policy.methods and word in each.name.split("-")]
    assert [each.name for each in changing if not each.callback.policy.fresh] == []


def test_no_reason_is_given_for_an_address_that_is_not_there() -> None:
    assert {*OPEN, *HARMLESS} <= {each.name for each in ALL}


def _reached(view: Callable[..., Any], known: set[int] | None = None) -> Iterator[FunctionType]:
    """The view and every function of ours that it names, as far as they go; not past one that asks who one is."""
    known = set() if known is None else known
    for function in _functions_in(view):
        if id(function) in known or "reauthentication_required" in function.__code__.co_qualname:
            continue
        known.add(id(function))
        yield function
        for value in _named(function):
            yield from _reached(value, known)


def _functions_in(value: Any) -> list[FunctionType]:
    return [value] if isinstance(value, FunctionType) and value.__module__.startswith(("sextant.", "tests.")) else []


def _named(function: FunctionType) -> Iterator[Any]:
    """What a function's names stand for: globals, attributes of our own modules, and what it closes over."""
    yield from (cell.cell_contents for cell in function.__closure__ or ())
    for code in _codes(function.__code__):
        holder: Any = None
        for step in dis.get_instructions(code):
            if step.opname in ("LOAD_GLOBAL", "LOAD_NAME"):
                holder = function.__globals__.get(step.argval)
                yield holder
            elif step.opname in ("LOAD_ATTR", "LOAD_METHOD") and isinstance(holder, ModuleType):
                yield vars(holder).get(step.argval)
                holder = None


def _are_powers(pattern: URLPattern) -> bool:
    return {*pattern.callback.policy.permissions} <= POWERS


def _makes_a_file(function: FunctionType) -> bool:
    codes = list(_codes(function.__code__))
    words = {word for code in codes for word in (*code.co_names, *code.co_consts) if isinstance(word, str)}
    keywords = {word for code in codes for const in code.co_consts if isinstance(const, tuple) for word in const}
    return bool(MAKES_A_FILE & (words | {word for word in keywords if isinstance(word, str)}))


def _codes(code: CodeType) -> Iterator[CodeType]:
    yield code
    for const in code.co_consts:
        if isinstance(const, CodeType):
            yield from _codes(const)


def _forgotten(_request: Any) -> Any:
    return csv_response("all.csv", (), ())


def _forgotten_below(request: Any) -> Any:
    return _forgotten(request)


def _page(request: Any) -> Any:
    return request
