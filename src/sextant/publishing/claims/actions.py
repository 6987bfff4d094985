"""Rules on actions: each has a date, a post that owns it (never a person), and a state that is still true."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, timedelta
from itertools import pairwise

from sextant.publishing.claims.page import Page
from sextant.publishing.claims.words import lists
from sextant.publishing.narrative import STATES, Action
from sextant.publishing.words import day_in_words

LONG_PAST = timedelta(days=180)
FINISHED = ("done", "withdrawn")


def action_faults(action: Action, page: Page) -> Iterator[tuple[str, str]]:
    """The rule and the message for each fault of one action."""
    yield from dated(action)
    yield from owned(action)
    yield from in_a_state(action)
    if action.due and action.state not in FINISHED:
        yield from in_time(action, action.due, page)


def dated(action: Action) -> Iterator[tuple[str, str]]:
    if action.due is None and action.written_due:
        yield "action-undated", f"'{action.written_due}' is not a date; write due = 2022-03-31"
    elif action.due is None:
        yield "action-undated", "the action has no date by which it will be done; write due = 2022-03-31"


def owned(action: Action) -> Iterator[tuple[str, str]]:
    """A post must own the action."""
    if not action.owner:
        yield "action-ownerless", 'nobody owns the action; name a post, for example owner = "Head of Crime"'
    elif looks_like_a_person(action.owner):
        yield (
            "action-names-a-person",
            f"'{action.owner}' looks like a person's name; the public is shown posts, never people",
        )


def in_a_state(action: Action) -> Iterator[tuple[str, str]]:
    if action.state not in STATES:
        said = f"'{action.state}' is no state" if action.state else "the action has no state"
        yield "action-state", f"{said}; write one of {', '.join(STATES)}"
    elif action.state == "withdrawn" and not action.reason:
        yield "action-state", 'the action is withdrawn without a reason; write reason = "…"'


def in_time(action: Action, due: date, page: Page) -> Iterator[tuple[str, str]]:
    """Overdue at the day of issue; stale when it has been for half a year and still reads as planned."""
    known_to = page.knowledge.to
    today = page.issued or (known_to.last_day if known_to else None)
    if today is None or due >= today:
        return
    then, now = day_in_words(due), day_in_words(today)
    if action.state == "planned" and today - due > LONG_PAST:
        yield (
            "stale",
            f"was due on {then} and still reads 'planned' on {now}; say what happened or withdraw it with a reason",
        )
    else:
        yield (
            "action-overdue",
            f"was due on {then}, before {now}; mark it done, withdraw it with a reason, or give the new date",
        )


def looks_like_a_person(owner: str) -> bool:
    """Whether an owner reads as somebody's name: a title, a rank and a surname, an initial, or a given name."""
    table = lists()["owner"]
    posts, given = set(table["posts"]), set(table["given_names"])
    if titled(owner, table["titles"]):
        return True
    words = re.findall(r"[A-Za-z'’-]+\.?", owner)
    if any(re.fullmatch(r"[A-Z]\.?", a) and re.match(r"[A-Z][a-z]", b) for a, b in pairwise(words)):
        return True
    if any(a.lower() in given and is_name(b, posts) for a, b in pairwise(words)):
        return True
    return ranked(owner, table["ranks"], posts) or is_bare_name(words, posts)


def titled(owner: str, titles: list[str]) -> bool:
    return re.search(rf"\b(?i:{'|'.join(titles)})\.?\s+[A-Z]", owner) is not None


def ranked(owner: str, ranks: list[str], posts: set[str]) -> bool:
    """A rank straight before a capitalised word that belongs to no post: 'Superintendent Surname'."""
    rank = "|".join(re.escape(one) for one in sorted(ranks, key=len, reverse=True))
    found = re.search(rf"(?:^|[\s(,])(?i:{rank})\.?\s+([A-Z][\w'’-]+)", owner)
    return found is not None and is_name(found[1], posts)


def is_name(word: str, posts: set[str]) -> bool:
    return re.fullmatch(r"[A-Z][a-z'’A-Z-]+", word) is not None and word.lower() not in posts


def is_bare_name(words: list[str], posts: set[str]) -> bool:
    """Two or three capitalised words and none of them of a post."""
    return 2 <= len(words) <= 3 and all(is_name(word, posts) for word in words)
