"""Sextant: the six National Crime and Policing Measures, from records to an honest statement."""

__version__ = "0.1.0"
