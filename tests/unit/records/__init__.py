"""The readers of what comes in."""
