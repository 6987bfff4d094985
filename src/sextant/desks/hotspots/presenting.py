"""Sets and places as pages show them: words for p, q and steadiness, filters, what needs whom."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

from django.utils import timezone

from sextant.access.models import User
from sextant.access.permissions import Permission as P
from sextant.access.policy import can
from sextant.desks.hotspots import results
from sextant.desks.hotspots.asked import METHODS, WEEKDAYS, Question
from sextant.desks.hotspots.forms import PlaceFilterForm
from sextant.desks.hotspots.models import Hotspot, HotspotSet
from sextant.periods import Month, Window

SURE = 0.05
LEAST_P, LEAST_TOLD = 1e-12, 1e-4
SIZES = ((1e9, " billion"), (1e6, " million"))
CANT_SEE = (
    "Only what was reported and recorded is here. Where people don't report, nothing shows.",
    "The records don't tell violence at home from violence in the street unless the force's own do.",
    "A place ranked first by chance tends to fall by itself: never judge patrols by before and after alone.",
)
TIERS = {
    "map point": "anonymised map points: each stands for eight addresses or more, or for none; none is an address",
    "exact": "places as the force recorded them",
    "mixed": "a mixture of anonymised map points and true places",
}


@dataclass(frozen=True)
class Line:
    """A place with its words."""

    place: Hotspot
    shown: bool

    @property
    def name(self) -> str:
        return str(self.place)

    @property
    def q(self) -> str:
        return number_in_words(self.place.q)

    @property
    def chance(self) -> str:
        return chance_in_words(self.place.p)

    @property
    def p(self) -> str:
        return p_in_words(self.place.p)

    @property
    def round_it(self) -> str:
        """Counted and expected with the neighbours: that is what p and q are of."""
        place = self.place
        if place.neighbourhood is None or place.neighbourhood_expected is None:
            return "–"
        return f"{place.neighbourhood:,.0f} ({place.neighbourhood_expected:,.1f} expected)"

    @property
    def steady(self) -> str:
        return "–" if self.place.stability is None else f"{self.place.stability:.0%}"

    @property
    def why(self) -> str:
        ordered = sorted(self.place.why.items(), key=lambda each: (-each[1], each[0]))
        return "; ".join(f"{kind} {count:,}" for kind, count in ordered)

    @property
    def kinds(self) -> str:
        """The same beside the count; empty where the set is of one kind of crime, which the count is of."""
        return "" if len(self.place.why) == 1 and list(self.place.why) == self.place.set.kinds else self.why


@dataclass(frozen=True)
class Duty:
    """Something of this desk that waits for somebody."""

    text: str
    found: HotspotSet
    step: str


def chance_in_words(p: float | None) -> str:
    """An exact p for people: `1 in 190`, `1 in 3.4 million`; a dash where it is not defined."""
    if p is None:
        return "–"
    if p >= 0.095:
        return f"{min(100, round(100 * p))} in 100"
    if p < LEAST_P:
        return "less than 1 in a trillion"
    once = float(f"{1 / p:.6g}")  # so that 1e-9 is a billion
    size, word = next(((size, word) for size, word in SIZES if once >= size), (1.0, ""))
    digits = max(0, 1 - math.floor(math.log10(once / size)))
    shown = f"{once / size:,.{digits}f}" if size > 1 else f"{round(once, 1 - math.floor(math.log10(once))):,.0f}"
    return f"1 in {shown}{word}"


def p_in_words(p: float | None) -> str:
    """The exact p beside the chance: `p 0.012`, `p less than 0.0001`; empty where it is not defined."""
    if p is None:
        return ""
    return "p less than 0.0001" if p < LEAST_TOLD else f"p {p:.2g}"


def number_in_words(value: float | None) -> str:
    """A q for people: `< 0.001`, `0.02`; a dash where it is not defined."""
    if value is None:
        return "–"
    return "<\u00a00.001" if value < 0.001 else f"{value:.3f}" if value < 0.1 else f"{value:.2f}"


def lines(found: HotspotSet, given: Any) -> tuple[list[Line], dict[str, str]]:
    """The places of a set in the order of their rank, which of them the filter shows, and the filter."""
    form = PlaceFilterForm(given)
    asked = form.cleaned_data if form.is_valid() else {}
    shown = {name: asked.get(name) or "" for name in ("kind", "sanity")}
    shown["sure"] = "on" if asked.get("sure") else ""
    return [Line(place, _passes(place, shown)) for place in found.hotspots.all()], shown


def _passes(place: Hotspot, shown: dict[str, str]) -> bool:
    if shown["kind"] and not place.why.get(shown["kind"]):
        return False
    if shown["sure"] and (place.q is None or place.q >= SURE):
        return False
    return not shown["sanity"] or place.sanity == shown["sanity"]


def resting(found: HotspotSet) -> dict[str, str]:
    """The places that may rest on a default point, by key, with what it is; none where the result was taken away."""
    told = results.read(found.result_sha256).get("places", [])
    return {row["key"]: row["default_point"] for row in told if row.get("default_point")}


def lengths(found: HotspotSet) -> dict[str, str]:
    """Of street segments, by key: how long, and crimes per 100 m; none where the places are none, or no result is."""
    told = [row for row in results.read(found.result_sha256).get("places", []) if "length_m" in row]
    return {row["key"]: f"{row['length_m']:,.0f} m long, {row['per_100_m']:,.1f} crimes per 100 m" for row in told}


def span(found: HotspotSet) -> str:
    """`12 months to June 2022`, and the days of the week and hours where only some are counted."""
    question = Question.of(found.ask)
    days = ", ".join(WEEKDAYS[each] for each in question.weekdays)
    told = (Window.ending(Month.parse(found.to), found.months).in_words, days, question.hours.replace("-", " to "))
    return "; ".join(each for each in told if each)


def span_held(found: HotspotSet) -> str:
    """The same, with how many of its months are held where some are not."""
    window = results.read(found.result_sha256).get("window", {})
    present, asked = (window.get(name, 0) for name in ("months_present", "months_expected"))
    return f"{span(found)} ({present} of {asked} months held)" if present < asked else span(found)


def asked_in_words(found: HotspotSet) -> list[tuple[str, str]]:
    """How the set was asked for, as rows of a summary."""
    question = Question.of(found.ask)
    rows = [
        ("Crimes", ", ".join(found.kinds)),
        ("Window", span_held(found)),
        ("Hours of the day", question.hours or "all"),
        ("Days of the week", ", ".join(WEEKDAYS[each] for each in question.weekdays) or "all"),
        ("Places", found.unit),
        ("Study area", f"{found.mask}: {found.mask_units:,} places"),
        ("Ranked by", METHODS.get(found.method, found.method)),
        ("Records", TIERS.get(found.tier, found.tier)),
        ("Older map points", "moved to the newer list" if question.moved else "left where they were"),
        ("Editions", ", ".join(found.editions)),
        ("Result", found.result_sha256[:12]),
    ]
    return [(name, text) for name, text in rows if text]


def duties(user: User, sets: list[HotspotSet]) -> list[Duty]:
    """What of these sets waits for this person, the oldest first."""
    today = timezone.localdate()
    found = [
        Duty(f"{each} is a draft and waits for approval", each, "Look at it and approve it")
        for each in sets
        if each.state == "draft" and each.made_by_id != user.pk and can(user, P.ACTION_AGREE, each)
    ]
    found += [
        Duty(f"{each} was meant to {each.valid_to:%-d %B %Y}", each, "Find the places anew")
        for each in sets
        if each.state == "approved" and each.valid_to and each.valid_to < today
    ]
    return sorted(found, key=lambda duty: duty.found.made_at)
