"""Makes lists/severity_weights/ons-2020.toml and lists/populations.toml from the publishers' files.

    .venv/bin/python tests/peers/make_severity_lists.py [FOLDER]

FOLDER holds `severity/ons-severity-codes.csv` and `lookups/` (ONS, Open Government Licence v3). Only facts and figures
are taken: code, offence, weight; residents by police force area.
"""

from __future__ import annotations

import csv
import gzip
import sys
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

from sextant.bodies import Bodies

ROOT = Path(__file__).resolve().parents[2]
LISTS = ROOT / "src" / "sextant" / "lists"
HOMICIDE = "1, 4.1/2/10"  # how the weights file writes the joint homicide weight

WEIGHTS_HEAD = """\
# Weights of the ONS Crime Severity Score. Made by tests/peers/make_severity_lists.py; change that, not this.
# "4.10" (corporate manslaughter) stands in the file as read as a second "4.1"; it is told by its description.
# `lent_by`: the file itself gives the code the weight of another one.

[edition]
name = "ons-2020"
title = "ONS Crime Severity Score weights, about 2020"
publisher = "Office for National Statistics"
source = "ONS Crime Severity Score data tool, read from a mirror (github.com/M-O-P-D/crims); edition not stated there"
licence = "Open Government Licence v3.0"
method = "ONS (2016), Research outputs: developing a Crime Severity Score for England and Wales"
unit = "severity points"
meaning = "days in prison that a sentence for the offence is worth on average; community orders and fines as days"

[weights]
"""

POPULATIONS_HEAD = """\
# Residents of the police force areas, the denominator of rates. Made by tests/peers/make_severity_lists.py from the
# census's small areas; small areas are perturbed by ONS, so sums differ by a few from ONS's own totals.
# A home's lists/populations.toml may add other dates, for example mid-year estimates: the same keys.
# The City of London has few residents and many visitors: a rate per resident says little there.

"""


def weights(rows: Iterable[dict[str, str]]) -> str:
    """The weights as TOML lines, one a code."""
    found: dict[str, str] = {}
    for row in rows:
        code = "4.10" if row["description"] == "Corporate manslaughter" else row["code_original"]
        if code in found:
            raise ValueError(f"{code} stands twice")
        lent = row["code_severity"] if row["code_severity"] not in (row["code_original"], HOMICIDE) else ""
        more = f', lent_by = "{lent}"' if lent else ""
        offence = row["description"].replace("(outcome only)", "").strip()
        found[code] = f'"{code}" = {{ offence = "{offence}", weight = {float(row["weight"])!r}{more} }}'
    return "\n".join(found.values()) + "\n"


def residents(lookups: Path) -> dict[str, int]:
    """Usual residents by police force area code, Census 2021."""
    with (lookups / "ltla24_csp24_pfa24.csv").open(encoding="utf-8") as file:
        area = {row["ltla24_code"]: row["pfa24_code"] for row in csv.DictReader(file)}
    with (lookups / "lsoa21_ward24_ltla24.csv").open(encoding="utf-8") as file:
        district = {row["lsoa21_code"]: row["ltla24_code"] for row in csv.DictReader(file)}
    found: Counter[str] = Counter()
    with gzip.open(lookups / "census2021_lsoa21_population_by_age.csv.gz", "rt", encoding="utf-8") as file:
        for row in csv.DictReader(file):
            found[area[district[row["lsoa21_code"]]]] += int(float(row["usual_residents"]))
    return dict(found)


def populations(by_area: dict[str, int]) -> str:
    """The populations as TOML, in the order of the bodies."""
    bodies = {body.area_code: body.slug for body in Bodies.load().all if body.area_code}
    if set(bodies) != set(by_area):
        raise ValueError(f"areas differ: {set(bodies) ^ set(by_area)}")
    entries = [
        f'[[population]]\nbody = "{slug}"\nresidents = {by_area[code]}\non = 2021-03-21\n'
        'source = "ONS, Census 2021, usual residents by small area; Open Government Licence v3.0"\n'
        for code, slug in bodies.items()
    ]
    return "\n".join(entries)


def main() -> None:
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT.parent / "shared" / "data"
    with (folder / "severity" / "ons-severity-codes.csv").open(encoding="utf-8") as file:
        text = WEIGHTS_HEAD + weights(csv.DictReader(file))
    (LISTS / "severity_weights" / "ons-2020.toml").write_text(text, "utf-8")
    (LISTS / "populations.toml").write_text(POPULATIONS_HEAD + populations(residents(folder / "lookups")), "utf-8")


if __name__ == "__main__":
    main()
