"""The truth about the made-up force, as `truth.json` tells it to tests, benchmarks and curious people."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import numpy as np

from sextant.periods import Month
from sextant.synthetic.counts import Counts, Means, dispersion, monthly_means
from sextant.synthetic.crimes import Crimes
from sextant.synthetic.definition import Definition
from sextant.synthetic.extract import Fault
from sextant.synthetic.homicides import Plan
from sextant.synthetic.moments import EPOCH
from sextant.synthetic.naming import Called
from sextant.synthetic.recorded import codes_of
from sextant.synthetic.territory import Territory


@dataclass
class Found:
    """What came up while the files were written."""

    crimes: int = 0
    followers: int = 0
    homicides: list[dict[str, Any]] = field(default_factory=list)
    bad_rows: list[Fault] = field(default_factory=list)
    repeated_outcomes: int = 0
    strange_outcomes: int = 0
    part_supplied: dict[str, int] = field(default_factory=dict)
    negative: list[dict[str, object]] = field(default_factory=list)
    revision: dict[str, object] = field(default_factory=dict)
    differing: list[dict[str, object]] = field(default_factory=list)

    def see(self, truth: Definition, crimes: Crimes) -> None:
        """Note a month's near repeats and homicides (crimes in the order of the extract)."""
        self.crimes += len(crimes)
        self.followers += int(crimes.follows.sum())
        killed = np.isin(crimes.offence, [k for k, o in enumerate(truth.crimes) if o.subgroup == truth.homicide])
        stem = f"{crimes.month.year % 100:02d}{crimes.month.month:02d}"
        self.homicides += [
            {
                "crime": f"WX/{stem}/{row + 1:06d}",
                "incident": f"I{stem}-{crimes.incident[row] + 1:06d}",
                "code": truth.crimes[crimes.offence[row]].code,
                "recorded": str(EPOCH + timedelta(days=int(crimes.placed.day[row]))),
            }
            for row in np.flatnonzero(killed)
        ]

    def outcomes(self, counted: Mapping[str, int]) -> None:
        self.repeated_outcomes += counted["repeated"]
        self.strange_outcomes += counted["from_elsewhere"]


def truth_of(
    truth: Definition,
    name: Called,
    months: Sequence[Month],
    counts: Counts,
    planned: Plan,
    land: Territory,
    scale: float,
    seed: int,
    found: Found,
) -> dict[str, Any]:
    """Everything that is known beforehand or was planted. Months are text, counts whole numbers."""
    return {
        "made_up": True,
        "what": f"{name.name}: made-up data. No such force, place, crime or person exists.",
        "force": {"slug": name.slug, "name": name.name, "districts": {d.name: d.share for d in truth.districts}},
        "seed": seed,
        "scale": scale,
        "population": round(truth.raw["population"] * scale),
        "months": {"from": str(months[0]), "to": str(months[-1]), "count": len(months)},
        "extract_covers": {"from": str(months[0]), "to": str(months[-1])},
        "totals": {"crimes": int(counts[:, :-1].sum()), "anti_social_behaviour": int(counts[:, -1].sum())},
        "series": _series(truth, months, counts, scale),
        "changes": _changes(truth, months),
        "pandemic": [
            {"from": str(r.start), "to": str(r.end), "other": r.other, "factors": dict(r.factors)}
            for r in truth.restrictions
        ],
        "homicide": _homicide(planned, found),
        "near_repeats": {**truth.raw["near_repeats"], "followers": found.followers},
        "hotspots": {
            **{key: truth.raw["hotspots"][key] for key in ("metres", "strength")},
            "centres": [[int(east), int(north)] for east, north in land.hotspots],
        },
        "police_uk": _police_uk(truth, months, found),
        "recorded_crime": {
            **truth.raw["editions"],
            "revision": found.revision,
            "negative_cells": found.negative,
            "last_quarter_only_in_the_later": str(months[-3]),
        },
        "published_differs": found.differing,
        "bad_rows": [fault.as_json() for fault in found.bad_rows],
    }


def as_text(document: Mapping[str, Any]) -> str:
    """JSON that people can read: a line a thing, but lists of numbers on one line."""
    text = json.dumps(document, indent=1, ensure_ascii=False, allow_nan=False)
    return re.sub(r"\[[-\d.,\s]+\]", lambda found: " ".join(found[0].split()), text) + "\n"


def _series(truth: Definition, months: Sequence[Month], counts: Counts, scale: float) -> dict[str, Any]:
    """Of each subgroup and anti-social behaviour: codes, dispersion, and month by month the true mean and the count."""
    means = monthly_means(truth, months, scale)
    groups = {**codes_of(truth), truth.offences[-1].subgroup: ("",)}
    return {name: _one_series(truth, name, codes, means, counts, scale) for name, codes in groups.items()}


def _one_series(
    truth: Definition, name: str, codes: Sequence[str], means: Means, counts: Counts, scale: float
) -> dict[str, Any]:
    columns = [k for k, offence in enumerate(truth.offences) if offence.subgroup == name]
    return {
        "category": truth.offences[columns[0]].category,
        "codes": [code for code in codes if code],
        "dispersion": round(dispersion(truth, name, scale), 4),
        "changes": any(change.subgroup == name for change in truth.changes),
        "monthly_means": [round(float(mean), 4) for mean in means[:, columns].sum(1)],
        "monthly_counts": [int(count) for count in counts[:, columns].sum(1)],
    }


def _changes(truth: Definition, months: Sequence[Month]) -> list[dict[str, Any]]:
    return [
        {"series": c.subgroup, "from": str(c.start), "factor": c.factor, "in_span": months[0] < c.start <= months[-1]}
        for c in truth.changes
    ]


def _homicide(planned: Plan, found: Found) -> dict[str, Any]:
    """Incidents are Poisson; the two planted facts with their crime numbers."""
    return {
        "incidents_a_quarter_at_scale_1": 4,
        "unit_of_chance": "incident",
        "offences": len(found.homicides),
        "incidents": len({each["incident"] for each in found.homicides}),
        "same_day": _same_day(planned, found),
        "several_victims": _several(planned, found),
        "added_because_chance_drew_too_few": list(planned.added),
    }


def _same_day(planned: Plan, found: Found) -> dict[str, Any]:
    mine = [each for each in found.homicides if each["recorded"].startswith(str(planned.same_day))]
    days = [each["recorded"] for each in mine]
    day = next(day for day in days if days.count(day) > 1)
    return {"recorded": day, "crimes": [each["crime"] for each in mine if each["recorded"] == day]}


def _several(planned: Plan, found: Found) -> dict[str, Any]:
    mine = [each for each in found.homicides if each["recorded"].startswith(str(planned.several))]
    incidents = [each["incident"] for each in mine]
    incident = next(number for number in incidents if incidents.count(number) > 1)
    crimes = [each["crime"] for each in mine if each["incident"] == incident]
    return {"incident": incident, "victims": len(crimes), "crimes": crimes}


def _police_uk(truth: Definition, months: Sequence[Month], found: Found) -> dict[str, Any]:
    faults = truth.raw["faults"]
    absent, part = faults["absent_month"], faults["part_supplied"]
    return {
        "absent_month": absent if Month.parse(absent) in months else None,
        "part_supplied": {**part, **found.part_supplied} if found.part_supplied else None,
        "map_points_replaced": faults["points_replaced"],
        "without_place": faults["no_location"],
        "without_neighbourhood": faults["no_neighbourhood"],
        "repeated_outcome_rows": found.repeated_outcomes,
        "outcomes_of_crimes_not_here": found.strange_outcomes,
    }
