"""Rule `action-undated` in running text: a promise of something new needs a day, as an action has."""

from __future__ import annotations

import re
from functools import cache

from sextant.publishing.claims.claim import Finding, Findings
from sextant.publishing.claims.numbers import content
from sextant.publishing.claims.page import Page
from sextant.publishing.claims.sentences import Sentence
from sextant.publishing.claims.words import MONTHS, any_of, lists, word_list

SHARED = 2  # words that a promise and an action must share to be taken for one


def promise(sentence: Sentence, page: Page) -> Findings:
    """One finding for the first promise in the sentence that says no time and that no dated action covers."""
    low = sentence.text.lower()
    dateless = word_list("promise.vague").sub(lambda found: "·" * len(found[0]), low)
    made = promised().search(low) or (vowed().search(low) if dateless != low else None)
    if made and not sentence.is_question and not when().search(dateless) and not covered(sentence, page):
        word = sentence.text[made.start() : made.end()]
        told = f"'{word} …' promises something without a day; list it as an [[action]] with owner and date, or say when"
        yield Finding(made.start(), "action-undated", told)


def covered(sentence: Sentence, page: Page) -> bool:
    """Whether a dated action of the file speaks of the same thing."""
    said = content(sentence.text)
    return any(action.due and len(said & content(action.what)) >= SHARED for action in page.section.actions)


@cache
def promised() -> re.Pattern[str]:
    """'we will open', 'the force plans to recruit', 'will be launched'."""
    words = {key: "|".join(lists()["promise"][key]).replace(" ", r"\s") for key in ("who", "how", "what", "passive")}
    active = rf"(?:{words['who']})\s(?:also\s|now\s)?(?:{words['how']})\s(?:also\s|then\s)?(?:{words['what']})"
    return re.compile(rf"\b(?:{active}|will\s(?:also\s)?be\s(?:{words['passive']}))\b")


@cache
def vowed() -> re.Pattern[str]:
    """'we will look at it', which is a promise only beside 'soon' and the like."""
    who, how = ("|".join(lists()["promise"][key]).replace(" ", r"\s") for key in ("who", "how"))
    return re.compile(rf"\b(?:{who})\s(?:also\s|now\s)?(?:{how})\s\w+")


@cache
def when() -> re.Pattern[str]:
    return any_of(one.replace("{month}", MONTHS) for one in lists()["promise"]["when"])
