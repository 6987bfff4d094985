from __future__ import annotations

from collections.abc import Mapping

from hypothesis import given
from hypothesis import strategies as st

from sextant.measures.reconciling.codes import code_behind, code_faults
from sextant.measures.reconciling.counts import Recorded
from sextant.periods import Month

START = Month(2018, 4)
QUARTERS = [START + 3 * k for k in range(20)]
PEERS = [f"force-{k}" for k in range(8)]


def recorded(
    own: Mapping[int, int] | None = None, peers: Mapping[int, int] | None = None, level: int = 1000
) -> Recorded:
    """One code at a steady level, but for some quarters of the force and of its peers."""
    series = {"ours": _series(own or {}, level)} | {peer: _series(peers or {}, level) for peer in PEERS}
    return Recorded({body: {"58C": each} for body, each in series.items()}, dict.fromkeys(series, frozenset(QUARTERS)))


def _series(changed: Mapping[int, int], level: int) -> dict[Month, int]:
    return {quarter: changed.get(k, level) for k, quarter in enumerate(QUARTERS)}


def found(held: Recorded) -> list[tuple[int, str]]:
    return [(QUARTERS.index(each.quarter), each.kind) for each in code_faults("ours", held, PEERS, QUARTERS)]


def test_a_steady_code_is_no_fault() -> None:
    assert found(recorded()) == []


def test_a_collapse_and_a_leap_of_one_force_alone_are_found() -> None:
    assert found(recorded({10: 60})) == [(10, "collapse")]
    assert found(recorded({10: 5000})) == [(10, "leap")]


def test_a_collapse_that_lasts_three_quarters_is_found_in_each() -> None:
    assert found(recorded({8: 34, 9: 68, 10: 109})) == [(8, "collapse"), (9, "collapse"), (10, "collapse")]


def test_a_change_that_every_force_shows_is_no_fault() -> None:
    assert found(recorded({10: 300}, {10: 320})) == []


def test_a_steady_force_where_every_other_halved_is_not_blamed() -> None:
    assert found(recorded({}, {10: 300})) == []


def test_a_new_level_is_no_fault_while_the_quarters_after_it_bear_it_out() -> None:
    assert found(recorded(dict.fromkeys(range(10, 20), 3000))) == []


def test_the_last_quarter_is_judged_by_the_earlier_ones_alone() -> None:
    assert found(recorded({19: 200})) == [(19, "collapse")]


def test_a_code_that_all_forces_begin_to_use_is_no_fault() -> None:
    new = dict.fromkeys(range(19), 0)
    assert found(recorded(new, new, level=700)) == []


def test_small_numbers_are_never_judged() -> None:
    assert found(recorded({10: 0}, level=20)) == []
    assert found(recorded({10: 14}, level=34)) == []  # within chance


def test_where_forces_differ_much_among_themselves_more_is_allowed() -> None:
    held = recorded({10: 450})
    wild = {
        peer: {"58C": _series({10: number}, 1000)} for peer, number in zip(PEERS, range(300, 3500, 400), strict=True)
    }
    assert found(held) == [(10, "collapse")]
    assert found(Recorded({**held.offences, **wild}, held.held)) == []


def test_without_other_forces_a_code_is_judged_by_its_own_quarters_and_says_so() -> None:
    held = recorded({10: 60})
    [one] = code_faults("ours", held, [], QUARTERS)
    assert (one.elsewhere, one.largest_elsewhere, one.expected) == (None, None, 1000.0)
    assert "too few other forces" in one.reason


def test_a_lockdown_is_no_fault_of_a_force_that_stands_alone() -> None:
    assert code_faults("ours", recorded({10: 300}), [], QUARTERS) == []


def test_the_ends_of_a_series_are_not_judged_where_a_force_stands_alone() -> None:
    assert code_faults("ours", recorded({0: 10, 19: 10}), [], QUARTERS) == []


def test_a_fault_tells_what_was_to_be_expected_and_the_largest_elsewhere() -> None:
    [one] = code_faults("ours", recorded({10: 60}, {10: 900}), PEERS, QUARTERS)
    assert round(one.expected) == 900
    assert one.as_json() | {"expected": 900} == {
        "code": "58C",
        "quarter": "2020-Q4",
        "from": "2020-10",
        "to": "2020-12",
        "flag": "collapse",
        "recorded": 60,
        "usual": 1000,
        "elsewhere": one.elsewhere,
        "expected": 900,
        "largest_elsewhere": 900,
        "reason": "60 where about 900 would be usual; in other forces the code stood at 0.90 of what is usual, "
        "at most 900 in any",
    }


def test_a_missing_quarter_is_never_taken_for_zero() -> None:
    held = recorded()
    gap = frozenset(QUARTERS) - {QUARTERS[9], QUARTERS[10]}
    without = {
        body: {"58C": {q: n for q, n in codes["58C"].items() if q in gap}} for body, codes in held.offences.items()
    }
    assert found(Recorded(without, dict.fromkeys(held.held, gap))) == []


def test_the_code_behind_a_gap_is_named_even_below_the_limits() -> None:
    held = recorded({10: 600})
    held = Recorded({b: {**c, "58D": _series({}, 500)} for b, c in held.offences.items()}, held.held)
    assert code_faults("ours", held, PEERS, QUARTERS) == []
    [one] = code_behind("ours", ("58C", "58D"), QUARTERS[10], -420, held, PEERS)
    assert (one.code, one.count, one.far) == ("58C", 600, False)
    assert code_behind("ours", ("58C", "58D"), QUARTERS[10], 420, held, PEERS) == []  # the wrong way
    assert code_behind("ours", ("58C", "58D"), QUARTERS[10], -2000, held, PEERS) == []  # too small a part of it


@given(st.lists(st.integers(-50, 5000), min_size=20, max_size=20))
def test_any_series_is_judged_and_every_fault_is_half_or_double(numbers: list[int]) -> None:
    held = recorded(dict(enumerate(numbers)))
    for each in code_faults("ours", held, PEERS, QUARTERS):
        assert (
            each.count + 0.5 <= (each.expected + 0.5) / 2 + 1e-9 or each.count + 0.5 >= (each.expected + 0.5) * 2 - 1e-9
        )
        assert (each.kind == "leap") == (each.count > each.expected)
