from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sextant.disclosure import Policy, policy_for, rounded
from sextant.disclosure.policy import policies
from sextant.errors import Refusal
from sextant.measures import load_definitions
from sextant.records import KINDS


def test_the_shipped_policies_and_definitions_say_the_same() -> None:
    for kind, note in load_definitions().source_notes.items():
        policy = policy_for(kind)
        assert (policy.treatment, kind) == (note.disclosure, kind)
        if policy.treatment == "own":
            assert policy.threshold == note.threshold


def test_a_kind_without_a_policy_is_refused() -> None:
    with pytest.raises(Refusal, match="has no disclosure policy"):
        policy_for("gossip")


def test_every_kind_that_can_be_loaded_and_counted_has_a_policy() -> None:
    assert {"recorded-crime", "police-uk", "crimes", "published"} <= policies().keys()
    assert [kind for kind in load_definitions().source_notes if kind in KINDS and kind not in policies()] == []


@pytest.mark.parametrize(("count", "small"), [(None, False), (0, False), (1, True), (4, True), (5, False)])
def test_small_is_from_one_to_one_below_the_threshold(count: int | None, small: bool) -> None:
    assert Policy("own").small(count) is small
    assert Policy("open").small(count) is False


@pytest.mark.parametrize("wrong", [{"threshold": 1}, {"protection": 0}, {"rounding": -5}])
def test_a_policy_that_protects_nothing_is_refused(wrong: dict[str, int]) -> None:
    with pytest.raises(Refusal, match="needs a threshold"):
        Policy("own", **wrong)  # type: ignore[arg-type]


def test_the_mildest_policy_that_protects_anything_is_allowed() -> None:
    mildest = Policy("own", threshold=2, protection=1, rounding=0)
    assert [mildest.small(count) for count in (0, 1, 2)] == [False, True, False]


def test_no_shipped_policy_lets_a_reader_tell_a_small_count_from_one_at_its_threshold() -> None:
    own = {kind: policy for kind, policy in policies().items() if policy.treatment == "own"}
    assert {"crimes", "survey", "members", "desk-figures"} <= own.keys()
    assert [kind for kind, policy in own.items() if 1 + policy.protection < policy.threshold] == []


@given(st.integers(-10_000, 10_000), st.integers(1, 20))
def test_rounding_is_to_the_nearest_multiple_and_always_the_same(count: int, base: int) -> None:
    found = rounded(count, base)
    assert found % base == 0
    assert 2 * abs(found - count) <= base
    assert rounded(found, base) == found
    assert rounded(-count, base) == -found


def test_only_own_records_are_rounded_when_shown() -> None:
    assert Policy("own", rounding=5).shown(13) == 15
    assert Policy("own").shown(13) == 13
    assert Policy("open", rounding=5).shown(13) == 13
