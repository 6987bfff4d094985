"""Editions of a quarter's statement, what stands in them, who wrote and signed, and what holds them back."""

from __future__ import annotations

from datetime import date, datetime

from django.db import models
from django.db.models import Q
from django.utils import timezone

from sextant.access.models import User
from sextant.access.permissions import Permission
from sextant.access.policy import visible_to
from sextant.measures.figures import FigureSet
from sextant.measures.order import SIX
from sextant.measures.reading import read_set
from sextant.periods import Month, parse_quarter
from sextant.publishing.words import day_in_words
from sextant.statements import states
from sextant.web.versions import Versioned
from sextant.web.workspace import home

TITLES = SIX


def display_order() -> list[str]:
    return list(SIX)


class StatementQuerySet(models.QuerySet["Statement"]):
    def visible_to(self, user: User, permission: Permission = Permission.NARRATIVE_READ) -> StatementQuerySet:
        """Those that this person may read (or do `permission` to)."""
        return visible_to(user, permission, self)

    def of(self, force: str) -> StatementQuerySet:
        return self.filter(force=force)

    def making(self) -> StatementQuerySet:
        """Not published yet."""
        return self.filter(state__in=states.MAKING)

    def kept(self) -> StatementQuerySet:
        """All but those that were given up."""
        return self.exclude(state=states.GIVEN_UP)

    def public(self) -> StatementQuerySet:
        """Every edition that has been published, whatever became of it since: the newest quarter and edition first."""
        return self.filter(state__in=states.PUBLIC).newest_first()

    def live(self) -> StatementQuerySet:
        """The editions that stand just now, at most one a quarter."""
        return self.filter(state=states.PUBLISHED)

    def newest_first(self) -> StatementQuerySet:
        return self.order_by("-quarter", "-edition_no")

    def due(self, now: datetime) -> StatementQuerySet:
        """Signed, released by the commissioner's office, and their announced time has come."""
        return self.filter(state=states.SIGNED, release_asked_at__isnull=False, announced_at__lte=now)


class Statement(Versioned):
    """One edition of one quarter's statement. Once published nothing in it changes; a later edition takes its place."""

    force = models.CharField(max_length=60)
    quarter = models.CharField(max_length=7)  # 2025-Q4
    edition_no = models.PositiveIntegerField(default=1)
    kind = models.CharField(max_length=12, choices=list(states.KINDS.items()), default=states.FIRST)
    supersedes = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="successors")
    state = models.CharField(max_length=12, choices=list(states.STATES.items()), default=states.DRAFT)
    figures_sha256 = models.CharField(max_length=64)
    title = models.CharField("title", max_length=200)
    publisher = models.CharField("published by", max_length=200)
    contact = models.CharField("contact", max_length=300, blank=True)
    order = models.JSONField("order of the measures", default=display_order)
    links = models.JSONField("inspection and complaints", default=dict)
    headline = models.JSONField(default=dict)  # measures whose as-published pair is shown first
    notice = models.CharField("notice on every page", max_length=300, blank=True)
    marking = models.CharField("marking", max_length=120, blank=True)
    announced_at = models.DateTimeField("announced time", null=True, blank=True)
    was_wrong = models.TextField("what was wrong", blank=True)  # of a correction
    what_changed = models.TextField("what has changed", blank=True)  # of a revision or correction
    checked_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    checked_at = models.DateTimeField(null=True)
    release_asked_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    release_asked_at = models.DateTimeField(null=True)
    published_at = models.DateTimeField(null=True)
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_reason = models.TextField("reason for the public", blank=True)
    started_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    started_at = models.DateTimeField(default=timezone.now)

    objects = StatementQuerySet.as_manager()

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["force", "quarter", "edition_no"],
                condition=~Q(state=states.GIVEN_UP),
                name="one_edition_a_number",
            ),
            models.UniqueConstraint(
                fields=["force", "quarter"], condition=Q(state__in=states.MAKING), name="one_edition_in_the_making"
            ),
            models.UniqueConstraint(
                fields=["force", "quarter"], condition=Q(state=states.PUBLISHED), name="one_edition_stands"
            ),
        )
        indexes = (models.Index(fields=["force", "state", "quarter"]),)

    def __str__(self) -> str:
        return f"{self.force} {self.quarter}, edition {self.edition_no}"

    @property
    def to(self) -> Month:
        """The last month of the quarter."""
        return parse_quarter(self.quarter)

    @property
    def quarter_in_words(self) -> str:
        return self.to.quarter_in_words

    @property
    def in_the_making(self) -> bool:
        return self.state in states.MAKING

    @property
    def scheduled(self) -> bool:
        """Released by the commissioner's office and waiting for its time."""
        return self.state == states.SIGNED and self.release_asked_at is not None

    @property
    def late(self) -> bool:
        """Released, its time has come, and it is not published: no worker runs, or who released it has left."""
        return self.scheduled and self.announced_at is not None and self.announced_at <= timezone.now()

    @property
    def next_step(self) -> str:
        return "it is published at its announced time" if self.scheduled else states.NEXT_STEPS[self.state]

    @property
    def change_notice(self) -> str:
        """What the public is told of a revision or correction; empty for a first edition."""
        if self.kind == states.FIRST:
            return ""
        day = f", {day_in_words(timezone.localdate(self.announced_at))}" if self.announced_at else ""
        if self.kind == states.REVISION:
            return f"Revision{day}: the source has revised its records. {self.what_changed}"
        return f"Correction{day}: we erred. {self.was_wrong} {self.what_changed}"

    @property
    def taken_down(self) -> TakenDown | None:
        """That its files are no longer given to the public; never so of an edition that stands."""
        return TakenDown.objects.filter(statement=self).first() if self.state in states.PAST else None

    def figures(self) -> FigureSet:
        """The set that this edition is pinned to. Raises Refusal when the file is gone."""
        return read_set(home().figures / f"{self.figures_sha256}.json")


class Section(Versioned):
    """What a measure's lead writes around its figures."""

    statement = models.ForeignKey(Statement, on_delete=models.PROTECT, related_name="sections")
    measure = models.CharField(max_length=40, choices=list(TITLES.items()))
    text = models.TextField("text", blank=True)
    writer = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = (models.UniqueConstraint(fields=["statement", "measure"], name="one_section_a_measure"),)

    def __str__(self) -> str:
        return TITLES[self.measure]


class Hand(models.Model):
    """Who has written or checked anything of a statement: none of them signs it."""

    WROTE, CHECKED = "wrote", "checked"
    statement = models.ForeignKey(Statement, on_delete=models.PROTECT, related_name="hands")
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    did = models.CharField(max_length=10, choices=[(WROTE, "wrote"), (CHECKED, "checked")])

    class Meta:
        constraints = (models.UniqueConstraint(fields=["statement", "by", "did"], name="one_hand_a_deed"),)


class QuotedFact(models.Model):
    """Something that somebody else published, quoted with who, when and where; a hold keeps it back."""

    statement = models.ForeignKey(Statement, on_delete=models.PROTECT, related_name="facts")
    name = models.SlugField("name", max_length=60)
    value = models.CharField("as printed", max_length=120)
    text = models.TextField("what they say")
    publisher = models.CharField("published by", max_length=200)
    date = models.CharField("when", max_length=60)
    link = models.URLField("link", max_length=500, blank=True)
    note = models.TextField("note", blank=True)
    hold = models.CharField("why it may not be printed yet", max_length=300, blank=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["statement", "name"], name="one_fact_a_name"),)
        ordering = ("name",)


class SectionSource(models.Model):
    """Where a section's account can be looked up."""

    statement = models.ForeignKey(Statement, on_delete=models.PROTECT, related_name="sources")
    measure = models.CharField(max_length=40, choices=list(TITLES.items()))
    title = models.CharField("title", max_length=200)
    publisher = models.CharField("published by", max_length=200, blank=True)
    date = models.CharField("when", max_length=60, blank=True)
    link = models.URLField("link", max_length=500, blank=True)

    class Meta:
        ordering = ("pk",)


class PublishedAction(models.Model):
    """The wording of an action in one edition: who answers (a post), by when, how it stood. It comes back next time."""

    statement = models.ForeignKey(Statement, on_delete=models.PROTECT, related_name="promises")
    ref = models.CharField(max_length=40, blank=True)  # of the action, where there is one
    measure = models.CharField(max_length=40, choices=list(TITLES.items()))
    wording = models.TextField("what was promised")
    owner_post = models.CharField("post that answers for it", max_length=120)
    due = models.DateField("due", null=True, blank=True)
    state = models.CharField(max_length=12)
    words = models.TextField("what the public is told of it", blank=True)
    returned_from = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="returns")
    outcome = models.CharField(max_length=10, blank=True)
    first_due: date | None = None  # the day that the first statement to promise it gave; `with_first_days` finds it

    class Meta:
        ordering = ("pk",)

    @property
    def told(self) -> str:
        """What the public reads of it: our words, and which day it was first promised for where that has moved."""
        if not (self.first_due and self.due and self.due > self.first_due):
            return self.words
        stop = "." if self.words and self.words[-1] not in ".!?" else ""
        return f"{self.words}{stop} First promised for {day_in_words(self.first_due)}.".strip()

    @property
    def unanswered(self) -> bool:
        """It was promised in an earlier statement, and this one does not say yet what happened."""
        return self.returned_from_id is not None and not self.outcome


class Comment(models.Model):
    """What a reader of the draft asks or objects to; somebody resolves it."""

    statement = models.ForeignKey(Statement, on_delete=models.PROTECT, related_name="comments")
    measure = models.CharField(max_length=40, blank=True)  # empty: the whole statement
    text = models.TextField("comment")
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    resolved_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    resolved_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("pk",)


class SignOff(models.Model):
    """A chief officer's signature under one document, by its hash. A change after it voids it; it stays on record."""

    statement = models.ForeignKey(Statement, on_delete=models.PROTECT, related_name="signatures")
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    post = models.CharField(max_length=120)
    at = models.DateTimeField(default=timezone.now)
    document_sha256 = models.CharField(max_length=64)
    pages_sha256 = models.CharField(max_length=64)
    saw = models.JSONField(default=list)  # name and hash of every file of the document
    voided_at = models.DateTimeField(null=True)
    voided_why = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["statement"], condition=Q(voided_at=None), name="one_signature_holds_at_a_time"
            ),
        )


class TakenDown(models.Model):
    """An edition whose files nobody may read any more. They stay in the home; its number and the reason stay public."""

    statement = models.OneToOneField(Statement, on_delete=models.PROTECT, related_name="+")
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    reason = models.TextField("reason for the public")


class Announcement(models.Model):
    """What the public is told of when a quarter's next edition comes. It never changes: a later one takes its place."""

    force = models.CharField(max_length=60)
    quarter = models.CharField(max_length=7)
    at = models.DateTimeField("announced time", null=True)  # None: called off
    reason = models.TextField("reason for the public", blank=True)  # of a change; a first announcement needs none
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ("pk",)
        indexes = (models.Index(fields=["force", "quarter"]),)


class HoldQuerySet(models.QuerySet["Hold"]):
    def open(self, at: datetime | None = None) -> HoldQuerySet:
        """Those that hold just now."""
        moment = at or timezone.now()
        return self.filter(Q(until=None) | Q(until__gt=moment), begins__lte=moment, lifted_at=None)

    def over(self, statement: Statement) -> HoldQuerySet:
        """Those over one statement: its own and the force's."""
        return self.filter(Q(statement=None) | Q(statement=statement), force=statement.force)


class Hold(models.Model):
    """Nothing is published while it lasts: of one statement, or (without one) of the whole force."""

    force = models.CharField(max_length=60)
    statement = models.ForeignKey(Statement, on_delete=models.PROTECT, null=True, blank=True, related_name="holds")
    kind = models.CharField("kind", max_length=12, choices=list(states.HOLDS.items()))
    begins = models.DateTimeField("from", default=timezone.now)
    until = models.DateTimeField("until", null=True, blank=True)
    reason = models.TextField("reason")
    placed_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    placed_at = models.DateTimeField(default=timezone.now)
    lifted_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    lifted_at = models.DateTimeField(null=True)
    lifted_why = models.TextField(blank=True)

    objects = HoldQuerySet.as_manager()

    class Meta:
        ordering = ("-pk",)

    @property
    def is_open(self) -> bool:
        now = timezone.now()
        return self.lifted_at is None and self.begins <= now and (self.until is None or self.until > now)


class Step(models.Model):
    """One thing that happened to a statement, for its history: what, when, which post, in which words."""

    statement = models.ForeignKey(Statement, on_delete=models.PROTECT, related_name="steps")
    at = models.DateTimeField(default=timezone.now)
    post = models.CharField(max_length=120)
    what = models.CharField(max_length=120)
    words = models.TextField(blank=True)

    class Meta:
        ordering = ("-pk",)
