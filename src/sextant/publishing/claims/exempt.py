"""What takes a direction word back: intent, possibility, condition, doubt, denial, quotation."""

from __future__ import annotations

import re
from functools import cache

from sextant.publishing.claims.hits import Hit, starts_with
from sextant.publishing.claims.sentences import Sentence
from sextant.publishing.claims.things import clause_start
from sextant.publishing.claims.words import any_of, lists, word_list


def exempt(hit: Hit, sentence: Sentence) -> bool:
    """Intent, possibility, condition or doubt: no claim that anything moved."""
    low = sentence.low
    start = clause_start(low, hit.start)
    clause = low[start : hit.start]
    if word_list("direction_words.unsure").search(low, 0, hit.start):
        return True
    if word_list("direction_words.conditional").search(low, max(0, start - 12), hit.start):
        return True
    if hit.kind in ("noun", "than") or low[hit.start : hit.end].endswith("ing"):
        return intended(low, clause, hit)
    return not_yet(clause, low, hit)


def intended(low: str, clause: str, hit: Hit) -> bool:
    """'our aim is a fall', 'committed to reducing', 'would mean fewer burglaries'; but not 'succeeded in reducing'."""
    if word_list("direction_words.succeeded").search(clause):
        return False
    gerund = low[hit.start : hit.end].endswith("ing") and hit.kind != "noun"
    if gerund and re.search(r"\b(?:is|are|was|were|been|be|keeps?|kept|started|began)\s+(?:\w+\s+)?$", clause):
        return bool(by_modal(clause))
    if gerund and (
        re.search(r"\b(?:at|of|by|in|on|to|for|towards|with|from|into|and)\s+(?:\w+ly\s+)?$", clause)
        or starts_with(low, hit)
    ):
        return True
    after = re.search(
        r"\b(?:is|are|remains?)\s+(?:\w+\s+){0,3}(?:aim|goal|priority|target|ambition|objective|focus|job)\b",
        low[hit.end :],
    )
    would = re.search(r"\b(?:would|could)\s+(?!have\b)[^,;.]*$", low[: hit.start])
    if hit.kind == "noun" and re.search(r"\b(?:within|chance)\b", low[hit.end :]):
        return True
    might = re.match(r"\s+(?:\w+\s+){0,3}?(?:could|would|might|may|can)\s+(?!have\b)", low[hit.end :])
    return bool(word_list("direction_words.intent").search(clause) or by_modal(clause) or after or would or might)


def by_modal(clause: str) -> bool:
    modals = ["will", "would", "should", "could", "can", "may", "might", "must", "shall", "to"]
    found = any_of(modals).search(clause)
    return bool(found) and not re.search(r"\b(?:have|had|has)\b", clause[found.end() if found else 0 :])


def not_yet(clause: str, low: str, hit: Hit) -> bool:
    """A base form after 'to' or 'will', or as an order at the start; but 'continued to fall' has happened."""
    modal = word_list("direction_words.not_yet")
    close = re.search(rf"{modal.pattern}\s+(?:(?!(?:have|has|had)\b)\w+\s+){{0,3}}$", clause)
    if close:
        return not raising().search(clause, 0, close.end()) or not close[0].startswith("to")
    base = low[hit.start : hit.end] in ("reduce", "cut", "increase", "decrease", "drop", "boost", "fall", "rise")
    return base and (starts_with(low, hit) or bool(re.search(r"(?:,|\band)\s*$", low[: hit.start])))


@cache
def raising() -> re.Pattern[str]:
    verbs = "|".join(lists()["direction_words"]["raising"])
    return re.compile(rf"\b(?:{verbs})\s+to\s+(?:\w+\s+){{0,2}}$")


def quoted(sentence: Sentence, start: int, end: int) -> bool:
    """A word that is only mentioned: in quotation marks, at most three words, after 'the word', 'says' and the like."""
    text = sentence.text
    mention = re.search(r"[\"“‘'](?:[\w-]+[\s,]*){1,3}[\"”’']", text[max(0, start - 30) : end + 30])
    inside = any(
        one.start() < start and one.end() > end for one in re.finditer(r"[\"“‘](?:[\w-]+[\s,]*){1,3}[\"”’]", text)
    )
    said = re.search(
        r"\b(?:words?|terms?|phrases?|says?|said|call(?:s|ed)?|labels?|wording|reads?|means?|writes?|wrote)\b",
        text.lower(),
    )
    return bool(mention and inside and said)


def negated(sentence: Sentence, at: int) -> bool:
    """Whether the clause denies what follows: 'there was no fall', 'did not fall'."""
    low = sentence.low
    return word_list("direction_words.negation").search(low, clause_start(low, at), at) is not None
