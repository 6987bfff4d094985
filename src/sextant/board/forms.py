"""What is asked before figures are made, and before rows about people are opened."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from sextant.board.actions import SHORTEST
from sextant.errors import Refusal
from sextant.lake.consultations import LETTERS
from sextant.periods import Month
from sextant.web.forms import Form


class MonthField(forms.CharField):
    """A month as `YYYY-MM`; empty is allowed where it is not required."""

    def clean(self, value: Any) -> str:
        text = str(super().clean(value)).strip()
        try:
            return str(Month.parse(text, str(self.label))) if text else ""
        except Refusal as refusal:
            raise ValidationError(str(refusal)) from None


class MakeForm(Form):
    """Figures to which month, against which baseline, and why."""

    to = MonthField(
        label="Last month", required=False, help_text="For example 2021-12. Empty: the last that is held whole."
    )
    baseline = MonthField(label="Baseline’s last month", required=False, help_text="Empty: as the definitions say.")
    because = forms.CharField(label="Why", min_length=SHORTEST, max_length=200, help_text="It stands in the audit.")


class ReasonForm(Form):
    """Why rows about people are opened."""

    why = forms.CharField(
        label="Why do you open these rows?",
        min_length=LETTERS,
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Your name, the time and this reason are kept in the audit.",
    )
