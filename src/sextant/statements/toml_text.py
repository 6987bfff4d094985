"""Values as TOML, the same text from the same values."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any


def table(values: Mapping[str, Any], heading: str = "") -> str:
    """Lines `key = value` under a heading; what is None or an empty text is left out."""
    lines = [heading] if heading else []
    lines += [f"{_key(key)} = {_value(value)}" for key, value in values.items() if value not in (None, "")]
    return "".join(f"{line}\n" for line in lines)


def tables(name: str, rows: Iterable[Mapping[str, Any]]) -> str:
    """Each row under its own [[name]] line."""
    return "".join("\n" + table(row, f"[[{name}]]") for row in rows)


def _key(key: str) -> str:
    return key if key.replace("-", "").replace("_", "").isalnum() and key.isascii() else _text(key)


def _value(value: Any) -> str:
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, list | tuple):
        return f"[{', '.join(_value(each) for each in value)}]"
    return _text(str(value))


def _text(value: str) -> str:
    """A basic string: JSON writes the same escapes, but leaves one control character as it is."""
    return json.dumps(" ".join(value.split()), ensure_ascii=False).replace("\x7f", "\\u007F")
