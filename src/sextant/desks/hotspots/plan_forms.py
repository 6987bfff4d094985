"""Forms of plans: what is planned, a place moved, visits loaded or entered, the question whether it worked."""

from __future__ import annotations

import re
import secrets
from datetime import timedelta
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from sextant.desks.hotspots.models import DESIGNS, HotspotSet
from sextant.desks.hotspots.plans import Wanted
from sextant.desks.hotspots.traces import ENDINGS
from sextant.errors import Refusal
from sextant.governance.models import Grant
from sextant.periods import Month
from sextant.web.forms import DateField, Form

MOST_SEEDS = 2**31


class ManyFiles(forms.FileInput):
    allow_multiple_selected = True

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Any:  # noqa: ARG002
        return files.getlist(name) if hasattr(files, "getlist") else files.get(name)


class FilesField(forms.FileField):
    widget = ManyFiles

    def clean(self, data: Any, initial: Any = None) -> list[Any]:
        one = super().clean
        return [one(each, initial) for each in data] if data else [one(None, initial)]


class PlanForm(Form):
    """From an approved set and the officers there are to a week of visits."""

    set = forms.ModelChoiceField(label="Approved set of places", queryset=HotspotSet.objects.none(), empty_label=None)
    title = forms.CharField(label="Title", max_length=160, help_text="For example: City centre, first week of July.")
    first_day = DateField(label="First day", required=True)
    days = forms.IntegerField(label="Days", min_value=1, max_value=28, initial=7)
    officers = forms.IntegerField(label="Officers on duty in each shift", min_value=1, max_value=500, initial=10)
    crew = forms.IntegerField(label="Officers in a team", min_value=1, max_value=20, initial=2)
    windows = forms.CharField(
        label="Shifts", max_length=120, initial="15:00-23:00", help_text="Several by commas: 15:00-23:00, 19:00-03:00."
    )
    usable = forms.FloatField(
        label="Minutes of a shift for patrol and travel",
        min_value=15,
        max_value=720,
        initial=240,
        help_text="The rest is briefing, calls and breaks.",
    )
    dose = forms.FloatField(
        label="Minutes of a visit", min_value=5, max_value=60, initial=15, help_text="About 15 work best (Koper 1995)."
    )
    cap = forms.IntegerField(label="Most visits to a place on a day", min_value=1, max_value=24, initial=6)
    floor = forms.BooleanField(label="Each place at least once", required=False)
    design = forms.ChoiceField(
        label="Which days are patrolled",
        choices=list(DESIGNS.items()),
        widget=forms.RadioSelect,
        initial="all",
        help_text="By lot, days with and without extra patrol can be compared fairly. Calls are answered on all of "
        "them.",
    )
    share = forms.IntegerField(
        label="Of 100 place-days, patrolled in a trial", min_value=1, max_value=99, initial=50, required=False
    )
    seed = forms.IntegerField(
        label="Seed of the lot",
        min_value=1,
        max_value=MOST_SEEDS,
        required=False,
        help_text="The same seed draws the same plan. Leave it empty for a new one.",
    )
    grant = forms.ModelChoiceField(
        label="Paid from", queryset=Grant.objects.none(), required=False, empty_label="no grant"
    )

    def __init__(self, *args: Any, sets: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["set"].queryset = sets
        self.fields["grant"].queryset = Grant.objects.order_by("name")

    def clean_windows(self) -> tuple[str, ...]:
        from sextant.places.plan_pattern import ShiftWindow

        texts = [each.strip() for each in re.split(r"[,;]", self.cleaned_data["windows"]) if each.strip()]
        try:
            return tuple(str(ShiftWindow.parse(each)).replace(" to ", "-") for each in texts)
        except Refusal as refusal:
            raise ValidationError(str(refusal)) from None

    def values(self) -> dict[str, Any]:
        """As `plans.make_plan` takes them."""
        given = self.cleaned_data
        trial = given["design"] == "randomised"
        same = ("first_day", "days", "officers", "crew", "windows", "usable", "dose", "cap")
        wanted = Wanted(
            **{name: given[name] for name in same},
            floor=int(given["floor"]),
            trial_share=(given["share"] or 50) / 100 if trial else None,
            seed=given["seed"] or secrets.randbelow(MOST_SEEDS - 1) + 1,
        )
        return {"found": given["set"], "title": given["title"], "wanted": wanted, "grant": given["grant"]}


class MoveForm(Form):
    """One place of a draft, moved or left out."""

    place = forms.ChoiceField(label="Place")
    reason = forms.CharField(label="Why", widget=forms.Textarea(attrs={"rows": 2}), max_length=500)
    easting = forms.FloatField(label="New centre: easting", required=False, help_text="Metres. Both empty: left out.")
    northing = forms.FloatField(label="New centre: northing", required=False)
    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, places: list[tuple[str, str]], **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["place"].choices = places

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or {}
        if (given.get("easting") is None) != (given.get("northing") is None):
            raise ValidationError("Give easting and northing, or neither: the place is left out then.")
        return given

    def values(self) -> dict[str, Any]:
        """As `plans.move_place` takes them."""
        given = self.cleaned_data
        to = None if given["easting"] is None else (given["easting"], given["northing"])
        return {"place": given["place"], "reason": given["reason"], "to": to, "seen": given["version"]}


class VisitsForm(Form):
    """Files of a week, and whose of them were out for the plan."""

    files = FilesField(
        label="Positions (CSV, GPX, JSON) or logs of visits (CSV, JSON)",
        widget=ManyFiles(attrs={"accept": ",".join(ENDINGS)}),
        help_text="Their names are not kept, and the files are deleted as soon as they are counted.",
    )
    units = forms.CharField(
        label="Units that were out for the plan",
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="As the files write them, by commas. They tell patrol from other presence, and are deleted too.",
    )
    day_starts = forms.IntegerField(
        label="Hour at which a day of patrol begins",
        min_value=0,
        max_value=23,
        required=False,
        help_text="With 2, a visit at 01:30 belongs to the evening before. Left empty, it is the plan’s own.",
    )
    instead = forms.BooleanField(
        label="They stand instead of files loaded before for the same hours",
        required=False,
        help_text="Tick it only with all files of those days together.",
    )

    def values(self) -> dict[str, Any]:
        """As `dosing.load_visits` takes them."""
        given = self.cleaned_data
        units = [each.strip() for each in re.split(r"[,;\n]", given["units"]) if each.strip()]
        same = {name: given[name] for name in ("files", "day_starts", "instead")}
        return same | {"units": units}


class VisitForm(Form):
    """One visit of today, entered on a phone."""

    place = forms.ChoiceField(label="Place")
    minutes = forms.IntegerField(
        label="Minutes", min_value=1, max_value=240, widget=forms.NumberInput(attrs={"inputmode": "numeric"})
    )

    def __init__(self, *args: Any, places: list[tuple[str, str]], **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["place"].choices = places


class ProofForm(Form):
    """Which months are compared."""

    start = forms.RegexField(r"^\d{4}-\d{2}$", label="First month of patrols", max_length=7)
    to = forms.RegexField(r"^\d{4}-\d{2}$", label="Last month", max_length=7, help_text="For example, 2022-06.")
    months = forms.IntegerField(label="Months in all, before and after", min_value=2, max_value=120, initial=18)
    moved = forms.BooleanField(label="Move older map points to the newer list, at most 150 m", required=False)
    why = forms.CharField(label="Why the force's own records are opened", max_length=300, help_text="It is recorded.")

    def __init__(self, *args: Any, own_records: bool, **options: Any) -> None:
        super().__init__(*args, **options)
        if not own_records:
            del self.fields["why"]


def next_monday() -> Any:
    """The usual first day of a plan."""
    today = timezone.localdate()
    return today + timedelta(days=7 - today.weekday())


def months_of(first_day: Any, last_month: str) -> dict[str, Any]:
    """The usual question: twelve months before the patrols, and all since, as far as records are held."""
    start = Month.of(first_day)
    to = Month.parse(last_month) if last_month else start
    after = max(0, to - start) + 1
    return {"start": str(start), "to": str(max(to, start)), "months": 12 + after}
