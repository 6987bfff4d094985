"""Golden values for the effect of an arm: a Poisson model with place and day effects, error clustered by place.

Run `python tests/peers/make_places_c_statsmodels.py` in an environment of its own with statsmodels 0.15; it writes
places_c_statsmodels.json beside itself. The data are drawn here and stored with the answers.
"""

import json
from importlib.metadata import version
from pathlib import Path

import numpy as np
import statsmodels.api as sm


def drawn(seed, places, days, effect):
    rng = np.random.default_rng(seed)
    rates = rng.gamma(2.0, 0.4, places)[:, None] * rng.gamma(6.0, 1 / 6, (places, days))
    treated = np.array([np.isin(np.arange(days), rng.permutation(days)[: days // 3]) for _ in range(places)])
    counts = rng.poisson(rates * np.where(treated, effect, 1.0))
    place, day = np.indices((places, days))
    return counts.ravel(), treated.ravel().astype(int), place.ravel(), day.ravel()


def fitted(counts, treated, place, day):
    kept = np.isin(place, np.unique(place[counts > 0])) & np.isin(day, np.unique(day[counts > 0]))
    counts, treated, place, day = counts[kept], treated[kept], place[kept], day[kept]
    dummies = [np.eye(place.max() + 1)[place][:, np.unique(place)], np.eye(day.max() + 1)[day][:, np.unique(day)[1:]]]
    model = sm.GLM(counts, np.column_stack([treated, *dummies]), family=sm.families.Poisson())
    found = model.fit(tol=1e-12, cov_type="cluster", cov_kwds={"groups": place})
    return {
        "log_ratio": float(found.params[0]),
        "error": float(found.bse[0]),
        "phi": float(found.pearson_chi2 / found.df_resid),
    }


def main():
    cases = []
    for seed, places, days, effect in ((1, 6, 20, 0.6), (2, 12, 30, 1.0), (3, 20, 42, 0.75), (4, 4, 14, 1.6)):
        data = drawn(seed, places, days, effect)
        names = ("counts", "treated", "place", "day")
        cases.append({**{k: v.tolist() for k, v in zip(names, data, strict=True)}, "answer": fitted(*data)})
    out = Path(__file__).with_name("places_c_statsmodels.json")
    out.write_text(json.dumps({"statsmodels": version("statsmodels"), "cases": cases}) + "\n")
    print(out.name, len(cases))


if __name__ == "__main__":
    main()
