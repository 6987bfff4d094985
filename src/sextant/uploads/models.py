"""Files that somebody handed over, from their arrival until they are an edition or gone."""

from __future__ import annotations

from pathlib import Path

from django.db import models
from django.utils import timezone

from sextant.access.models import User
from sextant.access.permissions import Permission
from sextant.access.policy import visible_to
from sextant.jobs.models import Job
from sextant.web.workspace import home


class UploadQuerySet(models.QuerySet["Upload"]):
    def visible_to(self, user: User) -> models.QuerySet[Upload]:
        """All of them for who may load records, none for anybody else."""
        return visible_to(user, Permission.RECORDS_LOAD, self)


class Upload(models.Model):
    """One handing-over. The files lie in `home/uploads/<token>/`; `seen` is what a reading of them came to."""

    class State(models.TextChoices):
        OPEN = "open", "open"
        LOADED = "loaded", "loaded"
        DISCARDED = "discarded", "discarded"

    token = models.CharField(max_length=32, unique=True)
    kind = models.CharField(max_length=40)
    files = models.JSONField()  # [{name, as_given, type, bytes, sha256}]
    force = models.CharField(max_length=60, blank=True)
    edition_date = models.DateField(null=True)
    mapping = models.TextField(blank=True)  # TOML, for kinds that take one
    governance = models.JSONField(default=dict)  # purpose, legal basis … for rows about people
    mends = models.CharField(max_length=80, blank=True)  # the edition whose quarantine led to this
    state = models.CharField(max_length=10, choices=State.choices, default=State.OPEN)
    seen = models.JSONField(null=True)
    guess = models.CharField(max_length=40, blank=True)  # the kind it seems to be, where it is not what was said
    look = models.ForeignKey(Job, on_delete=models.PROTECT, null=True, related_name="+")
    load = models.ForeignKey(Job, on_delete=models.PROTECT, null=True, related_name="+")
    edition = models.CharField(max_length=80, blank=True, db_index=True)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    objects = UploadQuerySet.as_manager()

    def __str__(self) -> str:
        first = str(self.files[0]["name"]) if self.files else "nothing"
        return f"{first} and {len(self.files) - 1:,} more" if len(self.files) > 1 else first

    @property
    def folder(self) -> Path:
        return home().uploads / self.token

    @property
    def paths(self) -> list[Path]:
        return [self.folder / str(file["name"]) for file in self.files]

    @property
    def bytes(self) -> int:
        return sum(int(file["bytes"]) for file in self.files)

    @property
    def standing(self) -> str:
        """loaded, discarded, loading, looking, refused or understood: what its page shows."""
        if self.state != self.State.OPEN:
            return self.state
        if self.load and not self.load.ended:
            return "loading"
        if self.look and not self.look.ended:
            return "looking"
        return "understood" if self.seen else "refused"

    @property
    def standing_in_words(self) -> str:
        return STANDINGS[self.standing]


STANDINGS = {
    "looking": "being read",
    "refused": "can't be read",
    "understood": "waits for your word",
    "loading": "being loaded",
    "loaded": "loaded",
    "discarded": "discarded",
}
