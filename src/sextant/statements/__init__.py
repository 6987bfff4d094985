"""The quarterly statement: draft, checked, signed, published, corrected or withdrawn."""
