"""Hotspot policing: sets of places, patrol plans, what was delivered, whether it worked. Places, never people."""
