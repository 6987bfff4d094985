"""Forms of a statement: its settings, its texts, its steps."""

from __future__ import annotations

import re
from datetime import datetime, time
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from sextant.publishing.narrative import MEASURES
from sextant.publishing.page import REPORTS
from sextant.statements import states
from sextant.statements.document import LONGEST_TEXT
from sextant.statements.models import TITLES, Statement
from sextant.web.forms import DateField, Form

WRITTEN = "A day or a month, as 2025-10-20 or 2025-10. It is printed in words."
LONG = forms.Textarea(attrs={"rows": 3})
WAS_WRONG, IS_RIGHT, REVISED = "What was wrong", "What is right", "What the source has changed"
NOTICES: dict[str, dict[str, str]] = {  # by the kind of edition: what its notice is made of
    states.FIRST: {},
    states.REVISION: {"what_changed": REVISED},
    states.CORRECTION: {"was_wrong": WAS_WRONG, "what_changed": IS_RIGHT},
}
THEN = "It is published then and not before. Once the public was told of it, only the commissioner’s office changes it."
NEUTRAL = "More time is needed before it can be published."
CLOCK = re.compile(r"([01]?\d|2[0-3])[:.]([0-5]\d)")


class TimeField(forms.CharField):
    """A time of day, written 9:30 or 09.30."""

    def clean(self, value: Any) -> Any:
        text = super().clean(value).strip()
        if not text:
            return None
        found = CLOCK.fullmatch(text)
        if not found:
            raise ValidationError(f"'{text}' is not a time: write it as 9:30.")
        return time(int(found[1]), int(found[2]))


def moment(day: Any, clock: Any) -> datetime | None:
    """A day and a time of day in this country as one moment; None without the day."""
    if not day:
        return None
    return timezone.make_aware(datetime.combine(day, clock or time(0, 0)))


class StartForm(Form):
    quarter = forms.ChoiceField(label="Quarter")

    def __init__(self, *args: Any, quarters: list[tuple[str, str]], **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["quarter"].choices = quarters


class SettingsForm(Form):
    """What holds for the whole statement."""

    title = forms.CharField(label="Title", max_length=200)
    publisher = forms.CharField(label="Published by", max_length=200)
    contact = forms.CharField(label="Contact for the public", max_length=300, help_text="A team, never a person.")
    announced_on = DateField(label="Announced day", required=False, help_text=THEN)
    announced_time = TimeField(label="Announced time", required=False, max_length=20, help_text="For example 9:30.")
    notice = forms.CharField(label="Notice on every page", max_length=300, required=False)
    marking = forms.CharField(label="Marking", max_length=120, required=False)
    order = forms.CharField(
        label="Order of the measures",
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text="One a line, as they shall stand: " + ", ".join(MEASURES) + ".",
    )
    headline = forms.MultipleChoiceField(
        label="Show the pair that was once published first",
        choices=list(TITLES.items()),
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, kind: str, **options: Any) -> None:
        super().__init__(*args, **options)
        for name, label in NOTICES[kind].items():
            self.fields[name] = forms.CharField(label=label, widget=LONG)
        self.order_fields(list(NOTICES[kind]))
        for key, name in REPORTS:
            self.fields[f"link_{key}"] = forms.CharField(
                label=name, required=False, max_length=2000, help_text="An address, or the words themselves."
            )

    def clean_order(self) -> list[str]:
        order = self.cleaned_data["order"].split()
        if sorted(order) != sorted(MEASURES):
            raise ValidationError("Name each of the six measures once, one a line.")
        return order

    def changes(self) -> dict[str, Any]:
        """What was written, as the statement's fields."""
        told = self.cleaned_data
        return {
            **{name: told[name] for name in ("title", "publisher", "contact", "notice", "marking", "order")},
            **{name: told[name].strip() for name in ("was_wrong", "what_changed") if name in self.fields},
            "announced_at": moment(told["announced_on"], told["announced_time"]),
            "headline": dict.fromkeys(told["headline"], "published"),
            "links": {key: told[f"link_{key}"] for key, _ in REPORTS if told[f"link_{key}"]},
        }

    @staticmethod
    def values_of(row: Statement) -> dict[str, Any]:
        """The form's fields as the statement has them."""
        announced = row.announced_at and timezone.localtime(row.announced_at)
        return {
            **{name: getattr(row, name) for name in ("title", "publisher", "contact", "notice", "marking", "version")},
            "was_wrong": row.was_wrong,
            "what_changed": row.what_changed,
            "announced_on": announced and announced.date(),
            "announced_time": announced and f"{announced:%H:%M}",
            "order": "\n".join(row.order),
            "headline": list(row.headline),
            **{f"link_{key}": text for key, text in row.links.items()},
        }


class SectionForm(Form):
    text = forms.CharField(
        label="Text", max_length=LONGEST_TEXT, required=False, strip=False, widget=forms.Textarea(attrs={"rows": 22})
    )
    version = forms.IntegerField(widget=forms.HiddenInput)


class FactForm(Form):
    """Something that somebody else has published."""

    name = forms.SlugField(
        label="Name in the text", max_length=60, help_text="Small letters, for example hotspot-grant."
    )
    value = forms.CharField(label="As printed", max_length=120)
    text = forms.CharField(label="What they say, in a sentence", widget=LONG)
    publisher = forms.CharField(label="Published by", max_length=200)
    date = forms.CharField(label="When", max_length=60, help_text=WRITTEN)
    link = forms.URLField(label="Where it can be read", required=False, max_length=500, assume_scheme="https")
    note = forms.CharField(label="Note", required=False, widget=LONG)
    hold = forms.CharField(label="Why it may not be printed yet", required=False, max_length=300)

    def clean_name(self) -> str:
        return str(self.cleaned_data["name"]).lower()


class SourceForm(Form):
    title = forms.CharField(label="Title", max_length=200)
    publisher = forms.CharField(label="Published by", max_length=200, required=False)
    date = forms.CharField(label="When", max_length=60, required=False, help_text=WRITTEN)
    link = forms.URLField(label="Where it can be read", required=False, max_length=500, assume_scheme="https")


class CommentForm(Form):
    text = forms.CharField(label="Comment", widget=LONG)


class AnswerForm(Form):
    """What became of a promise."""

    outcome = forms.ChoiceField(label="What happened", choices=list(states.OUTCOMES.items()), widget=forms.RadioSelect)
    words = forms.CharField(label="Words for the public", required=False, widget=LONG)
    due = DateField(label="New day, if it goes on", required=False)


class HoldForm(Form):
    kind = forms.ChoiceField(label="Kind", choices=list(states.HOLDS.items()))
    scope = forms.ChoiceField(label="What it holds back")
    reason = forms.CharField(label="Reason", widget=LONG, help_text="For colleagues; the public does not see it.")
    begins_on = DateField(label="From", required=False, help_text="Left empty: at once.")
    until_on = DateField(label="Until the end of", required=False, help_text="Left empty: until somebody lifts it.")

    def __init__(self, *args: Any, making: list[Statement], **options: Any) -> None:
        super().__init__(*args, **options)
        ours = [(str(row.pk), f"{row.quarter_in_words}, edition {row.edition_no}") for row in making]
        self.fields["scope"].choices = [("force", "Everything of the force"), *ours]


class AnnounceForm(Form):
    """When a quarter's next edition comes, for the public."""

    quarter = forms.ChoiceField(label="Statement")
    day = DateField(label="Day")
    clock = TimeField(label="Time", max_length=20, help_text="For example 9:30.")
    reason = forms.CharField(
        label="Reason for the public, if a time that was told changes",
        required=False,
        widget=LONG,
        initial=NEUTRAL,
        help_text="Write nothing of a hold, a case before a court or a person. This sentence does for any reason.",
    )
    seen = forms.CharField(required=False, widget=forms.HiddenInput)  # what the public had been told then

    def __init__(self, *args: Any, quarters: list[tuple[str, str]], **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["quarter"].choices = quarters

    def saw(self, told: str) -> None:
        """The page that shows a refusal shows what the public reads now, too."""
        self.data = self.data.copy() | {"seen": told}


class ReasonForm(Form):
    reason = forms.CharField(label="Reason", widget=LONG)


class CorrectionForm(Form):
    was_wrong = forms.CharField(label=WAS_WRONG, widget=LONG)
    is_right = forms.CharField(label=IS_RIGHT, widget=LONG)


class RevisionForm(Form):
    what_changed = forms.CharField(label=REVISED, widget=LONG)


class SignForm(Form):
    read = forms.BooleanField(label="I have read the whole statement above")
    document = forms.CharField(widget=forms.HiddenInput)
