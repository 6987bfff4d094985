"""Forms as GOV.UK asks for them: a date in three boxes, one summary of errors that leads to the boxes, a version."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms import BoundField
from django.utils import timezone

from sextant.errors import Refusal

CHOICES = (forms.RadioSelect, forms.CheckboxSelectMultiple)


EARLIEST = date(2000, 1, 1)
YEARS_AHEAD = 20


class DateParts(forms.MultiWidget):
    """Day, month and year, each in its own box."""

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        box = forms.TextInput(attrs={"inputmode": "numeric"})
        super().__init__({"day": box, "month": box, "year": box}, attrs)

    def decompress(self, value: date | None) -> list[Any]:
        return [value.day, value.month, value.year] if value else [None, None, None]


class DateField(forms.MultiValueField):
    """A day. An empty one is None; a part missing or a day that does not exist is refused with what is wrong.

    So is a day before `earliest` or more than `years_ahead` years from today: it is a slip of the hand. A field whose
    days may lie further off gives bounds of its own.
    """

    widget = DateParts

    def __init__(self, *, earliest: date = EARLIEST, years_ahead: int = YEARS_AHEAD, **options: Any) -> None:
        parts = [forms.CharField(required=False) for _ in range(3)]
        self.earliest, self.years_ahead = earliest, years_ahead
        super().__init__(parts, require_all_fields=False, **options)

    def clean(self, value: Any) -> date | None:
        day: date | None = super().clean(value)
        if day is not None and not self.earliest <= day <= self._latest():
            bounds = f"{_in_words(self.earliest)} and {_in_words(self._latest())}"
            raise ValidationError(f"The year {day.year} can’t be meant: give a day between {bounds}.")
        return day

    def _latest(self) -> date:
        today = timezone.localdate()
        return today.replace(year=today.year + self.years_ahead, day=min(today.day, 28))

    def compress(self, values: list[str]) -> date | None:
        written = [value.strip() for value in values]
        if not any(written):
            return None
        if not all(written):
            raise ValidationError("Give day, month and year, for example 31 3 2026.")
        try:
            day, month, year = (int(part) for part in written)
            return date(year, month, day)
        except ValueError:
            raise ValidationError(f"There is no day {' '.join(written)}: write it as 31 3 2026.") from None


class Form(forms.Form):
    """A form of the workspace. `refused` puts a rule's refusal where the reader looks for it."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options | {"label_suffix": ""})

    def full_clean(self) -> None:
        """As Django does, once every field that asks for something says so by its own name."""
        for name, field in self.fields.items():
            if field.error_messages.get("required") == forms.Field.default_error_messages["required"]:
                field.error_messages["required"] = _missing(field, name)
        super().full_clean()

    def refused(self, refusal: Refusal, field: str | None = None) -> None:
        self.add_error(field if field in self.fields else None, str(refusal))

    @property
    def summary(self) -> list[dict[str, str]]:
        """Every error with the address of its box, for the summary at the top."""
        return error_summary(self)


def error_summary(form: forms.BaseForm) -> list[dict[str, str]]:
    """Every error of any form with the address of its box."""
    return [
        {"text": str(error), "href": "#" + _target(form[name]) if name in form.fields else "#content"}
        for name, errors in form.errors.items()
        for error in errors
    ]


def _missing(field: forms.Field, name: str) -> str:
    """What an empty field asks for: a summary of several faults that each say "this field" leads nowhere."""
    label = str(field.label or name.replace("_", " ").capitalize())
    if isinstance(field, forms.FileField):
        return f"“{label}” is empty: choose a file."
    if isinstance(field, forms.ChoiceField | forms.ModelChoiceField | forms.MultipleChoiceField):
        return f"“{label}” is empty: choose one."
    return f"“{label}” is empty: fill it in."


def _in_words(day: date) -> str:
    return f"{day.day} {day:%B %Y}"


def _target(field: BoundField) -> str:
    """The id of the first thing in the field that takes the focus."""
    widget = field.field.widget
    if isinstance(widget, DateParts):
        return f"{field.auto_id}_day"
    return str(field.auto_id)


def described(field: BoundField) -> dict[str, Any]:
    """What the component of one field needs to know; `kind` says which component it is."""
    widget = field.field.widget
    kinds = {
        forms.HiddenInput: "hidden",
        DateParts: "date",
        forms.Textarea: "textarea",
        forms.CheckboxSelectMultiple: "checkboxes",  # before radios, from which Django derives it
        forms.RadioSelect: "radios",
        forms.CheckboxInput: "checkbox",
        forms.Select: "select",
        forms.FileInput: "file",
        forms.PasswordInput: "password",
        forms.Widget: "input",
    }
    kind = next(name for known, name in kinds.items() if isinstance(widget, known))
    return {
        "kind": kind,
        "id": field.auto_id,
        "name": field.html_name,
        "label": field.label,
        "hint": field.help_text,
        "value": field.value(),
        "error": " ".join(str(error) for error in field.errors),
        "required": field.field.required,
        "optional": not field.field.required,
        "attrs": {key: value for key, value in widget.attrs.items() if key not in ("cols", "rows")},
        "rows": widget.attrs.get("rows", 5),
        "type": getattr(widget, "input_type", "text"),
        "items": _items(field, kind),
    }


def date_items(field: BoundField) -> list[dict[str, Any]]:
    """The three boxes of a date, for the date-input component."""
    given = field.value()
    parts = given if isinstance(given, list) else field.field.widget.decompress(given)  # type: ignore[attr-defined]
    wrong = " govuk-input--error" if field.errors else ""
    return [
        {
            "id": f"{field.auto_id}_{part}",
            "name": f"{field.html_name}_{part}",
            "label": part.capitalize(),
            "value": "" if value is None else str(value),
            "classes": f"govuk-input--width-{4 if part == 'year' else 2}{wrong}",
        }
        for part, value in zip(("day", "month", "year"), parts, strict=True)
    ]


def select_items(choices: Iterable[tuple[Any, Any]], chosen: str) -> list[dict[str, Any]]:
    """Choices as the items of a select component."""
    return [{"value": str(key), "text": str(text), "selected": str(key) == chosen} for key, text in choices]


def _items(field: BoundField, kind: str) -> list[dict[str, Any]]:
    if kind not in ("radios", "checkboxes", "select"):
        return []
    value = field.value()
    chosen = {str(each) for each in value} if isinstance(value, list | tuple) else {str(value)}
    return [
        {"value": str(key), "text": str(text), "checked": str(key) in chosen, "selected": str(key) in chosen}
        for key, text in field.field.choices  # type: ignore[attr-defined]
    ]
