"""How much harm lies behind a count: recorded crime weighted by offence.

`load_weights` gives an edition of weights, which any room may ask for the weight of a code; `score` weighs counts;
`severity` reads a home's lake and gives a force's score by quarter or by 12 months.
"""

from sextant.severity.asking import severity
from sextant.severity.report import Severity
from sextant.severity.scoring import Score, score
from sextant.severity.weights import Weight, Weights, load_weights

__all__ = ["Score", "Severity", "Weight", "Weights", "load_weights", "score", "severity"]
