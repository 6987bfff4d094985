from __future__ import annotations

from dataclasses import replace

import pytest

from sextant.errors import Refusal
from sextant.evidence.verdicts import VerdictCode
from sextant.publishing.verdicts import MEANINGS, SHAPES, chip, chip_of
from tests.unit.publishing.samples import ASB, FLAGGED, HOMICIDE, PUBLISHED


def test_every_verdict_has_a_word_a_shape_and_a_meaning() -> None:
    assert set(SHAPES) == set(MEANINGS) == set(VerdictCode)
    assert all(chip(code).word for code in VerdictCode)


def test_no_two_verdicts_share_both_word_and_shape() -> None:
    seen = {(chip(code).word, chip(code).shape) for code in VerdictCode}
    assert len(seen) == len(VerdictCode)


def test_what_only_the_shape_tells_is_also_spoken() -> None:
    up, down = chip("larger_than_usual_up"), chip("larger_than_usual_down")
    assert up.word == down.word
    assert "rise" in up.spoken
    assert "fall" in down.spoken


def test_an_unknown_verdict_is_refused() -> None:
    with pytest.raises(Refusal, match="is not one of the verdicts"):
        chip("improved")


def test_a_series_without_a_verdict_has_no_chip() -> None:
    assert chip_of(replace(ASB, verdict="not_comparable")) is None


def test_a_figure_that_is_not_held_says_so() -> None:
    found = chip_of(FLAGGED)
    assert found
    assert found.word == "not available"


def test_published_numbers_have_a_chip_of_their_own() -> None:
    found, known = chip_of(PUBLISHED), chip_of(HOMICIDE)
    assert found
    assert known
    assert found.word == known.word == "no clear change"
