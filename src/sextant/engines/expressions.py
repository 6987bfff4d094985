"""A query as an ibis expression: the same for every engine that ibis reaches."""

from __future__ import annotations

from functools import reduce
from operator import and_, or_
from typing import TYPE_CHECKING

from sextant.engines.base import Condition, Query, Tally

if TYPE_CHECKING:
    import ibis.expr.types as ir


def matching(table: ir.Table, query: Query) -> ir.Table:
    """The rows that meet every condition of the query."""
    for condition in query.where:
        table = table.filter(_met(table, condition))
    return table


def tallied(rows: ir.Table, query: Query) -> ir.Table:
    """One row a group: the `by` columns and `tally`."""
    return rows.group_by(list(query.by)).aggregate(tally=_number(rows, query.tally))


def _met(table: ir.Table, condition: Condition) -> ir.BooleanValue:
    columns = [table[name] for name in condition.columns]
    match condition.op:
        case "in":
            return columns[0].isin(condition.values)
        case "not_in":
            return columns[0].notnull() & columns[0].notin(condition.values)
        case "between":
            return columns[0].between(*condition.values)
        case "any_true":
            return reduce(or_, (column.fill_null(False) for column in columns))
        case "all_false":
            return reduce(and_, (~column.fill_null(True) for column in columns))
        case "any_unknown":
            none_true = reduce(and_, (~column.fill_null(False) for column in columns))
            return none_true & reduce(or_, (column.isnull() for column in columns))


def _number(rows: ir.Table, tally: Tally) -> ir.IntegerScalar:
    if tally.how == "rows":
        return rows.count()
    column = rows[tally.column or ""]
    if tally.how == "sum":
        return column.sum().fill_null(0)
    return column.nunique() + column.isnull().sum().fill_null(0)
