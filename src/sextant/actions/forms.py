"""Forms of actions, boards and meetings."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms

from sextant.access.models import Compartment, User
from sextant.actions.evidence_types import IN_WORDS
from sextant.actions.meetings import PAPERS_BEFORE
from sextant.actions.models import MEASURES, NAMED, SOURCES, Assurance, Meeting
from sextant.actions.standing import WORDS
from sextant.web.forms import DateField, Form

NONE = ("", "–")
SHARED = ("", "none: it is everybody’s")


def people() -> list[tuple[str, str]]:
    """Everybody who can own an action, by post."""
    found = User.objects.filter(is_active=True).order_by("post").values_list("pk", "post", "username")
    return [NONE, *((str(pk), post or name) for pk, post, name in found)]


class ActionForm(Form):
    """What an action says. Agreeing needs all of post, day and evidence; a proposal may still lack them."""

    measure = forms.ChoiceField(label="Measure", choices=list(MEASURES.items()))
    text = forms.CharField(
        label="What will be done", max_length=500, help_text="Begin with a verb: “Survey …”, “Train …”, “Publish …”."
    )
    why = forms.CharField(label="Why", widget=forms.Textarea(attrs={"rows": 3}), required=False)
    expected = forms.CharField(label="What should come of it", widget=forms.Textarea(attrs={"rows": 3}), required=False)
    owner_post = forms.CharField(
        label="Post that answers for it", max_length=120, required=False, help_text="The public sees this post."
    )
    owner = forms.ChoiceField(label="Who does it here", choices=[], required=False)
    due = DateField(label="Due", required=False, help_text="For example, 31 3 2026.")
    begins_on = DateField(label="Begins", required=False)
    evidence_required = forms.CharField(label="How one will know that it is done", max_length=300, required=False)
    source = forms.ChoiceField(label="Where it comes from", choices=list(SOURCES.items()), initial="other")
    public = forms.BooleanField(label="It may be published in the statement", required=False)
    public_text = forms.CharField(
        label="Words for the public",
        widget=forms.Textarea(attrs={"rows": 2}),
        required=False,
        help_text="Left empty, “what will be done” is printed.",
    )
    room = forms.ChoiceField(
        label="Closed room",
        choices=[],
        required=False,
        help_text="Only those who are in the room will know of this action. It stays there and can’t be published.",
    )
    desk = forms.ChoiceField(
        label="Desk", choices=[], required=False, help_text="It then belongs to the desk, and its people keep it."
    )
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(
        self,
        *args: Any,
        agreed: bool = False,
        rooms: Sequence[Compartment] = (),
        desks: Sequence[tuple[str, str]] = (),
        **options: Any,
    ) -> None:
        super().__init__(*args, **options)
        self.fields["desk"].choices = [SHARED, *desks]
        if not desks:
            del self.fields["desk"]
        self.fields["owner"].choices = people()
        self.fields["room"].choices = [NONE, *((str(room.pk), str(room)) for room in rooms)]
        if not rooms:
            del self.fields["room"]
        if agreed:  # its date moves only with a reason, and its measure stays
            del self.fields["due"], self.fields["measure"]

    def values(self) -> dict[str, Any]:
        """What was written, as the action's fields."""
        found = {name: value for name, value in self.cleaned_data.items() if name != "version"}
        owner, room = found.pop("owner", ""), found.pop("room", "")
        inside = {"compartment_id": int(room)} if room else {}
        return found | {"owner_id": int(owner) if owner else None} | inside


class StepForm(Form):
    """The words that a step needs."""

    words = forms.CharField(label="In words", widget=forms.Textarea(attrs={"rows": 4}), required=False)
    instead = forms.CharField(label="Reference of the action that takes its place", required=False)

    def __init__(self, *args: Any, label: str, supersedes: bool = False, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["words"].label = label
        if not supersedes:
            del self.fields["instead"]


class UpdateForm(Form):
    text = forms.CharField(label="What was done, what comes next", widget=forms.Textarea(attrs={"rows": 3}))


class DateForm(Form):
    to = DateField(label="New date", required=True)
    reason = forms.CharField(label="Why it moves", widget=forms.Textarea(attrs={"rows": 2}))


class EvidenceForm(Form):
    kind = forms.ChoiceField(label="Kind", choices=list(NAMED.items()), initial="document")
    reference = forms.CharField(
        label="Reference", max_length=300, help_text="The figure's key, the document's hash or place, or the link."
    )
    note = forms.CharField(label="What it shows", required=False)


class FileForm(Form):
    file = forms.FileField(label="The file", max_length=300, help_text=f"At most 10 MB: {IN_WORDS}.")
    shows = forms.CharField(label="What it shows", required=False)
    review_on = DateField(
        label="When to look whether it is still needed",
        required=True,
        help_text="The records manager is shown it from that day; two people can then erase it.",
    )


class BenefitForm(Form):
    expected = forms.CharField(
        label="What should be different",
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="Name the figure that shows it.",
    )
    check_on = DateField(label="When somebody looks", required=True)


class ResultForm(Form):
    result = forms.CharField(label="What it brought", widget=forms.Textarea(attrs={"rows": 2}))


class StandingForm(Form):
    key = forms.ChoiceField(
        label="How it stands",
        required=False,
        choices=[("", "as computed"), *((k, WORDS[k]) for k in ("overdue", "at_risk", "on_track"))],
    )
    reason = forms.CharField(label="Why", required=False)


class FilterForm(forms.Form):
    """What a list shows; it stands in the address, and holds nothing sensitive."""

    show = forms.ChoiceField(
        required=False,
        choices=[("open", "Open"), ("mine", "Mine"), ("overdue", "Overdue"), ("closed", "Closed"), ("all", "All")],
    )
    measure = forms.ChoiceField(required=False, choices=[("", "All measures"), *MEASURES.items()])
    source = forms.ChoiceField(required=False, choices=[("", "Anywhere"), *SOURCES.items()])


class BoardForm(Form):
    name = forms.CharField(label="Name", max_length=120)
    desk = forms.ChoiceField(
        label="Desk",
        choices=[],
        required=False,
        help_text="Only those who read the desk will find the board, and what it agrees belongs to the desk.",
    )
    chair = forms.CharField(label="Chair", max_length=120, help_text="A post, never a person's name.")
    cadence = forms.CharField(label="How often it meets", max_length=60, required=False)
    public = forms.BooleanField(label="It meets in public", required=False)
    papers_before = forms.IntegerField(
        label="Working days before a meeting that papers are due",
        min_value=1,
        max_value=60,
        initial=PAPERS_BEFORE,
        required=False,
    )

    def __init__(self, *args: Any, desks: Sequence[tuple[str, str]] = (), **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["desk"].choices = [SHARED, *desks]
        if not desks:
            del self.fields["desk"]

    def clean_papers_before(self) -> int:
        return int(self.cleaned_data["papers_before"] or PAPERS_BEFORE)


class MeetingForm(Form):
    held_on = DateField(label="Day", required=True)
    papers_due = DateField(
        label="Papers due",
        required=False,
        help_text="Left empty, the board’s rule gives the day. It counts Monday to Friday and knows no bank holidays.",
    )


class ItemForm(Form):
    title = forms.CharField(label="What it is about", max_length=200)
    post = forms.CharField(label="Post that brings it", max_length=120, required=False)
    paper = forms.BooleanField(label="There is a paper", required=False)


class DecisionForm(Form):
    text = forms.CharField(label="What was decided", widget=forms.Textarea(attrs={"rows": 2}))
    rationale = forms.CharField(label="Why", widget=forms.Textarea(attrs={"rows": 2}))
    dissent = forms.CharField(label="Dissent", required=False)


class AssuranceForm(Form):
    measure = forms.ChoiceField(label="Measure", choices=list(MEASURES.items()))
    level = forms.ChoiceField(label="How sure the board is", choices=list(Assurance.LEVELS))
    text = forms.CharField(label="Why", widget=forms.Textarea(attrs={"rows": 2}))


class MeetingActionForm(Form):
    """An action in one line, as it is spoken in the meeting; it is agreed at once."""

    measure = forms.ChoiceField(label="Measure", choices=list(MEASURES.items()))
    text = forms.CharField(label="What will be done", max_length=500)
    owner_post = forms.CharField(label="Post", max_length=120)
    owner = forms.ChoiceField(label="Who does it here", choices=[], required=False)
    due = DateField(label="Due", required=True)
    evidence_required = forms.CharField(label="How one will know", max_length=300)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["owner"].choices = people()


class MinutesForm(Form):
    minutes = forms.ChoiceField(label="Minutes", choices=list(Meeting.MINUTES))


class ImportForm(Form):
    file = forms.FileField(label="The tracker", help_text="CSV, XLSX or ODS with a header row.")
    measure = forms.ChoiceField(
        label="Measure, where the tracker names none",
        choices=list(MEASURES.items()),
        initial="homicide",
        error_messages={"invalid_choice": "The measure is none of the six."},
    )
    source = forms.ChoiceField(
        label="Where its actions come from",
        choices=list(SOURCES.items()),
        initial="other",
        required=False,
        help_text="For the recommendations of an inspection, choose “an inspection”.",
    )


class NoActionForm(Form):
    because = forms.CharField(label="Why this measure has no action this quarter")
