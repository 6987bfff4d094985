"""Which kind of file a heading row belongs to, to tell someone who loads the wrong one."""

from __future__ import annotations

from collections.abc import Collection

from sextant.errors import Refusal

SIGNS = {
    "a street file of data.police.uk (kind police-uk)": {"month", "falls within", "crime type"},
    "an outcomes file of data.police.uk (kind police-uk)": {"month", "falls within", "outcome type"},
    "a stop-and-search file of data.police.uk (kind police-uk)": {"date", "legislation", "object of search"},
    "Home Office recorded crime (kind recorded-crime)": {"financial year", "financial quarter", "offence code"},
    "published figures (kind published)": {"key", "window", "value", "source"},
    "a homicide extract, not the full table": {"force name", "period start", "number of offences"},
}


def looks_like(headings: Collection[str]) -> str | None:
    """What a file with these plain headings seems to be; None when nothing fits."""
    return next((name for name, signs in SIGNS.items() if signs <= set(headings)), None)


def wrong_file(name: str, kind: str, missing: Collection[str], headings: Collection[str]) -> Refusal:
    """The Refusal for a file whose headings don't fit `kind`: what is missing, and what it seems to be."""
    lacks = "heading" + ("s" if len(missing) > 1 else "") + " " + ", ".join(f"'{each}'" for each in missing)
    guess = looks_like(headings)
    mend = f"it looks like {guess}" if guess else "check that it is the right file and that row 1 holds the headings"
    return Refusal(name, f"is not {kind}: it lacks the {lacks}", mend)
