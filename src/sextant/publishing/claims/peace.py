"""What is left in peace before numbers are looked for: dates, times, law, telephones, labels, periods."""

from __future__ import annotations

import re
from functools import cache

from sextant.publishing.claims.number_words import WORD
from sextant.publishing.claims.sentences import Sentence
from sextant.publishing.claims.words import MONTHS, any_of, lists, word_list


def peaceful(sentence: Sentence) -> str:
    """The sentence with everything blotted out whose digits are no statistic."""
    low = sentence.low
    if sentence.block.kind == "heading":
        low = re.sub(r"^\d{1,2}(?:\.\d+)*(?=\s)", blot, low)
    if not word_list("peace.averages").search(low):
        low = durations().sub(blot, low)
    return peace().sub(blot, low)


def blot(found: re.Match[str]) -> str:
    return "·" * len(found[0])


@cache
def peace() -> re.Pattern[str]:
    """All patterns left in peace as one expression."""
    patterns = [one.replace("{month}", MONTHS).replace(" ", r"\s") for one in lists()["peace"]["patterns"]]
    return re.compile("|".join(f"(?:{one})" for one in patterns), re.MULTILINE)


@cache
def fractions() -> re.Pattern[str]:
    number = rf"\d[\d,]*|{WORD}"
    return any_of(one.replace("{number}", number) for one in lists()["peace"]["fractions"])


@cache
def durations() -> re.Pattern[str]:
    number = rf"\d+(?:\.\d+)?|{WORD}|few|several"
    return re.compile(lists()["peace"]["durations"].replace("{number}", number).replace(" ", r"\s"))


@cache
def kinds() -> re.Pattern[str]:
    return re.compile(rf"[\s-]+{lists()['peace']['kinds']}")
