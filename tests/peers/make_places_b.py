"""Golden values for sextant.places: pymannkendall's trend, pointpats' Knox and scikit-learn's Poisson boosting.

Run `python tests/peers/make_places_b.py` in an environment of its own with pymannkendall 1.4, pointpats 2.5 and
scikit-learn 1.9; it writes places_b_python.json beside itself. All data are made up. pointpats counts pairs up to and
with its limits, so limits are chosen that no pair is exactly at.
"""

import json
from importlib.metadata import version
from pathlib import Path

import numpy as np
import pymannkendall
from pointpats import Knox
from sklearn.ensemble import HistGradientBoostingRegressor

SERIES = [
    [1, 2, 3, 4, 5, 6, 7, 8, 9, 10],
    [5, 3, 8, 1, 9, 2, 7, 4, 6, 0, 3, 5],
    [0, 0, 0, 1, 0, 2, 0, 0, 1, 1, 3, 0],
    [2.5, 2.5, 2.5, 2.4, 2.6, 2.5],
    [9, 7, 7, 5, 5, 5, 2, 1],
    [3, 1],
    [1.2, -0.3, 0.4, 2.2, 1.9, 1.9, 3.1, 2.8, 4.0, 3.3, 3.3, 5.1, 4.2, 4.4, 6.0],
]


def trends():
    for values in SERIES:
        found = pymannkendall.original_test(values)
        yield {"values": values, "s": float(found.s), "variance": float(found.var_s), "z": found.z, "p": found.p}


def near_events():
    """Two hundred made-up events in 2 × 2 km over 60 days, some of them in bursts, as plain numbers."""
    rng = np.random.default_rng(42)
    places, days = rng.uniform(0, 2000, (150, 2)), rng.integers(0, 60, 150)
    again = rng.integers(0, 150, 50)
    places = np.vstack([places, places[again] + rng.normal(0, 60, (50, 2))]).round(3)
    return places, np.concatenate([days, np.minimum(days[again] + rng.integers(0, 6, 50), 59)])


def knox(places, days):
    for delta in (100.0005, 250.0005):
        for tau in (3, 7, 14):
            found = Knox(places, days[:, None].astype(float), delta=delta, tau=tau, permutations=0)
            made = {"observed": int(found.nst), "expected": float(found.expected[0][0])}
            yield {"metres": delta, "days": tau, **made}


def boosting():
    rng = np.random.default_rng(7)
    features = rng.poisson([1.0, 4.0, 9.0], (3000, 3)).astype(float)
    counts = rng.poisson(np.exp(0.3 * np.log1p(features[:, 0]) + 0.05 * features[:, 1] - 0.4))
    model = HistGradientBoostingRegressor(
        loss="poisson", learning_rate=0.06, max_iter=60, max_leaf_nodes=12, min_samples_leaf=80, l2_regularization=1.0,
        max_bins=64, early_stopping=False,
    )  # fmt: skip
    predicted = model.fit(features, counts).predict(features[:200])
    return {"seed": 7, "rows": 3000, "rounds": 60, "counts": int(counts.sum()), "predicted": predicted.tolist()}


places, days = near_events()
golden = {
    "made_by": {name: version(name) for name in ("pymannkendall", "pointpats", "scikit-learn", "numpy")},
    "trends": list(trends()),
    "events": {"easting": places[:, 0].tolist(), "northing": places[:, 1].tolist(), "day": days.tolist()},
    "knox": list(knox(places, days)),
    "boosting": boosting(),
}
Path(__file__).with_name("places_b_python.json").write_text(json.dumps(golden, indent=1) + "\n")
