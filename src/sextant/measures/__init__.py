"""Figures of the six measures: definitions are data, a figure is one object, a set is a file named by its hash.

`figure_set` is the door: it reads a home's lake by a definitions file and returns a `FigureSet`.
"""

from sextant.measures.asking import figure_set, rows_behind
from sextant.measures.definition import Definitions, load_definitions
from sextant.measures.figures import Figure, FigureSet, store
from sextant.measures.reading import read_set

__all__ = ["Definitions", "Figure", "FigureSet", "figure_set", "load_definitions", "read_set", "rows_behind", "store"]
