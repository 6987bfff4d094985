"""People who sign in, the roles they hold, closed rooms of a desk, glass that was broken, and the audit."""

from __future__ import annotations

from datetime import datetime

from django.contrib.auth.models import AbstractUser
from django.db import models
from django.db.models import Q
from django.utils import timezone

from sextant.access.roles import ROLES


class User(AbstractUser):
    """A person who signs in. The public sees `post`, never the name."""

    email = models.EmailField(unique=True)
    post = models.CharField(max_length=120, help_text="For example: Head of Performance. Shown instead of the name.")
    must_change_password = models.BooleanField(default=False)  # somebody else chose it

    def __str__(self) -> str:
        return self.post or self.username


class MembershipQuerySet(models.QuerySet["Membership"]):
    def live(self, at: datetime | None = None) -> MembershipQuerySet:
        """Those in force at a moment, now if none is given."""
        moment = at or timezone.now()
        return self.filter(Q(until=None) | Q(until__gt=moment), since__lte=moment)


class Membership(models.Model):
    """A role that a person holds, on one desk or (empty) on all, for a time."""

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="memberships")
    role = models.CharField(max_length=40, choices=[(role.key, role.title) for role in ROLES.values()])
    desk = models.CharField(max_length=40, blank=True)
    since = models.DateTimeField(default=timezone.now)
    until = models.DateTimeField(null=True, blank=True)
    granted_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="granted", null=True)
    confirmed_at = models.DateTimeField(null=True, blank=True)
    confirmed_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", null=True)

    objects = MembershipQuerySet.as_manager()

    class Meta:
        indexes = (models.Index(fields=["user", "role"]),)

    def __str__(self) -> str:
        return f"{self.user}: {self.role}{f' ({self.desk})' if self.desk else ''}"


class Compartment(models.Model):
    """A closed room on a desk: its rows are for its members, whatever their role."""

    desk = models.CharField(max_length=40)
    name = models.CharField(max_length=120)
    members = models.ManyToManyField(User, related_name="compartments", blank=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["desk", "name"], name="one_compartment_a_name"),)

    def __str__(self) -> str:
        return f"{self.desk}: {self.name}"


class BrokenGlass(models.Model):
    """A closed row that somebody opened for a reason and a while; two supervisors were told and one reviews it."""

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    object_kind = models.CharField(max_length=80)
    object_ref = models.CharField(max_length=80)
    reason = models.TextField()
    opened_at = models.DateTimeField(default=timezone.now)
    until = models.DateTimeField()
    told = models.ManyToManyField(User, related_name="+")
    reviewed_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    reviewed_at = models.DateTimeField(null=True)
    finding = models.TextField(blank=True)


class IdentityCheck(models.Model):
    """A way in that an administrator made or changed alone, until somebody else has made sure whose it is."""

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="identity_checks")
    what = models.CharField(max_length=40)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    confirmed_at = models.DateTimeField(null=True)
    confirmed_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")  # None: the console

    class Meta:
        indexes = (models.Index(fields=["user"], name="identity_waits", condition=Q(confirmed_at=None)),)


class SignInNotice(models.Model):
    """What changed about somebody's sign-in, or what else they have to hear of, until they have been told."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="sign_in_notices")
    text = models.CharField(max_length=200)
    own = models.BooleanField(default=True)  # it is about them
    at = models.DateTimeField(default=timezone.now)
    shown_at = models.DateTimeField(null=True)


class SentForm(models.Model):
    """A form that was sent, by its one-time token, so that a second click does not do the same again. Kept for a day.

    Holds no content: `key` and `content` are keyed hashes.
    """

    key = models.CharField(max_length=64, primary_key=True)  # of the person, the address and the token
    content = models.CharField(max_length=64)
    sent_at = models.DateTimeField(default=timezone.now, db_index=True)
    answered_at = models.DateTimeField(null=True)
    led_to = models.TextField(blank=True)


class AuditRow(models.Model):
    """One thing that was done or refused. No foreign keys: it outlives what it speaks of, and holds no content."""

    class Kind(models.TextChoices):
        COLLECTION = "collection"
        ALTERATION = "alteration"
        CONSULTATION = "consultation"
        DISCLOSURE = "disclosure"
        COMBINATION = "combination"
        ERASURE = "erasure"

    seq = models.BigIntegerField(primary_key=True)
    at = models.DateTimeField(db_index=True)
    actor = models.CharField(max_length=150)
    kind = models.CharField(max_length=20, choices=Kind.choices)
    done = models.BooleanField(default=True)  # False: it was refused
    what = models.CharField(max_length=120)
    object_kind = models.CharField(max_length=80)
    object_ref = models.CharField(max_length=80)
    why = models.TextField(blank=True)
    details = models.JSONField(default=dict)
    previous = models.CharField(max_length=64)
    hash = models.CharField(max_length=64)

    class Meta:
        indexes = (  # every search is newest first, so each index ends in seq
            models.Index(fields=["actor", "seq"], name="audit_actor"),
            models.Index(fields=["kind", "seq"], name="audit_kind"),
            models.Index(fields=["object_kind", "seq"], name="audit_object_kind"),
            models.Index(fields=["object_kind", "object_ref", "seq"], name="audit_object"),
            models.Index(fields=["seq"], name="audit_refused", condition=Q(done=False)),
        )


class AuditHead(models.Model):
    """The end of the chain: one row, locked by whoever writes next, so that sequence and hashes have no gap."""

    id = models.SmallIntegerField(primary_key=True, default=1)
    seq = models.BigIntegerField(default=0)
    hash = models.CharField(max_length=64, default="0" * 64)
