"""Rule `identifying`: an age with a place and a day, a name, an address: what could let readers recognise a victim."""

from __future__ import annotations

from sextant.disclosure.identifying import identifying
from sextant.publishing.claims.claim import Finding, Findings
from sextant.publishing.claims.page import Page
from sextant.publishing.claims.sentences import Sentence


def identifying_detail(sentence: Sentence, _page: Page) -> Findings:
    """One finding for a sentence that points to one person."""
    for found in identifying(sentence.text):
        yield Finding(found.start, "identifying", f"{found.reason}; {found.mend}")
