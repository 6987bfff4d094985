"""Forms of governance."""

from __future__ import annotations

from typing import Any

from django import forms

from sextant.actions.models import MEASURES
from sextant.governance.models import ASSESSMENTS, RetentionReview
from sextant.governance.required import subjects
from sextant.web.forms import DateField, Form


class AssessmentForm(Form):
    subject = forms.ChoiceField(label="Of what", choices=[])
    kind = forms.ChoiceField(label="Kind", choices=list(ASSESSMENTS.items()))
    owner_post = forms.CharField(label="Post that owns it", max_length=120)
    document = forms.CharField(label="Where the document lies", max_length=300)
    findings = forms.CharField(
        label="What it found, and what is done about it", widget=forms.Textarea(attrs={"rows": 4})
    )
    approved_on = DateField(label="Approved on", required=True)
    review_on = DateField(label="To be reviewed by", required=True)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["subject"].choices = [(each.key, each.title) for each in subjects().values()]


class ReviewForm(Form):
    decision = forms.ChoiceField(label="Decision", choices=list(RetentionReview.DECISIONS), widget=forms.RadioSelect)
    reason = forms.CharField(label="Why", widget=forms.Textarea(attrs={"rows": 3}))
    next_review = DateField(label="Look at it again on", required=False, help_text="For what is kept.")


class ReasonForm(Form):
    reason = forms.CharField(label="Why", widget=forms.Textarea(attrs={"rows": 3}))


class GrantForm(Form):
    name = forms.CharField(label="Name", max_length=160)
    funder = forms.CharField(label="Funder", max_length=120)
    purpose = forms.CharField(label="What for", widget=forms.Textarea(attrs={"rows": 2}))
    measure = forms.ChoiceField(label="Measure", choices=[("", "none"), *MEASURES.items()], required=False)
    award = forms.DecimalField(label="Award (£)", max_digits=14, decimal_places=2, widget=forms.TextInput)
    period_from = DateField(label="From", required=True)
    period_to = DateField(label="To", required=True)
    source = forms.CharField(label="Where the award is written", max_length=300)


class SpendForm(Form):
    amount = forms.DecimalField(label="Amount (£)", max_digits=14, decimal_places=2, widget=forms.TextInput)
    on = DateField(label="Day", required=True)
    what = forms.CharField(label="What for", max_length=300)
    source = forms.CharField(label="Where it is written", max_length=300)
