"""The claims of a narrative against its figures: what the words say must be what the numbers say.

`check_narrative` looks at a whole folder, `check` at single files. Each rule is a small module of its own; the words
they look for are data, in words.toml.
"""

from sextant.publishing.claims.checking import check, check_narrative
from sextant.publishing.claims.claim import Claim

__all__ = ["Claim", "check", "check_narrative"]
