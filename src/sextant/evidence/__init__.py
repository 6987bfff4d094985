"""Numbers to verdicts: what two counts can and can't show, and the sentence that says so.

Pure Python without numpy or scipy, so that it answers at once; every formula names its source and is checked against
other people's software in tests/peers and by exact enumeration. The words are explained in docs/methods.

>>> comparison = compare(13, 18)
>>> judge(comparison).code.value, smallest_clear_change(18)
('no_clear_change', (7, 32))
"""

from sextant.evidence.comparison import Comparison, Method, compare
from sextant.evidence.detectable import SeenChange, change_with_power, smallest_clear_change
from sextant.evidence.intervals import garwood
from sextant.evidence.several import holm, summary_sentence
from sextant.evidence.verdicts import Chip, Verdict, VerdictCode, judge, smallest_clear_for
from sextant.evidence.volume import (
    Dispersion,
    TooLittleHistory,
    VolumeComparison,
    compare_volume,
    dispersion_monthly,
    dispersion_quarterly,
    incident_dispersion,
)
from sextant.evidence.windows import Matched, matched
from sextant.evidence.wording import not_available, not_comparable, percent_change, sentence, series_only

__all__ = [
    "Chip",
    "Comparison",
    "Dispersion",
    "Matched",
    "Method",
    "SeenChange",
    "TooLittleHistory",
    "Verdict",
    "VerdictCode",
    "VolumeComparison",
    "change_with_power",
    "compare",
    "compare_volume",
    "dispersion_monthly",
    "dispersion_quarterly",
    "garwood",
    "holm",
    "incident_dispersion",
    "judge",
    "matched",
    "not_available",
    "not_comparable",
    "percent_change",
    "sentence",
    "series_only",
    "smallest_clear_change",
    "smallest_clear_for",
    "summary_sentence",
]
