"""Compiled: sums over neighbours, and the exact null distribution of such a sum, for every unit of a study area.

The null is conditional: a unit keeps its own value, and its m neighbours are m draws without replacement from the
values of all other units. It depends on m and on the own value only, so units are taken value by value.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from sextant.places.compiled import compiled

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
Bytes = npt.NDArray[np.uint8]
Places = npt.NDArray[np.int32]


@compiled
def grid_sums(values: Ints, mask: Bytes, queen: bool, total: Ints, degree: Places) -> None:
    """Sum and number of the neighbours that count, for every cell of a lattice; values outside the mask must be 0."""
    rows, columns = values.shape
    up, many = np.zeros(columns + 2, np.int64), np.zeros(columns + 2, np.int32)
    for row in range(rows):
        first, last = max(row - 1, 0), min(row + 1, rows - 1)
        up[:] = 0
        many[:] = 0
        for each in range(first, last + 1):
            if queen or each != row:
                for column in range(columns):
                    up[column + 1] += values[each, column]
                    many[column + 1] += mask[each, column]
        if queen:
            for column in range(columns):
                total[row, column] = up[column] + up[column + 1] + up[column + 2] - values[row, column]
                degree[row, column] = many[column] + many[column + 1] + many[column + 2] - mask[row, column]
        else:
            for column in range(columns):
                total[row, column], degree[row, column] = up[column + 1], many[column + 1]
                if column > 0:
                    total[row, column] += values[row, column - 1]
                    degree[row, column] += mask[row, column - 1]
                if column + 1 < columns:
                    total[row, column] += values[row, column + 1]
                    degree[row, column] += mask[row, column + 1]


@compiled
def listed_sums(values: Ints, mask: Bytes, start: Ints, to: Ints, total: Ints, degree: Places) -> None:
    """As `grid_sums`, for units with a list of neighbours."""
    for unit in range(len(start) - 1):
        found, many = 0, 0
        for place in range(start[unit], start[unit + 1]):
            found += values[to[place]]
            many += mask[to[place]]
        total[unit], degree[unit] = found, many


@compiled
def by_rank(values: Ints, mask: Bytes, rank_of: Places, first: Ints, order: Places) -> None:
    """Units of the mask ordered by value, then by place. `first` holds where the units of each value begin."""
    place = first[:-1].copy()
    for unit in range(len(values)):
        if mask[unit]:
            rank = rank_of[values[unit]]
            order[place[rank]] = unit
            place[rank] += 1


@compiled
def draws(different: Ints, numbers: Ints, n: int, most: int, top: int) -> tuple[Floats, Ints]:
    """Coefficients of Π (1 + y·z^v / n)^(N_v) up to y^most: row j is, up to its scale, the sum of j of all values.

    Values must ascend; `top` is the sum of the `most` largest. Also the largest sum of each row.
    """
    rows = np.zeros((most + 1, top + 1))
    rows[0, 0] = 1.0
    reach = np.full(most + 1, -1)
    reach[0] = 0
    for k in range(len(different)):
        value = different[k]
        for j in range(most, 0, -1):
            ways = 1.0
            for c in range(1, min(j, numbers[k]) + 1):
                ways *= (numbers[k] - c + 1.0) / (c * float(n))
                if reach[j - c] >= 0:
                    source, into = rows[j - c], rows[j, c * value :]
                    for s in range(reach[j - c] + 1):
                        into[s] += ways * source[s]
                    reach[j] = max(reach[j], reach[j - c] + c * value)
    return rows, reach


@compiled
def tails(
    rows: Floats,
    reach: Ints,
    different: Ints,
    first: Ints,
    order: Places,
    total: Ints,
    degree: Places,
    n: int,
    upper: Floats,
    lower: Floats,
) -> None:
    """Upper and lower exact p of every unit: the chance of a sum as high, as low, given its own value."""
    most, top = rows.shape[0] - 1, rows.shape[1] - 1
    before, now = np.zeros(top + 1), np.zeros(top + 1)
    above, below = np.ones((most + 1, top + 1)), np.ones((most + 1, top + 1))
    wanted = np.zeros(most + 1, np.int64)
    for rank in range(len(different)):
        value = different[rank]
        wanted[:] = -1
        for place in range(first[rank], first[rank + 1]):
            wanted[degree[order[place]]] = max(wanted[degree[order[place]]], total[order[place]])
        deepest = 0
        for j in range(1, most + 1):
            if wanted[j] >= 0:
                deepest = j
        before[:] = 0.0
        before[0] = 1.0
        for j in range(1, deepest + 1):
            _without_own(rows[j], before, value, reach[j], reach[j - 1], n, now)
            if wanted[j] >= 0:
                _cumulated(now, reach[j], wanted[j], above[j], below[j])
            before, now = now, before
        for place in range(first[rank], first[rank + 1]):
            unit = order[place]
            if degree[unit] > 0:
                upper[unit] = above[degree[unit], total[unit]]
                lower[unit] = below[degree[unit], total[unit]]


@compiled
def _without_own(row: Floats, before: Floats, value: int, reach: int, reach_before: int, n: int, now: Floats) -> None:
    """Division by (1 + y·z^value / n), one power of y further; rounding below 0 is cut off."""
    last = min(reach, reach_before + value)  # what `before` holds beyond its reach is of another value
    for s in range(min(value, reach + 1)):
        now[s] = row[s]
    for s in range(value, last + 1):
        now[s] = max(row[s] - before[s - value] / n, 0.0)
    for s in range(max(last + 1, value), reach + 1):
        now[s] = row[s]


@compiled
def _cumulated(now: Floats, reach: int, wanted: int, above: Floats, below: Floats) -> None:
    """Chances of a sum of at least and at most s, each added up from its own tail; s up to `wanted`."""
    tail = 0.0
    for s in range(reach, -1, -1):
        tail += now[s]
        if s <= wanted:
            above[s] = tail
    head = 0.0
    for s in range(wanted + 1):
        head += now[s]
        below[s] = min(head / tail, 1.0)
    for s in range(wanted + 1):
        above[s] = min(above[s] / tail, 1.0)


@compiled
def z_star(
    total: Ints, own: Ints, degree: Places, mask: Bytes, n: int, s1: float, s2: float, star: bool, z: Any
) -> Any:
    """Getis and Ord's z. Returns how many units of the mask have none (all units in one neighbourhood, no spread)."""
    without = 0
    for unit in range(len(own)):
        if not mask[unit]:
            continue
        if star:
            cells, mean_sum, square_sum, weights = float(n), s1, s2, degree[unit] + 1.0
            found = total[unit] + own[unit]
        else:
            cells, weights, found = n - 1.0, float(degree[unit]), total[unit]
            mean_sum, square_sum = s1 - own[unit], s2 - float(own[unit]) * own[unit]
        spread = (cells * square_sum - mean_sum * mean_sum) * (cells * weights - weights * weights)
        if spread > 0.0:
            z[unit] = (cells * found - weights * mean_sum) / np.sqrt(spread / (cells - 1.0))
        else:
            z[unit] = np.inf
            without += 1
    return without
