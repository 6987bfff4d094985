"""The life of an action: which step leads where, who may take it, and what it must bring along."""

from __future__ import annotations

from dataclasses import dataclass

from sextant.access.permissions import Permission as P

PROPOSED, AGREED, IN_PROGRESS, BLOCKED = "proposed", "agreed", "in_progress", "blocked"
CLAIMED, VERIFIED, RETURNED = "claimed_done", "verified_closed", "returned"
SUPERSEDED, CANCELLED = "superseded", "cancelled"

STATES = {
    PROPOSED: "proposed",
    AGREED: "agreed",
    IN_PROGRESS: "under way",
    BLOCKED: "blocked",
    CLAIMED: "said to be done",
    VERIFIED: "verified and closed",
    RETURNED: "returned",
    SUPERSEDED: "superseded",
    CANCELLED: "cancelled",
}
LIVE = (AGREED, IN_PROGRESS, BLOCKED, CLAIMED, RETURNED)
OPEN = (PROPOSED, *LIVE)
CLOSED = (VERIFIED, SUPERSEDED, CANCELLED)


@dataclass(frozen=True)
class Step:
    """One step: its name in the address, the words on its button, from where to where, by whom, with what.

    `words` says what must be written to take it. `owner`: who answers for the action may take it without the
    permission. `other`: somebody else than the owner has to.
    """

    key: str
    label: str
    begins: tuple[str, ...]
    ends: str
    permission: P
    words: str
    owner: bool = False
    other: bool = False


STEPS = {
    step.key: step
    for step in (
        Step("agree", "Agree it", (PROPOSED,), AGREED, P.ACTION_AGREE, "What was agreed, and where"),
        Step("begin", "Begin", (AGREED, RETURNED), IN_PROGRESS, P.ACTION_WRITE, "What is done first", owner=True),
        Step(
            "claim",
            "Say it is done",
            (IN_PROGRESS, RETURNED),
            CLAIMED,
            P.ACTION_WRITE,
            "What was done, and what came of it",
            owner=True,
        ),
        Step(
            "block",
            "It is blocked",
            (AGREED, IN_PROGRESS),
            BLOCKED,
            P.ACTION_WRITE,
            "What stands in the way, and who could move it",
            owner=True,
        ),
        Step("unblock", "Go on", (BLOCKED,), IN_PROGRESS, P.ACTION_WRITE, "What has changed", owner=True),
        Step(
            "verify",
            "Verify and close",
            (CLAIMED,),
            VERIFIED,
            P.ACTION_VERIFY,
            "What you looked at, and what it showed",
            other=True,
        ),
        Step("return", "Return it", (CLAIMED,), RETURNED, P.ACTION_VERIFY, "What is still missing", other=True),
        Step("cancel", "Cancel it", OPEN, CANCELLED, P.ACTION_AGREE, "Why it will not be done"),
        Step("supersede", "Superseded", OPEN, SUPERSEDED, P.ACTION_AGREE, "Which action takes its place"),
    )
}
