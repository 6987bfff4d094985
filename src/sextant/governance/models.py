"""Assessments on record, retention reviews and legal holds of what is held about people, grants with their spend."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from django.db import models
from django.db.models import Sum
from django.utils import timezone

from sextant.access.models import User
from sextant.web.versions import Versioned

ASSESSMENTS = {
    "dpia": "Data protection impact assessment",
    "equality": "Equality impact assessment",
    "workforce": "Workforce monitoring impact assessment",
    "algorithm": "Algorithmic transparency record",
}


class AssessmentQuerySet(models.QuerySet["Assessment"]):
    def in_force(self, today: date) -> AssessmentQuerySet:
        """Approved, not replaced, and not past its review date."""
        return self.filter(replaced_by=None, approved_on__lte=today, review_on__gte=today)


class Assessment(models.Model):
    """An impact assessment: of what, who owns it, where the document lies, when it is looked at again. Never edited:
    a review is a new row that replaces the old one."""

    subject = models.CharField(max_length=80)
    kind = models.CharField(max_length=20, choices=list(ASSESSMENTS.items()))
    owner_post = models.CharField("post that owns it", max_length=120)
    document = models.CharField("where the document lies", max_length=300)
    findings = models.TextField("what it found, and what is done about it")
    approved_on = models.DateField()
    review_on = models.DateField()
    made_up = models.BooleanField(default=False)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", null=True)
    at = models.DateTimeField(default=timezone.now)
    replaced_by = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="+")

    objects = AssessmentQuerySet.as_manager()

    class Meta:
        indexes = (models.Index(fields=["subject", "kind"]),)


class RetentionReview(models.Model):
    """Somebody looked whether something about people is still needed, and decided, with a reason."""

    DECISIONS = (("keep", "keep until the next review"), ("dispose", "dispose of it"))
    holding = models.CharField(max_length=80)  # its name: see holdings.py
    decision = models.CharField(max_length=10, choices=DECISIONS)
    reason = models.TextField()
    next_review = models.DateField(null=True)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        indexes = (models.Index(fields=["holding", "-at"]),)


class LegalHold(models.Model):
    """Nothing under a hold is disposed of until somebody lifts it."""

    holding = models.CharField(max_length=80)  # its name: see holdings.py
    reason = models.TextField()
    placed_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    placed_at = models.DateTimeField(default=timezone.now)
    lifted_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    lifted_at = models.DateTimeField(null=True)
    lifted_because = models.TextField(blank=True)


class Grant(Versioned):
    """Money for a purpose: who gave how much for when, and where that is written."""

    name = models.CharField(max_length=160)
    funder = models.CharField(max_length=120)
    purpose = models.TextField()
    measure = models.CharField(max_length=40, blank=True)
    award = models.DecimalField("award (£)", max_digits=14, decimal_places=2)
    period_from = models.DateField()
    period_to = models.DateField()
    source = models.CharField("where the award is written", max_length=300)
    made_up = models.BooleanField(default=False)

    def __str__(self) -> str:
        return self.name

    def spent(self) -> Decimal | None:
        """What was spent so far; None where no spend is on record, which is not £0."""
        total: Decimal | None = self.spending.aggregate(total=Sum("amount"))["total"]
        return total


class Spend(models.Model):
    """A sum spent of a grant; a correction is a row of its own, with the opposite sign."""

    grant = models.ForeignKey(Grant, on_delete=models.PROTECT, related_name="spending")
    amount = models.DecimalField("amount (£)", max_digits=14, decimal_places=2)
    on = models.DateField()
    what = models.CharField(max_length=300)
    source = models.CharField(max_length=300)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", null=True)
    at = models.DateTimeField(default=timezone.now)
