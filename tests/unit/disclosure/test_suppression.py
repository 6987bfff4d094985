"""Small counts stay hidden, whoever subtracts; and no more is hidden than that takes."""

from __future__ import annotations

from itertools import combinations, product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sextant.disclosure import Policy, Table, exposed, one_way, suppress, table_of
from sextant.disclosure.suppression import MOST_CHOICES
from sextant.disclosure.tables import ALL, Cell
from sextant.errors import Refusal

OWN = Policy("own")
OPEN = Policy("open")


def names(cells: frozenset[Cell]) -> set[str]:
    return {" ".join("/".join(path) or "all" for path in cell) for cell in cells}


def test_open_data_passes_as_it_is() -> None:
    assert suppress(one_way({"North": 1, "South": 90}), OPEN).hidden == frozenset()


def test_a_small_count_takes_the_next_smallest_with_it() -> None:
    found = suppress(one_way({"North": 3, "South": 90, "East": 12, "West": 0}, fixed_total=True), OWN)
    assert (names(found.primary), names(found.secondary)) == ({"North"}, {"East"})
    assert {str(each) for each in found.ranges.values()} == {"1 to 14"}


def test_two_small_counts_that_hide_each_other_take_nothing_with_them() -> None:
    found = suppress(one_way({"North": 3, "South": 90, "East": 4}, fixed_total=True), OWN)
    assert names(found.hidden) == {"North", "East"}
    assert found.secondary == frozenset()


def test_two_small_counts_whose_sum_is_too_small_take_a_third() -> None:
    """1 and 2 come to 3: each could only be 1 or 2."""
    found = suppress(one_way({"North": 1, "South": 90, "East": 2}, fixed_total=True), OWN)
    assert names(found.secondary) == {"South"}


def test_noughts_are_shown_and_never_stand_in_for_a_hidden_cell() -> None:
    found = suppress(one_way({"North": 3, "South": 0, "East": 0}, fixed_total=True), OWN)
    assert not found.safe
    assert names(found.hidden) == {"North", "South", "East"}


def test_a_nought_may_be_hidden_where_the_policy_says_so() -> None:
    policy = Policy("own", protection=3, zeros="may_hide")
    found = suppress(one_way({"North": 3, "South": 0, "East": 0}, fixed_total=True), policy)
    assert found.safe
    assert len(found.secondary) == 1


def test_a_total_that_is_not_public_yet_may_be_hidden() -> None:
    found = suppress(one_way({"North": 3, "South": 0}), OWN)
    assert names(found.hidden) == {"North", "all"}


def test_without_secondary_suppression_only_small_counts_are_hidden() -> None:
    found = suppress(one_way({"North": 3, "South": 90}), Policy("own", secondary=False))
    assert names(found.hidden) == {"North"}


def test_in_two_ways_a_small_count_takes_three_others() -> None:
    counts = {"aa": 3, "ab": 20, "ac": 30, "ba": 25, "bb": 9, "bc": 40, "ca": 50, "cb": 60, "cc": 70}
    table = table_of({((key[0],), (key[1],)): count for key, count in counts.items()})
    found = suppress(table, OWN)
    assert names(found.hidden) == {"a a", "a b", "b a", "b b"}
    assert found.exact
    assert exposed(table, found.hidden, OWN) == {}


def test_a_hidden_ward_is_not_given_away_by_its_district_nor_by_the_force() -> None:
    leaves = {
        (("North", "Ward 1"),): 2,
        (("North", "Ward 2"),): 40,
        (("South", "Ward 3"),): 50,
        (("South", "Ward 4"),): 60,
    }
    found = suppress(table_of(leaves, fixed=[(ALL,)]), OWN)
    assert names(found.hidden) == {"North/Ward 1", "North/Ward 2"}


def test_a_district_that_is_a_single_ward_is_hidden_with_its_neighbour() -> None:
    leaves = {(("North", "Ward 1"),): 2, (("South", "Ward 3"),): 50, (("East", "Ward 4"),): 60}
    found = suppress(table_of(leaves, fixed=[(ALL,)]), OWN)
    assert names(found.hidden) == {"North", "North/Ward 1", "South", "South/Ward 3"}


def test_rounding_protects_by_itself_where_it_leaves_room_enough() -> None:
    table = one_way({"North": 3, "South": 90, "East": 41})
    assert names(suppress(table, Policy("own", rounding=5)).hidden) == {"North"}
    assert names(suppress(table, OWN).secondary) == {"East"}


def test_cells_that_go_together_are_hidden_together() -> None:
    counts = {("N", 1): 3, ("S", 1): 30, ("E", 1): 50, ("N", 0): 70, ("S", 0): 60, ("E", 0): 9}
    table = table_of({((area,), (str(year),)): count for (area, year), count in counts.items()})
    pairs = tuple(frozenset({((area,), ("1",)), ((area,), ("0",))}) for area in "NSE")
    fixed = frozenset(cell for cell in table.counts if ALL in cell)
    found = suppress(Table(table.counts, table.sums, fixed - {((a,), ALL) for a in "NSE"}, pairs), OWN)
    hidden = names(found.hidden)
    assert {"N 1", "N 0"} <= hidden
    assert all((f"{area} 1" in hidden) == (f"{area} 0" in hidden) for area in "NSE")


def test_negative_counts_and_totals_that_do_not_add_up_are_refused() -> None:
    with pytest.raises(Refusal, match="negative"):
        one_way({"North": -1})
    good = one_way({"North": 5, "South": 6})
    with pytest.raises(Refusal, match="not the sum of its parts"):
        Table(dict(good.counts) | {(ALL,): 12}, good.sums)
    with pytest.raises(Refusal, match="both a cell and a total"):
        table_of({(("North",),): 5, (("North", "Ward 1"),): 6})


small_tables = st.tuples(st.integers(1, 3), st.integers(2, 3)).flatmap(
    lambda size: st.lists(st.integers(0, 30), min_size=size[0] * size[1], max_size=size[0] * size[1]).map(
        lambda counts: table_of(
            {((str(at // size[1]),), (str(at % size[1]),)): count for at, count in enumerate(counts)}
        )
    )
)


@settings(max_examples=40)
@given(small_tables)
def test_what_is_hidden_can_never_be_worked_out(table: Table[Cell]) -> None:
    found = suppress(table, OWN)
    if found.safe:
        assert exposed(table, found.hidden, OWN) == {}
        assert all(key in found.hidden for key, count in table.counts.items() if 0 < count < 5)
        assert all(table.counts[key] for key in found.hidden), "a nought is always shown"


Counts2x2 = tuple[int, int, int, int]
MOST = 14  # a hidden cell of these tables is never larger in a table that shows the same, or has no limit anyway


def margins(counts: Counts2x2) -> tuple[int, ...]:
    """The nine numbers of a two-by-two table."""
    a, b, c, d = counts
    return a, b, c, d, a + b, c + d, a + c, b + d, a + b + c + d


@settings(max_examples=40)
@given(st.tuples(*[st.integers(0, 7)] * 4))
def test_on_small_tables_nothing_less_would_do_by_brute_force(counts: Counts2x2) -> None:
    """Every choice of the nine cells of a two-by-two table, each judged by trying every table of whole numbers."""
    leaves = {((a,), (b,)): count for (a, b), count in zip(product("01", "01"), counts, strict=True)}
    found = suppress(table_of(leaves), OWN)
    truth = margins(counts)
    small = frozenset(at for at, count in enumerate(truth) if 0 < count < 5)
    others = [at for at, count in enumerate(truth) if count >= 5]
    choices = [small | set(more) for size in range(len(others) + 1) for more in combinations(others, size)]
    choices.sort(key=lambda hidden: (len(hidden), sum(truth[at] for at in hidden)))
    best = next((hidden for hidden in choices if not small or kept(truth, hidden)), None)
    assert found.safe == (best is not None)
    if best is not None:
        told = sorted(table_of(leaves).counts[key] for key in found.hidden)
        assert (len(told), sum(told)) == (len(best), sum(truth[at] for at in best))


def kept(truth: tuple[int, ...], hidden: frozenset[int] | set[int]) -> bool:
    """Whether tables that show the same numbers leave each hidden count wide enough."""
    ways = [range(1, MOST + 1) if at in hidden else (truth[at],) for at in range(4)]
    seen: dict[int, set[int]] = {at: set() for at in hidden}
    for tried in product(*ways):
        full = margins(tried)  # type: ignore[arg-type]
        if all(number == truth[at] for at, number in enumerate(full) if at not in hidden):
            for at in hidden:
                seen[at].add(full[at])
    return all(max(seen[at]) - min(seen[at]) >= (4 if truth[at] < 5 else 1) for at in hidden)


def test_a_large_table_is_protected_by_the_greedy_search_and_nothing_is_hidden_for_nothing() -> None:
    leaves = {((f"r{a}",), (f"c{b}",)): (a * 7 + b * 13) % 40 + 1 for a in range(9) for b in range(7)}
    table = table_of(leaves)
    found = suppress(table, OWN)
    assert (found.safe, found.exact) == (True, False)
    assert exposed(table, found.hidden, OWN) == {}
    for cell in found.secondary:
        assert exposed(table, found.hidden - {cell}, OWN)
    assert 2 ** len(table.counts) > MOST_CHOICES
