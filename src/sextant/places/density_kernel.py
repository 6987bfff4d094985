"""Compiled: kernel densities at the centres of a grid's squares, each point added to the cells that it reaches."""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt

from sextant.places.compiled import compiled

Floats = npt.NDArray[np.float64]
Bytes = npt.NDArray[np.uint8]
CUT = 6.0  # standard deviations: beyond lies 1.5e-8 of a Gaussian's mass


@compiled
def add_gaussians(across: Floats, up: Floats, weight: Floats, sigma: Floats, out: Floats) -> None:
    """Add weight·exp(−d²/2σ²)/(2πσ²) to every cell; places in cells from the centre of cell (0, 0), σ in cells."""
    rows, columns = out.shape
    row_of_exp = np.empty(columns)
    for each in range(len(across)):
        reach, half = CUT * sigma[each], 0.5 / (sigma[each] * sigma[each])
        left, right = max(0, math.ceil(across[each] - reach)), min(columns - 1, math.floor(across[each] + reach))
        low, high = max(0, math.ceil(up[each] - reach)), min(rows - 1, math.floor(up[each] + reach))
        for column in range(left, right + 1):
            row_of_exp[column] = math.exp(-half * (column - across[each]) ** 2)
        for row in range(low, high + 1):
            factor = weight[each] * half / math.pi * math.exp(-half * (row - up[each]) ** 2)
            for column in range(left, right + 1):
                out[row, column] += factor * row_of_exp[column]


@compiled
def add_quartics(across: Floats, up: Floats, weight: Floats, radius: Floats, out: Floats) -> None:
    """Add weight·3/(πh²)·(1 − d²/h²)² to every cell nearer than h; places and h in cells."""
    rows, columns = out.shape
    for each in range(len(across)):
        h = radius[each]
        scale, share = weight[each] * 3.0 / (math.pi * h * h), 1.0 / (h * h)
        low, high = max(0, math.ceil(up[each] - h)), min(rows - 1, math.floor(up[each] + h))
        for row in range(low, high + 1):
            left_over = 1.0 - share * (row - up[each]) ** 2
            if left_over <= 0.0:
                continue
            half = h * math.sqrt(left_over)
            left, right = max(0, math.ceil(across[each] - half)), min(columns - 1, math.floor(across[each] + half))
            for column in range(left, right + 1):
                inner = left_over - share * (column - across[each]) ** 2
                out[row, column] += scale * max(inner, 0.0) ** 2


@compiled
def masses(across: Floats, up: Floats, width: Floats, gaussian: bool, mask: Bytes, out: Floats) -> None:
    """The part of each kernel that lies on the cells of the mask: the sum of its heights at their centres."""
    rows, columns = mask.shape
    for each in range(len(across)):
        reach = CUT * width[each] if gaussian else width[each]
        share = 0.5 / width[each] ** 2 if gaussian else 1.0 / width[each] ** 2
        left, right = max(0, math.ceil(across[each] - reach)), min(columns - 1, math.floor(across[each] + reach))
        low, high = max(0, math.ceil(up[each] - reach)), min(rows - 1, math.floor(up[each] + reach))
        found = 0.0
        for row in range(low, high + 1):
            for column in range(left, right + 1):
                if mask[row, column]:
                    far = share * ((row - up[each]) ** 2 + (column - across[each]) ** 2)
                    found += math.exp(-far) if gaussian else max(1.0 - far, 0.0) ** 2
        out[each] = found * share / math.pi if gaussian else found * 3.0 * share / math.pi
