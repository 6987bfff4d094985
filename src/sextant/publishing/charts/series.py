"""The chart of a measure: its months or quarters, both windows, the baseline and the band of no clear change."""

from __future__ import annotations

from typing import Any

from sextant.publishing.charts import key, labels, layers, look
from sextant.publishing.charts.look import Frame, write
from sextant.publishing.charts.reading import Reading
from sextant.publishing.words import sentence_case


def series_spec(reading: Reading, frame: Frame) -> dict[str, Any]:
    """The Vega-Lite specification: rare counts as points with their 95 % Garwood limits, others as bars; from zero."""
    over = labels.lane(reading, frame)
    lanes = over + look.LINE + 10
    entries = key.entries(reading, frame)
    parts = [
        *layers.ground(reading, frame, over),
        *(layers.band(reading) if reading.rare else ()),
        *layers.counts(reading),
        *(() if reading.rare else layers.band(reading)),
        *layers.holes(reading, frame),
        *layers.averages(reading),
        *labels.windows(reading, frame),
        *labels.notes(reading, frame),
        write([f"{sentence_case(reading.figure.unit[1])}, each {reading.grain_word}"], -frame.left, 4 - lanes),
        *look.placed(entries, key.SAMPLES, frame, frame.height + frame.bottom + 6),
    ]
    return look.sheet(parts, frame, lanes, frame.bottom + look.height_of(entries) + 8)
