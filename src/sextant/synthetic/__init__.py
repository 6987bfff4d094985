"""A made-up force with a known truth, for demonstration, tests, scale and measuring detectors.

`make` writes its files; `draw_unchanged` gives counts of a series that never changes, thousands of draws at a time.
"""

from sextant.synthetic.counts import draw_unchanged, in_quarters
from sextant.synthetic.make import Made, make

__all__ = ["Made", "draw_unchanged", "in_quarters", "make"]
