"""Actions and where they come from: boards, their meetings, decisions and assurances."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from datetime import date, timedelta

from django.conf import settings
from django.db import models
from django.db.models import OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone

from sextant.access.models import Compartment, User
from sextant.access.permissions import Permission
from sextant.access.policy import visible_to
from sextant.actions import states
from sextant.measures.order import SIX
from sextant.web.versions import Versioned

MEASURES = SIX
SOURCES = {
    "meeting": "a meeting",
    "inspection": "an inspection",
    "statement": "a published statement",
    "plan": "the police and crime plan",
    "campaign": "a campaign",
    "vru": "the violence reduction unit",
    "dtoa": "drug testing on arrest",
    "other": "something else",
}
NAMED = {"figure": "a figure", "document": "a document", "link": "a link"}  # evidence that lies elsewhere
EVIDENCE = NAMED | {"file": "a file"}


class BoardQuerySet(models.QuerySet["Board"]):
    def visible_to(self, user: User, permission: Permission = Permission.ACTION_READ) -> BoardQuerySet:
        """Those that this person may read (or do `permission` to)."""
        return visible_to(user, permission, self)


class Board(models.Model):
    """A group that meets, agrees actions and is answered to. That of a desk is there for those who read the desk."""

    name = models.CharField(max_length=120)
    desk = models.CharField(max_length=40, blank=True)
    chair = models.CharField(max_length=120, help_text="A post, never a person's name.")
    cadence = models.CharField(max_length=60, blank=True, help_text="For example: quarterly, in public.")
    public = models.BooleanField("meets in public", default=False)
    papers_before = models.PositiveSmallIntegerField("working days before a meeting that papers are due", default=5)

    objects = BoardQuerySet.as_manager()

    class Meta:
        constraints = (models.UniqueConstraint(fields=["desk", "name"], name="one_board_a_name_and_desk"),)

    def __str__(self) -> str:
        return self.name


class Meeting(models.Model):
    """One sitting of a board."""

    MINUTES = (("none", "not written"), ("draft", "draft"), ("agreed", "agreed"))
    board = models.ForeignKey(Board, on_delete=models.PROTECT, related_name="meetings")
    held_on = models.DateField()
    papers_due = models.DateField(null=True, blank=True)
    minutes = models.CharField(max_length=10, choices=MINUTES, default="none")

    class Meta:
        constraints = (models.UniqueConstraint(fields=["board", "held_on"], name="one_meeting_a_day"),)

    def __str__(self) -> str:
        return f"{self.board}, {self.held_on:%-d %B %Y}"


class AgendaItem(models.Model):
    """What a meeting is to talk about, in its order; with a paper, due on the meeting's day for papers."""

    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="items")
    place = models.PositiveSmallIntegerField()  # from 1
    title = models.CharField(max_length=200)
    post = models.CharField(max_length=120, blank=True)
    paper = models.BooleanField(default=False)

    class Meta:
        ordering = ("place", "pk")

    def __str__(self) -> str:
        return self.title


class Decision(models.Model):
    """What a meeting decided, and why; dissent is written down."""

    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="decisions")
    text = models.TextField()
    rationale = models.TextField()
    dissent = models.TextField(blank=True)
    at = models.DateTimeField(default=timezone.now)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")


class ActionQuerySet(models.QuerySet["Action"]):
    def visible_to(self, user: User, permission: Permission = Permission.ACTION_READ) -> ActionQuerySet:
        """Those that this person may read (or do `permission` to)."""
        return visible_to(user, permission, self)

    def open(self) -> ActionQuerySet:
        return self.filter(is_open=1)

    def closed(self) -> ActionQuerySet:
        """The newest end first."""
        return self.filter(is_open=0).order_by("-state_since", "-pk")

    def live(self) -> ActionQuerySet:
        """Agreed and not yet closed."""
        return self.filter(is_open=1, state__in=states.LIVE)

    def overdue(self, today: date) -> ActionQuerySet:
        """Past the date that was promised first, whatever it has been moved to."""
        return self.live().filter(original_due__lt=today)

    def stale(self, now: timezone.datetime) -> ActionQuerySet:
        """Live, and nobody has said anything for 28 days."""
        return self.live().filter(Q(last_update=None) | Q(last_update__lt=now - timedelta(days=28)))

    def with_last_update(self) -> ActionQuerySet:
        """Each with the moment of its last update and the number of times its date was moved."""
        newest = Update.objects.filter(action=OuterRef("pk")).order_by("-at").values("at")[:1]
        return self.annotate(
            last_update=Subquery(newest),
            moved=Subquery(
                DueChange.objects.filter(action=OuterRef("pk"))
                .order_by()
                .values("action")
                .annotate(n=models.Count("pk"))
                .values("n")
            ),
        )

    def soonest(self) -> ActionQuerySet:
        """The oldest duty first; what has no date yet comes last."""
        return self.order_by("due_order", "pk")


class Action(Versioned):
    """Something somebody has promised: what, why, by whom, by when, and how one will know that it is done."""

    ref = models.CharField(max_length=40, unique=True)
    force = models.CharField(max_length=60)
    measure = models.CharField(max_length=40, choices=list(MEASURES.items()))
    desk = models.CharField(max_length=40, blank=True)
    compartment = models.ForeignKey(  # most have none, so an index of it would only mislead the planner
        Compartment, on_delete=models.PROTECT, null=True, blank=True, db_index=False
    )
    source = models.CharField(max_length=20, choices=list(SOURCES.items()), default="other")
    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, null=True, blank=True, related_name="actions")
    text = models.CharField("what will be done", max_length=500)
    why = models.TextField("why", blank=True)
    expected = models.TextField("what should come of it", blank=True)
    public_text = models.TextField("words for the public", blank=True)
    public = models.BooleanField("may be published", default=False)
    evidence_required = models.CharField("how one will know", max_length=300, blank=True)
    owner = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="actions")
    owner_post = models.CharField("post that answers for it", max_length=120, blank=True)
    original_due = models.DateField(null=True, blank=True)  # set once, when it is agreed
    due = models.DateField(null=True, blank=True)
    due_order = models.GeneratedField(  # "no date yet" comes last, by the same index on every database
        expression=Coalesce("due", models.Value(date.max)), output_field=models.DateField(), db_persist=True
    )
    is_open = models.GeneratedField(  # in the index before the date, so that a list of a million is not sorted
        expression=models.Case(models.When(state__in=states.OPEN, then=models.Value(1)), default=models.Value(0)),
        output_field=models.SmallIntegerField(),  # SQLite looks a bare boolean up in no index
        db_persist=True,
    )
    begins_on = models.DateField(null=True, blank=True)
    state = models.CharField(max_length=20, choices=list(states.STATES.items()), default=states.PROPOSED)
    state_since = models.DateTimeField(default=timezone.now)
    verified_on = models.DateField(null=True, blank=True)
    verified_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    superseded_by = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    proposed_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField(default=timezone.now)
    tracker_ref = models.CharField(max_length=120, blank=True)  # its reference in a tracker it was imported from
    override = models.CharField(max_length=10, blank=True)  # a standing set by hand, always shown as such
    override_reason = models.TextField(blank=True)

    objects = ActionQuerySet.as_manager()

    class Meta:
        indexes = (
            models.Index(fields=["is_open", "due_order", "id"], name="open_by_due"),
            models.Index(fields=["measure", "is_open", "due_order", "id"], name="open_of_measure_by_due"),
            models.Index(fields=["owner", "is_open", "due_order", "id"], name="open_of_owner_by_due"),
            models.Index(fields=["is_open", "-state_since", "-id"], name="closed_by_end"),
            models.Index(fields=["-proposed_at"]),
            models.Index(fields=["original_due"]),
        )
        constraints = (
            models.UniqueConstraint(  # of the shared ones, which whoever imports sees: hidden ones must not be felt
                fields=["force", "tracker_ref"],
                condition=~Q(tracker_ref="") & Q(desk="", compartment=None),
                name="one_action_a_tracker_row",
            ),
        )

    def __str__(self) -> str:
        return f"{self.ref}: {self.text}"

    @property
    def is_live(self) -> bool:
        return self.state in states.LIVE

    @property
    def claimed_by_id(self) -> int | None:
        """Who last said that it is done."""
        return self.updates.filter(step="claim").order_by("-at").values_list("by_id", flat=True).first()


class Update(models.Model):
    """What was said about an action, in order; never changed. No percentages: done, next, or blocked."""

    action = models.ForeignKey(Action, on_delete=models.PROTECT, related_name="updates")
    at = models.DateTimeField(default=timezone.now)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    step = models.CharField(max_length=20, blank=True)  # the step that was taken with it, if any
    text = models.TextField()

    class Meta:
        indexes = (models.Index(fields=["action", "-at"]),)


class DueChange(models.Model):
    """A date that was moved: from, to, why, and who agreed. The date promised first stays the judge."""

    action = models.ForeignKey(Action, on_delete=models.PROTECT, related_name="due_changes")
    was = models.DateField()
    now = models.DateField()
    reason = models.TextField()
    approved_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)


def _token() -> str:
    return secrets.token_hex(8)


class EvidenceQuerySet(models.QuerySet["Evidence"]):
    def files(self) -> EvidenceQuerySet:
        return self.filter(kind=Evidence.FILE)

    def kept(self) -> EvidenceQuerySet:
        """Files that are not disposed of."""
        return self.files().filter(disposed_on=None)

    def erased(self) -> EvidenceQuerySet:
        return self.files().exclude(disposed_on=None)


class Evidence(models.Model):
    """What shows that an action is done: a figure by its key, a document by its hash, a link, or a file that is kept.

    Of a file `reference` is its name, and `sha256` the place where it lies. Once it is disposed of its bytes, name and
    note are gone; hash, post, days and reason stay.
    """

    FILE = "file"
    action = models.ForeignKey(Action, on_delete=models.PROTECT, related_name="evidence")
    kind = models.CharField(max_length=10, choices=list(EVIDENCE.items()))
    reference = models.CharField(max_length=300)
    sha256 = models.CharField(max_length=64, blank=True)
    size = models.PositiveIntegerField(default=0)  # bytes
    note = models.TextField(blank=True)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    token = models.CharField(max_length=16, unique=True, default=_token)  # drawn, so that it leaves no gap
    review_on = models.DateField(null=True, blank=True)  # when somebody looks whether a file is still needed
    disposed_on = models.DateField(null=True, blank=True)
    disposed_by = models.CharField(max_length=150, blank=True)  # a post
    disposed_because = models.TextField(blank=True)

    objects = EvidenceQuerySet.as_manager()

    @property
    def name(self) -> str:
        """What a file is called where its own name does not belong: in reviews, holds, the audit."""
        return f"evidence-{self.token}"

    @property
    def keeper(self) -> str:
        """The post that answers for keeping it."""
        return self.action.owner_post or self.by.post

    @property
    def disposed(self) -> Mapping[str, str] | None:
        """When, by which post and why it was disposed of, as the list of disposals tells it."""
        if self.disposed_on is None:
            return None
        return {"on": self.disposed_on.isoformat(), "reason": self.disposed_because, "by": self.disposed_by}


class Assurance(models.Model):
    """How sure a board is that what was promised is happening: in words, on a day."""

    LEVELS = (("full", "assured"), ("partial", "partly assured"), ("none", "not assured"), ("awaiting", "awaiting"))
    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="assurances")
    measure = models.CharField(max_length=40, choices=list(MEASURES.items()))
    level = models.CharField(max_length=10, choices=LEVELS)
    text = models.TextField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)


class Benefit(models.Model):
    """What an action should bring, checked on a day: the only judge of whether it was worth it."""

    action = models.ForeignKey(Action, on_delete=models.PROTECT, related_name="benefits")
    expected = models.TextField()
    check_on = models.DateField()
    checked_on = models.DateField(null=True, blank=True)
    result = models.TextField(blank=True)


class NoAction(models.Model):
    """A measure that has no live action in a quarter, on purpose, and why."""

    force = models.CharField(max_length=60)
    measure = models.CharField(max_length=40, choices=list(MEASURES.items()))
    quarter = models.CharField(max_length=7)
    because = models.TextField()
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["force", "measure", "quarter"], name="one_reason_a_quarter"),)
