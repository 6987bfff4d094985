"""What the public may see. One pure question a figure; nothing here reads or changes a number."""

from sextant.disclosure.states import Rule, series_state, state

__all__ = ["Rule", "series_state", "state"]
