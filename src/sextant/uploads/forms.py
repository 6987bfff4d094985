"""Forms of uploads and editions."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.core.validators import validate_slug

from sextant.lake.loading import GOVERNANCE
from sextant.records import KINDS, kind
from sextant.uploads.sizes import in_words
from sextant.web.forms import DateField, Form
from sextant.web.workspace import bodies

AS_FILES_SAY = ("", "As the files themselves say")
LONGEST_KEPT = 120  # years ahead: some records are kept for a hundred years


class FilesInput(forms.FileInput):
    allow_multiple_selected = True


class FilesField(forms.FileField):
    """One or several files. What is wrong with one is found by reading it, not here."""

    widget = FilesInput

    def clean(self, data: Any, initial: Any = None) -> list[Any]:
        given = (data if isinstance(data, list | tuple) else [data]) or [None]
        return [super(FilesField, self).clean(each, initial) for each in given]


class AskForm(Form):
    """What the files are said to be."""

    kind = forms.ChoiceField(
        label="What do the files hold?",
        widget=forms.RadioSelect,
        error_messages={"required": "Choose what the files hold."},
    )
    force = forms.ChoiceField(
        label="Only this force",
        required=False,
        help_text="For files of data.police.uk that hold several forces, or an extract that names none.",
    )
    edition_date = DateField(
        label="Edition date",
        required=False,
        help_text="The day the publisher dated it, or the extract was made. Leave it empty to take it from the file's "
        "name, else from its last period.",
    )
    mapping = forms.CharField(
        label="Mapping of your columns",
        required=False,
        widget=forms.Textarea(attrs={"rows": 8, "spellcheck": "false"}),
        help_text="For your force's own crimes only: which of your headings is which. It is remembered for next time.",
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["kind"].choices = [(name, kind(name).title) for name in KINDS]
        known = sorted((body.slug, body.name) for body in bodies().all)
        self.fields["force"].choices = [AS_FILES_SAY, *known]


class UploadForm(AskForm):
    """Files and what they are said to be."""

    files = FilesField(
        label="Files",
        allow_empty_file=True,
        error_messages={"required": "Choose at least one file."},
    )
    mends = forms.CharField(required=False, widget=forms.HiddenInput, max_length=80, validators=[validate_slug])
    field_order = ("kind", "files", "force", "edition_date", "mapping", "mends")

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["files"].help_text = (
            "CSV, ODS, XLSX or Parquet, several at once, or a zip of them; together at most "
            f"{in_words(settings.UPLOAD_LIMIT)}. What a file is shows in it, not in its name."
        )


class ConfirmForm(Form):
    """The last word before a load."""

    edition_date = DateField(
        label="Edition date", required=False, help_text="Leave it as understood above, or correct it; it never changes."
    )


class PeopleForm(ConfirmForm):
    """The last word before rows about people are loaded: why they are held, by whom and until when."""

    purpose = forms.CharField(label="Purpose", help_text="What the rows are for.")
    legal_basis = forms.CharField(label="Legal basis", help_text="The law that allows it.")
    owner = forms.CharField(label="Owner", help_text="A post, not a person's name.")
    review_date = DateField(label="Review on", help_text="When somebody asks whether the rows are still needed.")
    dispose_after = DateField(label="Dispose of after", help_text="When they are deleted.", years_ahead=LONGEST_KEPT)

    def governance(self) -> dict[str, str]:
        return {key: str(self.cleaned_data[key]) for key in GOVERNANCE}


class ReasonForm(Form):
    """Why rows about people are opened, or an edition goes."""

    reason = forms.CharField(
        label="Why?",
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "Say why."},
        help_text="It stands in the audit with your name.",
    )
