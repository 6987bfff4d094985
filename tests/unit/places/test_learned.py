"""The learned ranking: trees that learn what is there, from place and time alone."""

import inspect
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from sextant.errors import Refusal
from sextant.places import learned
from sextant.places.events import as_events
from sextant.places.forecast import BackTest, back_test
from sextant.places.grid import HexGrid
from sextant.places.grid_mask import whole
from sextant.places.learned import FEATURES, History, learned_score
from sextant.places.learned_trees import Boosted, Rules, fit_poisson
from sextant.places.ranking import Ranking, rank_places
from sextant.places.undefined import NotDefined
from tests.unit.places.test_forecast import GRID, TOWN

FEW = Rules(rounds=60, rate=0.2, leaves=4, fewest=20)


def made_up(rows: int = 2000, seed: int = 1) -> tuple[Any, Any]:
    rng = np.random.default_rng(seed)
    features = rng.integers(0, 10, (rows, 3)).astype(float)
    return features, rng.poisson(np.where(features[:, 1] > 5, 6.0, 1.0))


def fitted(features: Any, counts: Any, rules: Rules = FEW) -> Boosted:
    found = fit_poisson(features, counts, rules)
    assert isinstance(found, Boosted)
    return found


def test_trees_learn_a_step() -> None:
    features, counts = made_up()
    found, high = fitted(features, counts).predict(features), features[:, 1] > 5
    assert found[high].mean() == pytest.approx(6, rel=0.05)
    assert found[~high].mean() == pytest.approx(1, rel=0.05)
    assert found[high].min() > 2 * found[~high].max()


def test_every_round_fits_the_training_rows_better() -> None:
    deviance = np.array(fitted(*made_up()).deviance)
    assert (np.diff(deviance) <= 1e-12).all()


def test_the_mean_is_kept_and_the_order_of_the_rows_says_next_to_nothing() -> None:
    features, counts = made_up()
    order = np.random.default_rng(4).permutation(len(counts))
    one, other = fitted(features, counts), fitted(features[order], counts[order])
    assert one.predict(features).mean() == pytest.approx(counts.mean(), rel=0.01)
    assert other.predict(features) == pytest.approx(one.predict(features), rel=1e-6)


def test_no_leaf_is_smaller_than_asked_and_constant_features_are_never_split() -> None:
    features, counts = made_up(100)
    assert fitted(features, counts, replace(FEW, fewest=60)).predict(features).std() < 1e-12
    constant = fitted(np.ones((500, 2)), made_up(500)[1])
    assert constant.predict([[1, 1], [5, 5]]).std() < 1e-12


def test_many_values_are_binned() -> None:
    rng = np.random.default_rng(2)
    x = rng.normal(0, 1, 3000)
    model = fitted(x[:, None], rng.poisson(np.exp(x)))
    assert len(model.edges[0]) <= 63
    assert model.predict([[1.0]])[0] == pytest.approx(np.e, rel=0.25)


def test_nothing_to_learn_from_is_not_defined_and_misfits_are_refused() -> None:
    assert isinstance(fit_poisson(np.ones((5, 1)), np.zeros(5)), NotDefined)
    assert isinstance(fit_poisson(np.ones((0, 1)), []), NotDefined)
    for features, counts in (([[1.0]], [1, 2]), ([[np.nan]], [1]), ([[1.0]], [-1])):
        with pytest.raises(Refusal, match="do not fit"):
            fit_poisson(features, counts)


def history(**changed: Any) -> History:
    months = np.unique(TOWN.month_number)
    made = History(GRID, np.ones(GRID.cells, dtype=bool), TOWN, TOWN.of_kinds("Burglary"), months)
    return replace(made, **changed)


def test_it_foresees_about_what_three_months_hold_in_the_places_that_were_worst() -> None:
    found = learned_score(history())
    counts = np.bincount(
        GRID.locate(TOWN.of_kinds("Burglary").easting, TOWN.of_kinds("Burglary").northing), minlength=GRID.cells
    )
    assert 0.5 < found.sum() / 450 < 2
    worst = counts.argsort()[-20:]
    assert found[worst].mean() > 5 * found.mean()


def test_nothing_after_the_last_month_is_known_to_the_ranking() -> None:
    """Else a back-test would foresee what it had been shown."""
    numbers = np.unique(TOWN.month_number)
    last = numbers[-4]
    name = str(np.datetime64(int(last), "M"))
    asked: dict[str, Any] = {"last": name, "months": 12, "method": "learned", "mask": whole(GRID)}
    burglary = TOWN.of_kinds("Burglary")
    everything = rank_places(burglary, GRID, **asked, earlier=TOWN)
    by_then = rank_places(burglary, GRID, **asked, earlier=TOWN[TOWN.month_number <= last])
    assert isinstance(everything, Ranking)
    assert isinstance(by_then, Ranking)
    assert everything.scores.tolist() == by_then.scores.tolist()
    assert everything.scores.max() > 0


def test_offences_that_police_find_do_not_enter_even_as_surroundings() -> None:
    drugs = replace(TOWN.of_kinds("Anti-social behaviour"), kinds=("Drugs", "Burglary"))
    without = TOWN.of_kinds("Burglary")
    months = np.unique(TOWN.month_number)
    both = as_events(
        np.concatenate([without.easting, drugs.easting]), np.concatenate([without.northing, drugs.northing]),
        month=np.concatenate([without.month, drugs.month]), kind=["Burglary"] * len(without) + ["Drugs"] * len(drugs),
    )  # fmt: skip
    one, other = (learned_score(history(earlier=each, months=months)) for each in (both, without))
    assert one.tolist() == other.tolist()


def test_only_place_and_time_are_features() -> None:
    source = inspect.getsource(learned).casefold()
    for word in ("imd", "ethnic", "depriv", "population", "postcode", "lsoa"):
        assert word not in source.replace("no deprivation", "")
    assert len(FEATURES) == 11
    assert not any("drug" in name.casefold() or "weapon" in name.casefold() for name in FEATURES)


def test_it_is_judged_in_the_back_test_like_any_other() -> None:
    asked: dict[str, Any] = {"kinds": ["Burglary"], "first": "2021-08", "last": "2021-09"}
    found = back_test(TOWN, GRID, methods=["learned", "count"], **asked)
    assert isinstance(found, BackTest)
    assert found.methods == ("learned", "count", "local-eb")
    assert all(value > 0.02 for value in found.values("learned"))


def test_too_few_months_hexagons_and_no_events_are_refused() -> None:
    with pytest.raises(Refusal, match="has 5 months"):
        learned_score(history(months=np.arange(5)))
    with pytest.raises(Refusal, match="square cells"):
        learned_score(history(grid=HexGrid(0.0, 0.0, 200.0, 30, 30)))
    with pytest.raises(Refusal, match="no events"):
        learned_score(history(ranking=TOWN.of_kinds("Fraud")))
