"""Measures as data: every `*.toml` here, or in a home's `definitions/`, is one edition of the definitions."""
