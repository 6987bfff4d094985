"""Which claims keep a statement from being built: those that say other than its figures do, or what may not be said.

The other rules (dates, owners and states of actions, old quarters, unknown placeholders) are told and don't block.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

from sextant.errors import Refusal
from sextant.publishing.claims.claim import Claim

BLOCKING = frozenset(
    {
        "direction",
        "percentage-on-small-base",
        "unbound-number",
        "banned-word",
        "cause",
        "quantity",
        "fact-held",
        "withheld",
        "identifying",
        "record",
        "comparison",
        "judgement",
    }
)


def blocking(claims: Iterable[Claim]) -> list[Claim]:
    """The claims with which nothing is published."""
    return [claim for claim in claims if claim.rule in BLOCKING]


def refuse(blocked: Sequence[Claim], narrative: Path, figures: Path) -> None:
    """Raises Refusal when any claim blocks, with the first one's place and the command that lists them all."""
    if blocked:
        first = blocked[0]
        told = "1 claim" if len(blocked) == 1 else f"the first of {len(blocked):,} claims"
        raise Refusal(
            f"{first.file}:{first.line}",
            f"holds {told} that the figures don't bear out ({first.rule})",
            f"run `sextant statement check {narrative} --figures {figures}`, or build a draft with --draft",
        )


def draft_notice(blocked: Sequence[Claim]) -> str:
    """What every page and file of a draft says; empty when nothing blocks."""
    told = "1 claim is" if len(blocked) == 1 else f"{len(blocked):,} claims are"
    return f"Draft: {told} not borne out by the figures; not for publication." if blocked else ""
