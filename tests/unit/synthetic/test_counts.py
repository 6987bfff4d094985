"""Levels, seasons, chance and change: checked with seeds of their own, and so that a wrong level fails."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sextant.errors import Refusal
from sextant.periods import Month
from sextant.synthetic import draw_unchanged
from sextant.synthetic.counts import dispersion, draw_counts, in_quarters, monthly_means, unchanged_mean
from sextant.synthetic.definition import definition

TRUTH = definition()
MONTHS = TRUTH.months(10)
MEANS = monthly_means(TRUTH, MONTHS)
SUBGROUPS = sorted({offence.subgroup for offence in TRUTH.offences})
UNCHANGED = [name for name in SUBGROUPS if name not in {change.subgroup for change in TRUTH.changes}]
ASB = "Anti-social behaviour"


def columns(subgroup: str) -> list[int]:
    return [k for k, offence in enumerate(TRUTH.offences) if offence.subgroup == subgroup]


def per_day(subgroup: str, month: str) -> float:
    when = Month.parse(month)
    return float(MEANS[MONTHS.index(when), columns(subgroup)].sum() / when.days)


def test_a_force_of_this_size_records_so_much() -> None:
    ordinary = [MONTHS.index(month) for month in MONTHS if month.year in (2018, 2019)]
    assert 130_000 < MEANS[ordinary, :-1].sum() / 2 < 145_000
    assert MEANS[ordinary, -1].sum() / 2 == pytest.approx(60_000, rel=0.01)


@pytest.mark.parametrize("subgroup", UNCHANGED)
def test_an_unchanged_series_has_the_same_level_in_every_ordinary_year(subgroup: str) -> None:
    levels = [
        sum(per_day(subgroup, f"{year}-{month:02d}") for month in range(1, 13)) for year in (2016, 2018, 2022, 2024)
    ]
    assert levels == pytest.approx([levels[0]] * 4)


@pytest.mark.parametrize("subgroup", SUBGROUPS)
@pytest.mark.parametrize("month", ["2017-04", "2019-04", "2023-04"])
def test_no_series_steps_where_its_codes_succeed_one_another(subgroup: str, month: str) -> None:
    a_year_before = str(Month.parse(month) + -12)
    assert per_day(subgroup, month) == pytest.approx(per_day(subgroup, a_year_before))


@pytest.mark.parametrize(
    ("subgroup", "first", "factor"),
    [
        ("Theft of a motor vehicle", "2024-10", 1.35),
        ("Vehicle interference", "2024-10", 1.40),
        ("Domestic burglary", "2024-04", 0.75),
    ],
)
def test_a_planted_change_starts_in_its_month_and_lasts(subgroup: str, first: str, factor: float) -> None:
    start = Month.parse(first)
    assert per_day(subgroup, str(start + -1)) == pytest.approx(per_day(subgroup, str(start + -13)))
    assert per_day(subgroup, str(start)) == pytest.approx(factor * per_day(subgroup, str(start + -12)))
    assert per_day(subgroup, "2025-09") == pytest.approx(factor * per_day(subgroup, "2019-09"))


def test_the_pandemic_moves_each_crime_type_its_own_way_and_ends() -> None:
    assert per_day("Theft from the person", "2020-05") == pytest.approx(
        0.30 * per_day("Theft from the person", "2019-05")
    )
    assert per_day(ASB, "2020-05") == pytest.approx(1.80 * per_day(ASB, "2019-05"))
    assert per_day("Arson", "2020-05") == pytest.approx(0.75 * per_day("Arson", "2019-05"))
    for subgroup in ("Theft from the person", ASB, "Arson"):
        assert per_day(subgroup, "2021-04") == pytest.approx(per_day(subgroup, "2019-04"))


def test_homicide_has_neither_season_nor_pandemic() -> None:
    levels = [per_day("Homicide", str(month)) for month in MONTHS]
    assert levels == pytest.approx([16 / 365.25] * len(MONTHS))


def test_a_code_is_not_used_before_its_first_month_nor_after_its_last() -> None:
    for k, offence in enumerate(TRUTH.offences):
        for month, mean in zip(MONTHS, MEANS[:, k], strict=True):
            assert (mean > 0) == offence.in_use(month), f"{offence.code} {month}"


@given(st.sampled_from(SUBGROUPS), st.integers(0, 119), st.floats(0.01, 10))
def test_scale_only_multiplies(subgroup: str, month: int, scale: float) -> None:
    scaled = monthly_means(TRUTH, [MONTHS[month]], scale)[0, columns(subgroup)].sum()
    assert scaled == pytest.approx(scale * MEANS[month, columns(subgroup)].sum())


@pytest.mark.parametrize(
    "name", ["Theft from the person", "Violence and sexual offences", "Shoplifting", ASB, "Homicide"]
)
def test_draws_have_the_stated_mean_and_dispersion(name: str) -> None:
    drawn = draw_unchanged(name, months=MONTHS, draws=4_000, seed=5)
    means = np.array([unchanged_mean(TRUTH, name, month, pandemic=False) for month in MONTHS])
    doubt = np.sqrt(dispersion(TRUTH, name) * means / 4_000)
    assert drawn.shape == (4_000, 120)
    assert np.abs((drawn.mean(0) - means) / doubt).max() < 4.5
    ratio = (drawn.var(0) / drawn.mean(0)).mean()
    assert ratio == pytest.approx(dispersion(TRUTH, name), rel=0.05)


def test_homicide_incidents_are_poisson_four_a_quarter() -> None:
    quarters = in_quarters(draw_unchanged("Homicide", months=MONTHS, draws=3_000, seed=6))
    assert quarters.shape == (3_000, 40)
    assert quarters.mean() == pytest.approx(4.0, abs=0.03)
    assert quarters.var() / quarters.mean() == pytest.approx(1.0, abs=0.03)
    assert (quarters == 0).mean() == pytest.approx(np.exp(-4), rel=0.1)


def test_draws_of_different_years_do_not_move_together() -> None:
    drawn = draw_unchanged("Violence with injury", months=MONTHS, draws=4_000, seed=7)
    years = drawn.reshape(4_000, 10, 12).sum(2)
    assert np.abs(np.corrcoef(years.T) - np.eye(10)).max() < 0.07


def test_the_counts_of_the_files_have_the_chance_of_the_draws() -> None:
    drawn = np.array([draw_counts(TRUTH, MONTHS[-12:], 1.0, seed) for seed in range(300)])
    shop = drawn[:, :, columns("Shoplifting")].sum(2)
    means = monthly_means(TRUTH, MONTHS[-12:])[:, columns("Shoplifting")].sum(1)
    assert shop.mean(0) == pytest.approx(means, rel=0.02)
    assert (shop.var(0) / shop.mean(0)).mean() == pytest.approx(5.0, rel=0.12)


def test_offences_of_one_type_share_their_fortune_but_homicide_does_not() -> None:
    drawn = np.array([draw_counts(TRUTH, MONTHS[-1:], 1.0, seed)[0] for seed in range(600)])
    assault, threats, homicide = (
        drawn[:, columns(name)].sum(1) for name in ("Violence with injury", "Violence without injury", "Homicide")
    )
    assert np.corrcoef(assault, threats)[0, 1] > 0.6
    assert abs(np.corrcoef(assault, homicide)[0, 1]) < 0.12


def test_draws_repeat_with_the_seed_and_change_with_it() -> None:
    first, again, other = (draw_unchanged("Arson", months=MONTHS, draws=3, seed=seed) for seed in (1, 1, 2))
    assert np.array_equal(first, again)
    assert not np.array_equal(first, other)


def test_the_pandemic_is_in_the_draws_only_on_request() -> None:
    month = [Month(2020, 5)]
    without, within = (
        draw_unchanged("Shoplifting", months=month, draws=2_000, seed=8, pandemic=asked).mean()
        for asked in (False, True)
    )
    assert within / without == pytest.approx(0.5, rel=0.02)


def test_planted_changes_are_never_in_the_draws() -> None:
    before, after = (
        draw_unchanged("Domestic burglary", months=[Month(year, 9)], draws=4_000, seed=9).mean()
        for year in (2019, 2025)
    )
    assert after / before == pytest.approx(1.0, rel=0.01)


def test_a_series_that_is_not_there_is_refused() -> None:
    with pytest.raises(Refusal, match="series 'Piracy': is not in the made-up force"):
        draw_unchanged("Piracy", months=MONTHS, draws=1, seed=1)
