"""What every statement says in the same words, whatever its format: how the figures are judged, what the law asks."""

from __future__ import annotations

from sextant.measures.figures import FigureSet

PRIORITIES = (
    "The Specified Information Order (paragraph 7A(b)) asks which of the national priorities apply in this area, "
    "and why."
)
REPORTS = "Paragraphs 7B and 7C of the Order ask for these."
ACTIVITY = "This counts what the police did, so a rise is not more harm and a fall is not less."
ACTIVITY_IN_TABLE = "Counts what the police did: more is not more harm."
NO_CONTRIBUTION = "The force’s contribution has not been given yet."


def judged(figures: FigureSet) -> tuple[str, ...]:
    """The paragraphs on how the figures are judged."""
    tested = figures.headlines_tested
    return (
        "Counts go up and down by chance even where nothing has changed. Each headline sets two counts beside one "
        "another and asks whether chance, or the usual variation of volume crime, would seldom make a difference as "
        "large. The same rule holds for good news and for bad.",
        f"{tested} {'headline was' if tested == 1 else 'headlines were'} tested in this statement, which is look "
        f"{figures.look} of 4 at the year’s figures. Of twenty tests where nothing has changed, about one still calls "
        "a clear change.",
        "Where records of a month are missing or part supplied, that month is left out of both windows, and the page "
        "says so (“11 of 12 months”). A missing number is never counted as nought. No percentage is given on a base "
        "under 50.",
    )
