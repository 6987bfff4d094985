"""Sextant beside other ways to do the same work: ratios and rates measured in one run. None of it is a test."""
