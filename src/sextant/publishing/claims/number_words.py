"""Numbers as they are written, in digits or words, and their values."""

from __future__ import annotations

import re

UNITS = "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen"
TENS = "twenty thirty forty fifty sixty seventy eighty ninety"
VALUES = {word: n for n, word in enumerate(f"{UNITS} seventeen eighteen nineteen".split())}
VALUES |= {word: 10 * n for n, word in enumerate(TENS.split(), start=2)}
SCALES = {"dozen": 12, "hundred": 100, "thousand": 1_000, "million": 1_000_000, "billion": 1_000_000_000}
WORD = "|".join(sorted([*VALUES, *SCALES], key=len, reverse=True))
IN_WORDS = rf"\b(?:(?:a|an)\s+(?=dozen|hundred|thousand|million))?(?:{WORD})(?:(?:\s+and\s+|[\s-]+)(?:{WORD}))*\b"
IN_DIGITS = r"(?<![\w.,/-])[£$€]?\d+(?:,\d{3})*(?:\.\d+)?(?:[kmb]n?\b)?"
UNIT = r"(?:\s?%|\s+per\s?cent\b|\s?pc\b|\s+percentage\s+points?\b|\s+(?:thousand|million|billion|pounds)\b)?"
WEIGHT = r"(?:\s?(?:kg|kilos?|kilograms?|tonnes?|grams?)\b)?"
NUMBER = re.compile(rf"(?:{IN_DIGITS}|{IN_WORDS}){UNIT}{WEIGHT}")


def value_of(text: str) -> float | None:
    """The value of a number in digits or words; None when it can't be told.

    >>> value_of("11,527"), value_of("one hundred and six"), value_of("two thousand")
    (11527.0, 106.0, 2000.0)
    """
    digits = re.search(r"\d[\d,]*(?:\.\d+)?", text)
    if digits:
        return float(digits[0].replace(",", "").rstrip("."))
    total, current = 0, 0
    for word in re.findall(r"[a-z]+", text):
        if word in VALUES:
            current += VALUES[word]
        elif word in SCALES:
            current = max(1, current) * SCALES[word]
            total, current = (total + current, 0) if SCALES[word] >= 1_000 else (total, current)
    return float(total + current)
