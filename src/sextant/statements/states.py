"""The life of a statement: draft → checked → signed → published → superseded or withdrawn; or given up before."""

from __future__ import annotations

DRAFT, CHECKED, SIGNED = "draft", "checked", "signed"
PUBLISHED, SUPERSEDED, WITHDRAWN = "published", "superseded", "withdrawn"
GIVEN_UP = "given-up"  # before anybody outside saw it; another edition takes its number

STATES = {
    DRAFT: "draft",
    CHECKED: "checked",
    SIGNED: "signed",
    PUBLISHED: "published",
    SUPERSEDED: "superseded",
    WITHDRAWN: "withdrawn",
    GIVEN_UP: "given up",
}
MAKING = (DRAFT, CHECKED, SIGNED)  # may still change; the public knows nothing of them
PAST = (SUPERSEDED, WITHDRAWN)
PUBLIC = (PUBLISHED, *PAST)  # never changes again

FIRST, REVISION, CORRECTION = "first", "revision", "correction"
KINDS = {FIRST: "first edition", REVISION: "revision", CORRECTION: "correction"}

NO_ANSWER, RESULT, CARRIED, DROPPED = "", "result", "carried", "withdrawn"
OUTCOMES = {
    RESULT: "It is done: say what came of it",
    CARRIED: "It goes on: say how it stands",
    DROPPED: "It is withdrawn: give the public the reason",
}
ENDED = ("done", "withdrawn")  # states of a published action that need no answer next quarter

HOLDS = {
    "embargo": "embargo",
    "pre-election": "pre-election period",
    "sub-judice": "a case before a court",
    "other": "another reason",
}
NEXT_STEPS = {
    DRAFT: "measure leads write; an analyst puts it forward as checked",
    CHECKED: "a chief officer who neither wrote nor checked it reads and signs it",
    SIGNED: "the commissioner’s office publishes it",
    PUBLISHED: "nothing, unless the source is revised or we find that we erred",
    SUPERSEDED: "nothing: a later edition stands in its place",
    WITHDRAWN: "nothing, unless a correction takes its place",
    GIVEN_UP: "nothing; the public never saw it",
}
