"""Immutable editions of what was loaded.

A load makes an edition: Parquet named by its own hash, and a manifest renamed into place as the last step, so that a
load that is stopped at any moment leaves the catalogue as it was. Nothing is overwritten; disposal deletes rows and
keeps the manifest.
"""

from sextant.lake.catalogue import Lake
from sextant.lake.editions import Edition, Gap
from sextant.lake.selection import Selection, select

__all__ = ["Edition", "Gap", "Lake", "Selection", "select"]
