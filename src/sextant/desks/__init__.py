"""The desks: a folder each, which may be deleted without the others noticing. docs/adr says how one is built."""
