"""Several headlines at once: which still stand out when their number is allowed for.

It governs the summary sentence of the whole statement and never changes a headline's own verdict.
"""

from __future__ import annotations

from collections.abc import Sequence

LOOKS_A_YEAR = 4


def holm(p_values: Sequence[float], level: float = 0.95) -> tuple[bool, ...]:
    """For each p-value, whether it stands out with the chance of any false one kept to 1 − level.

    Source: S. Holm, A simple sequentially rejective multiple test procedure (1979).

    >>> holm([0.01, 0.04, 0.03])
    (True, False, False)
    """
    flags = [False] * len(p_values)
    alpha = round(1 - level, 12)  # 1 - 0.95 is a trace over 0.05 in binary
    order = sorted(range(len(p_values)), key=lambda place: p_values[place])
    for rank, place in enumerate(order):
        if p_values[place] >= alpha / (len(p_values) - rank):
            break
        flags[place] = True
    return tuple(flags)


def summary_sentence(
    headlines: Sequence[tuple[str, float | None]], look: int, looks: int = LOOKS_A_YEAR, level: float = 0.95
) -> str:
    """The statement's summary sentence: how many headlines, which look of the year, and what stands out by Holm.

    `headlines` are names with p-values, None where a headline couldn't be tested; those are counted and said.
    """
    tested = [(name, p) for name, p in headlines if p is not None]
    flags = holm([p for _, p in tested], level)
    standing = [name for (name, _), flag in zip(tested, flags, strict=True) if flag]
    return f"{_how_many(len(headlines), len(tested), look, looks)} {_outcome(len(tested), standing)}".strip()


def _how_many(fixed: int, tested: int, look: int, looks: int) -> str:
    comparisons = "1 headline comparison" if fixed == 1 else f"{fixed} headline comparisons"
    could = "" if tested == fixed else f"; {tested} of them could be tested"
    return f"This statement fixes {comparisons} in advance{could}. It is look {look} of {looks} in the year."


def _outcome(tested: int, standing: list[str]) -> str:
    if not tested:
        return ""
    allowing = f"Allowing for {tested} comparison{'' if tested == 1 else 's'},"
    if not standing:
        return f"{allowing} none stands out."
    return f"{allowing} {len(standing)} stand{'s' if len(standing) == 1 else ''} out: {', '.join(standing)}."
