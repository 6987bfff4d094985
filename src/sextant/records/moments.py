"""Dates and times written in a stated form, or as ISO."""

from __future__ import annotations

from datetime import datetime

import pyarrow as pa
import pyarrow.compute as pc

from sextant.records.checks import each_distinct, empty_to_null

MOMENT = pa.timestamp("us")
EARLIEST, LATEST = datetime(1900, 1, 1), datetime(2100, 1, 1)


def parse_moments(texts: pa.Array, form: str | None = None) -> pa.Array:
    """Text to timestamps without a time zone; null where nothing stands or what stands is no date of 1900 to 2099.

    `form` is a strftime format; ISO is read as well, since spreadsheets hand over true dates as ISO.
    """
    if pa.types.is_dictionary(texts.type):
        return parse_moments(texts.dictionary, form).take(texts.indices)
    filled = empty_to_null(texts)
    moments = _quickly(filled, form) if form else pa.nulls(len(filled), MOMENT)
    left = pc.and_(pc.is_valid(filled), pc.is_null(moments))
    slow = each_distinct(pc.if_else(left, filled, pa.scalar(None, pa.string())), lambda text: _one(text, form), MOMENT)
    return pc.coalesce(moments, slow)


def _quickly(texts: pa.Array, form: str) -> pa.Array:
    """What the vectorised reader understands, where writing it back gives the same text: it takes 31 February."""
    moments = pc.strptime(texts, format=form, unit="us", error_is_null=True)
    same = pc.equal(pc.strftime(moments.cast(pa.timestamp("s")), format=form), texts)
    inside = pc.and_(pc.greater_equal(moments, EARLIEST), pc.less(moments, LATEST))
    return pc.if_else(pc.and_(same, inside), moments, pa.scalar(None, MOMENT))


def _one(text: str, form: str | None) -> datetime | None:
    moment = _in_form(text, form) or _as_iso(text)
    return moment if moment and moment.tzinfo is None and EARLIEST <= moment < LATEST else None


def _in_form(text: str, form: str | None) -> datetime | None:
    try:
        return datetime.strptime(text, form) if form else None
    except ValueError:
        return None


def _as_iso(text: str) -> datetime | None:
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        return None
