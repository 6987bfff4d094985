"""Forms of people and roles, broken glass, and the audit."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any

from django import forms
from django.contrib.auth.validators import UnicodeUsernameValidator
from django.core.exceptions import ValidationError
from django.core.validators import validate_slug
from django.http import HttpRequest, QueryDict
from django.utils import timezone

from sextant.access.desks import check_desk, desks_and_measures
from sextant.access.models import AuditRow
from sextant.access.roles import ROLES
from sextant.errors import Refusal
from sextant.web.forms import DateField, Form

DESK = "Leave empty for all desks."


def sent(request: HttpRequest) -> QueryDict | None:
    """What a form is bound to: what was posted, even if it is nothing."""
    return request.POST if request.method == "POST" else None


class Reason(Form):
    """Why it is done: it goes into the audit."""

    why = forms.CharField(label="Why", max_length=500, help_text="It goes into the audit.")


class Recognised(Form):
    """How somebody was recognised: it goes into the audit."""

    how = forms.CharField(
        label="How do you know that it is them?",
        max_length=500,
        help_text="For example: seen in person, warrant card shown. It goes into the audit.",
    )


class NewPerson(Form):
    username = forms.CharField(
        label="User name", max_length=150, validators=[UnicodeUsernameValidator()], help_text="They sign in with it."
    )
    email = forms.EmailField(label="E-mail address", help_text="Single sign-on knows them by it. Nobody else sees it.")
    post = forms.CharField(
        label="Post", max_length=120, help_text="For example: Head of Performance. Everybody sees it, not the name."
    )


class Grant(Form):
    role = forms.ChoiceField(label="Role", choices=[(role.key, role.title) for role in ROLES.values()])
    desk = forms.CharField(label="Desk", required=False, max_length=40, help_text=DESK)
    until = DateField(label="Last day", required=False, help_text="Leave empty where no end is known.")
    why = forms.CharField(label="Why", max_length=500, help_text="Who asked for it, and for what work.")

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["desk"].help_text = f"{DESK} Or a desk or a measure: {', '.join(desks_and_measures())}."

    def clean_desk(self) -> str:
        try:
            check_desk(self.cleaned_data["desk"])
        except Refusal as refusal:
            raise ValidationError(str(refusal)) from None
        return str(self.cleaned_data["desk"])

    def ends(self) -> datetime | None:
        """The end of the last day, where one was given."""
        last: date | None = self.cleaned_data["until"]
        return _begin_of(last + timedelta(days=1)) if last else None


class NewCompartment(Form):
    desk = forms.CharField(label="Desk", max_length=40, validators=[validate_slug])
    name = forms.CharField(label="Name", max_length=60, help_text="Say nothing in it that its members alone may know.")
    why = forms.CharField(label="Why", max_length=500)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["desk"].help_text = f"A desk or a measure: {', '.join(desks_and_measures())}."


class Member(Form):
    username = forms.CharField(label="User name", max_length=150)
    why = forms.CharField(label="Why", max_length=500)


class Break(Form):
    object_kind = forms.CharField(label="What", max_length=80, help_text="The kind of record, as its page names it.")
    object_ref = forms.CharField(label="Reference", max_length=80)
    reason = forms.CharField(
        label="Why it can't wait",
        widget=forms.Textarea(attrs={"rows": 4}),
        max_length=2_000,
        help_text="Two supervisors read this today, and one of them judges it.",
    )


class Finding(Form):
    finding = forms.CharField(label="What you found", widget=forms.Textarea(attrs={"rows": 4}), max_length=2_000)


class AuditSearch(Form):
    """What of the audit is looked for. Kept in the session, not in the address."""

    actor = forms.CharField(label="Who (user name)", required=False, max_length=150)
    kind = forms.ChoiceField(label="Kind", required=False, choices=[("", "All"), *AuditRow.Kind.choices])
    object_kind = forms.CharField(
        label="What it was done to",
        required=False,
        max_length=80,
        help_text="As the rows say it: action, edition, figure set, job, statement, user.",
    )
    object_ref = forms.CharField(label="Its reference", required=False, max_length=80)
    first = DateField(label="From", required=False)
    last = DateField(label="To", required=False)
    refusals = forms.BooleanField(label="Refusals only", required=False)
    why = forms.CharField(label="Why you look", max_length=500, help_text="Searches of the audit are audited too.")

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if given.get("object_ref") and not given.get("object_kind"):
            raise ValidationError("Its reference: say of what kind too.")
        if given.get("first") and given.get("last") and given["first"] > given["last"]:
            raise ValidationError("From: it lies after the last day.")
        return given


def _begin_of(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))
