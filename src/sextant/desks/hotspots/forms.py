"""Forms of the hotspots desk: the question, a judgement on a place, an approval, filters."""

from __future__ import annotations

import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from sextant.desks.hotspots.asked import (
    METHODS,
    OWN_AREAS,
    OWN_BOUNDARY,
    UNITS,
    WEEKDAYS,
    Question,
    keep_outline,
    own_file,
    own_streets,
)
from sextant.desks.hotspots.models import SANITY
from sextant.errors import Refusal
from sextant.web.forms import DateField, Form
from sextant.web.workspace import home

TABLES = {"street": "police.uk: anonymised map points, months", "crimes": "the force's own records: places and times"}
BOUNDARIES = {
    "": "none: wherever any crime was recorded",
    "own": "the force's outline in the home",
    "file": "the file below",
}
NAMED_SETS = {"violence": "Violence and sexual offences", "neighbourhood": "Neighbourhood crime (four types)"}
MOST_PLACES, MOST_MONTHS = 200, 120
MOST_BYTES = 20 * 2**20


def kind_choices() -> list[tuple[str, str]]:
    """What may rank a place: the measures' sets and the crime types of police.uk but those that police find."""
    from sextant.places.ranking_refused import refused_kinds
    from sextant.records.lists import crime_types

    today = f"{timezone.localdate():%Y-%m}"
    used = [name for name, each in crime_types().items() if each.valid_to >= today]
    types = [name for name in used if not refused_kinds([name])]
    return [*NAMED_SETS.items(), *((name, name) for name in types if name != NAMED_SETS["violence"])]


class AskForm(Form):
    """Which places, of which crimes, in which window, of which size."""

    name = forms.CharField(label="Name of the set", max_length=120, help_text="For example: Violence, 12 months.")
    kinds = forms.MultipleChoiceField(
        label="Crimes",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="None ticked: all that may rank a place. Drugs and possession of weapons never do: police find them.",
    )
    codes = forms.CharField(
        label="Offence codes", required=False, max_length=300, help_text="Own records only: 8N, 8P, 105A."
    )
    to = forms.RegexField(r"^\d{4}-\d{2}$", label="Last month", help_text="For example, 2022-06.", max_length=7)
    months = forms.IntegerField(label="Months of the window", min_value=1, max_value=MOST_MONTHS, initial=12)
    table = forms.ChoiceField(label="Records", choices=list(TABLES.items()), widget=forms.RadioSelect, initial="street")
    why = forms.CharField(
        label="Why the force's own records are opened", required=False, max_length=300, help_text="It is recorded."
    )
    hours = forms.CharField(
        label="Hours of the day",
        required=False,
        max_length=11,
        help_text="Own records only, since police.uk holds months: 22:00-04:00.",
    )
    weekdays = forms.MultipleChoiceField(
        label="Days of the week",
        required=False,
        choices=list(WEEKDAYS.items()),
        widget=forms.CheckboxSelectMultiple,
        help_text="Own records only. None ticked: all. Of hours past midnight, a night belongs to its evening.",
    )
    unit = forms.ChoiceField(label="Places are", choices=list(UNITS.items()), initial="squares")
    cell = forms.IntegerField(
        label="Metres along a square",
        min_value=50,
        max_value=5_000,
        initial=200,
        help_text="Map points bear 200 or more.",
    )
    method = forms.ChoiceField(label="Ranked by", choices=list(METHODS.items()), initial="local-eb")
    boundary = forms.ChoiceField(label="Study area", choices=list(BOUNDARIES.items()), required=False)
    outline = forms.FileField(
        label="GeoJSON of the study area, or of LSOAs", required=False, help_text="Longitude and latitude (WGS84)."
    )
    moved = forms.BooleanField(label="Move older map points to the newer list, at most 150 m", required=False)
    top = forms.IntegerField(label="Places shown", min_value=1, max_value=MOST_PLACES, initial=20)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["kinds"].choices = kind_choices()
        if not own_streets(home()):
            self.fields["unit"].choices = [each for each in UNITS.items() if each[0] != "segments"]
        if not own_file(home(), OWN_BOUNDARY):
            self.fields["boundary"].choices = [each for each in BOUNDARIES.items() if each[0] != "own"]

    def clean_to(self) -> str:
        from sextant.periods import Month

        try:
            return str(Month.parse(self.cleaned_data["to"], "Last month"))
        except Refusal as refusal:
            raise ValidationError(str(refusal)) from None

    def clean_hours(self) -> str:
        from sextant.places.plan_pattern import ShiftWindow

        given = str(self.cleaned_data["hours"]).strip()
        try:
            return given if not given else str(ShiftWindow.parse(given)).replace(" to ", "-")
        except Refusal as refusal:
            raise ValidationError(str(refusal)) from None

    def clean_outline(self) -> Any:
        given = self.cleaned_data.get("outline")
        if given and given.size > MOST_BYTES:
            raise ValidationError("The file is larger than 20 MB: simplify the outlines.")
        return given

    def question(self, force: str) -> Question:
        """The question; what was sent is kept in the home. Raises Refusal for outlines that can't be read."""
        given = self.cleaned_data
        sent = keep_outline(home(), given["outline"].read()) if given.get("outline") else ""
        if given["boundary"] == "file" and not sent:
            raise Refusal("the study area", "has no file", "choose a GeoJSON file, or none")
        areas = given["unit"] == "lsoa"
        codes = [each for each in re.split(r"[\s,;]+", given["codes"]) if each]
        names = ("to", "months", "table", "why", "hours", "unit", "method", "moved", "top")
        return Question(
            force=force,
            kinds=(*given["kinds"], *codes),
            weekdays=tuple(given["weekdays"]),
            cell=float(given["cell"]),
            boundary=own_file(home(), OWN_BOUNDARY)
            if given["boundary"] == "own"
            else ""
            if areas or not given["boundary"]
            else sent,
            areas=_units_file(given["unit"], sent),
            **{name: given[name] for name in names},
        )


def _units_file(unit: str, sent: str) -> str:
    """The file that the units come from: for LSOAs what was sent, else the home's own; empty for cells."""
    if unit == "lsoa":
        return sent or own_file(home(), OWN_AREAS)
    return own_streets(home()) if unit == "segments" else ""


class JudgeForm(Form):
    """What a person makes of a place that the records rank."""

    sanity = forms.ChoiceField(label="This place is", choices=list(SANITY.items()), widget=forms.RadioSelect)
    sanity_reason = forms.CharField(
        label="Why it is moved or left out",
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="For example: a prison, a custody suite, the middle of a dual carriageway.",
    )
    easting = forms.FloatField(label="New centre: easting", required=False, help_text="Metres, British National Grid.")
    northing = forms.FloatField(label="New centre: northing", required=False)
    note = forms.CharField(label="What the problem is", required=False, widget=forms.Textarea(attrs={"rows": 3}))
    what_to_do = forms.CharField(label="What to do there", required=False, widget=forms.Textarea(attrs={"rows": 3}))
    version = forms.IntegerField(widget=forms.HiddenInput)

    def values(self) -> dict[str, Any]:
        """As `actions.judge` takes them."""
        given = dict(self.cleaned_data)
        east, north = given.pop("easting"), given.pop("northing")
        to = None if east is None or north is None else (east, north)
        return given | {"seen": given.pop("version"), "to": to}


class ApproveForm(Form):
    valid_from = DateField(label="First day that it is patrolled by", required=True)
    valid_to = DateField(label="Last day", required=False)


class FilterForm(forms.Form):
    """What a list of sets shows; it stands in the address and holds nothing sensitive."""

    state = forms.ChoiceField(
        required=False, choices=[("", "All"), ("draft", "Drafts"), ("approved", "Approved"), ("replaced", "Replaced")]
    )
    kind = forms.CharField(required=False, max_length=60)
    to = forms.CharField(required=False, max_length=7)
    only = forms.ChoiceField(
        required=False, choices=[("", "All"), ("hours", "Some hours or days"), ("harm", "Ranked by harm")]
    )


class PlaceFilterForm(forms.Form):
    """Which places of a set are listed and drawn."""

    kind = forms.CharField(required=False, max_length=60)
    sanity = forms.ChoiceField(required=False, choices=[("", "All"), *SANITY.items()])
    sure = forms.BooleanField(required=False)
