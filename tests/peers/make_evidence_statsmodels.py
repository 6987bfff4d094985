"""Golden values for sextant.evidence by statsmodels: the E-test, Clopper-Pearson limits, Holm and a quasi-Poisson fit.

Run `python tests/peers/make_evidence_statsmodels.py` in an environment of its own with statsmodels 0.15; it writes
evidence_statsmodels.json beside itself. Not taken: its cond-midp p-value, which is another than the doubled mid-p
(minimum likelihood less half the point mass), and its intervals for ratios that ignore exposure or fail at 0.
"""

import json
from importlib.metadata import version
from pathlib import Path

import numpy as np
import statsmodels.api as sm
from statsmodels.stats.multitest import multipletests
from statsmodels.stats.proportion import proportion_confint
from statsmodels.stats.rates import etest_poisson_2indep

PAIRS = [(13, 18), (7, 18), (8, 18), (32, 18), (31, 18), (0, 5), (0, 4), (5, 0), (1, 1), (2, 3), (15, 3), (120, 90)]
PAIRS += [(49, 50), (300, 340), (1106, 795)]
EXPOSURES = [(1.0, 1.0), (365.0, 366.0), (334.0, 1096.0)]
QUARTERS = [3900, 4210, 4405, 4012, 4120, 4350, 4100, 3980, 3010, 2890, 3105, 2760]


def etests():
    for t1, t0 in EXPOSURES:
        for y1, y0 in PAIRS:
            _, p = etest_poisson_2indep(y1, t1, y0, t0, method="wald", y_grid=np.arange(max(100, 4 * (y1 + y0))))
            yield {"current": y1, "baseline": y0, "exposure": [t1, t0], "p": float(p)}


def exact_limits():
    for y1, y0 in PAIRS:
        low, high = proportion_confint(y1, y1 + y0, 0.05, method="beta")
        high = None if y0 == 0 else float(high / (1 - high))
        yield {"current": y1, "baseline": y0, "low": float(low / (1 - low)), "high": high}


def regression(phi):
    """Two years of quarters: log ratio and its error with the scale fixed at phi, and by NB2 with the same variance."""
    year = np.repeat([0, 1], 4)
    quarters = np.array(QUARTERS[:4] + QUARTERS[8:])
    alpha = (phi - 1) / quarters.mean()
    quasi = sm.GLM(quarters, sm.add_constant(year), family=sm.families.Poisson()).fit(scale=phi)
    nb2 = sm.GLM(quarters, sm.add_constant(year), family=sm.families.NegativeBinomial(alpha=alpha)).fit()
    return {
        "current": int(quarters[4:].sum()),
        "baseline": int(quarters[:4].sum()),
        "phi": phi,
        "log_ratio": float(quasi.params[1]),
        "quasi_error": float(quasi.bse[1]),
        "nb2_log_ratio": float(nb2.params[1]),
        "nb2_error": float(nb2.bse[1]),
    }


def holm(p):
    return {"p": p, "stands_out": multipletests(p, alpha=0.05, method="holm")[0].tolist()}


golden = {
    "made_by": {name: version(name) for name in ("statsmodels", "scipy", "numpy")},
    "etest": list(etests()),
    "exact": list(exact_limits()),
    "regression": [regression(phi) for phi in (5.0, 20.0)],
    "holm": [holm(p) for p in ([0.009, 0.04, 0.03, 0.005, 0.2, 0.9], [0.008, 0.0099, 0.012, 0.0166, 0.02, 0.04])],
}
Path(__file__).with_name("evidence_statsmodels.json").write_text(json.dumps(golden, indent=1) + "\n")
