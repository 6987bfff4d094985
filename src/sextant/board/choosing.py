"""Which stored set a page shows: force, last month, baseline and switches, all from the address, each a link."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpRequest

from sextant.board import derived
from sextant.board.models import FigureRun, Shown
from sextant.periods import Month
from sextant.web.workspace import home

MOST = 24  # months offered; older ones are reached by their address


@dataclass(frozen=True)
class Chosen:
    """The run that is shown, those made with it, and the other months of which figures stand ready."""

    run: FigureRun
    made_with: tuple[FigureRun, ...]
    months: tuple[str, ...]

    @property
    def query(self) -> str:
        """The part of the address that names this choice; empty for what is shown without one."""
        asked = {}
        if self.months and self.run.to != self.months[0]:
            asked["to"] = self.run.to
        if self.made_with and self.run.pk != self.made_with[0].pk:
            asked["baseline"] = self.run.baseline_to
            asked |= {"switch": self.run.switches[0]} if self.run.switches else {}
        return f"?{urlencode(asked)}" if asked else ""

    def link(self, **changes: str) -> str:
        """The address of another choice; an empty value leaves that part out."""
        own = {"to": self.run.to, "baseline": self.run.baseline_to, "switch": ",".join(self.run.switches)}
        return "?" + urlencode({key: value for key, value in (own | changes).items() if value})

    def baselines(self) -> list[dict[str, Any]]:
        """Every baseline as a link, with the switches kept."""
        found = dict.fromkeys(run.baseline_to for run in self.made_with if run.switches == self.run.switches)
        return [
            _offer(f"12 months to {_words(m)}", self.link(baseline=m), m == self.run.baseline_to) for m in sorted(found)
        ]

    def switches(self) -> list[dict[str, Any]]:
        """Every set of switches as a link, with the baseline kept."""
        names = {",".join(run.switches) for run in self.made_with if run.baseline_to == self.run.baseline_to}
        own = ",".join(self.run.switches)
        return [_offer(SWITCHED.get(name, name), self.link(switch=name), name == own) for name in sorted(names)]

    def others(self) -> list[dict[str, Any]]:
        """The months of which figures stand ready, the newest first."""
        return [_offer(_words(month), f"?to={month}", month == self.run.to) for month in self.months]


SWITCHED = {"": "without vehicle interference", "interference": "with vehicle interference"}


def chosen(request: HttpRequest, force: str) -> Chosen | None:
    """What the address asks for; None where no figures of the force stand ready. Raises Http404 for what is not."""
    ready = list(Shown.objects.of(force))
    if not ready:
        return None
    to = request.GET.get("to")
    shown = next((each for each in ready if to in (None, "", each.to)), None)
    if shown is None:
        raise Http404
    made_with = tuple(FigureRun.objects.made_with(shown.run))
    return Chosen(_run(request.GET, made_with), made_with, tuple(each.to for each in ready[:MOST]))


def page_of(found: Chosen, name: str) -> derived.Document:
    """The stored page of a choice. Raises Http404 where the job made none."""
    page = derived.read(home(), found.run.sha256, name)
    if page is None:
        raise Http404
    return page


def _run(asked: Mapping[str, Any], made_with: tuple[FigureRun, ...]) -> FigureRun:
    baseline, switches = asked.get("baseline"), [each for each in asked.get("switch", "").split(",") if each]
    if not baseline and not switches:
        return made_with[0]
    for run in made_with:
        if run.switches == switches and run.baseline_to == (baseline or made_with[0].baseline_to):
            return run
    raise Http404


def _offer(text: str, href: str, here: bool) -> dict[str, Any]:
    return {"text": text, "href": href, "here": here}


def _words(month: str) -> str:
    return Month.parse(month).in_words
