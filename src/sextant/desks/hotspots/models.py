"""Hotspot sets and their places, back-test cards, patrol plans with their place-days, dosage and evaluations.

No call sign, no officer and no position of one is kept in any of them: minutes belong to places.
"""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.utils import timezone

from sextant.access.models import User
from sextant.desks.rows import DeskQuerySet, OfDesk
from sextant.governance.models import Grant
from sextant.web.versions import Versioned

DESK = "hotspots"
SET_STATES = {"draft": "draft", "approved": "approved", "replaced": "replaced"}
PLAN_STATES = {
    "draft": "draft",
    "approved": "approved",
    "running": "running",
    "closed": "closed",
    "evaluated": "evaluated",
}
SANITY = {"kept": "kept", "nudged": "nudged", "excluded": "left out"}
ARMS = {"patrol": "patrol", "control": "control", "open": "open"}
DESIGNS = {"all": "all places, as planned", "randomised": "place-days by lot, for a fair trial"}


def titled(key: str, name: str) -> str:
    """What people call a place: its name with the key behind it, since several may share a name; else the key."""
    return f"{name} ({key})" if name and name != key else key


class SetQuerySet(DeskQuerySet):
    def approved(self) -> SetQuerySet:
        """What may be patrolled by, the newest first."""
        return self.filter(state="approved").order_by("-approved_at", "-pk")

    def valid_on(self, day: date) -> SetQuerySet:
        """Approved, and meant for this day."""
        return self.approved().filter(models.Q(valid_to=None) | models.Q(valid_to__gte=day), valid_from__lte=day)


class HotspotSet(OfDesk, Versioned):
    """Ranked places of one question: how asked, from what, who approved it. Unchangeable once it is approved; the
    next of its name is a new edition. `version` is of the row, for two people who edit it at once."""

    force = models.CharField(max_length=60)
    name = models.CharField(max_length=120)
    edition_no = models.PositiveIntegerField(default=1)
    replaces = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="replaced_by")
    method = models.CharField(max_length=20)
    unit = models.CharField(max_length=160)  # "squares of 200 m", in words
    mask = models.CharField(max_length=200)  # the study area, in words
    mask_units = models.PositiveIntegerField(default=0)
    kinds = models.JSONField(default=list)
    to = models.CharField(max_length=7)  # the window's last month, YYYY-MM
    months = models.PositiveSmallIntegerField()
    ask = models.JSONField(default=dict, encoder=DjangoJSONEncoder)  # sextant.places.asking.Ask
    editions = models.JSONField(default=list)
    era_warning = models.TextField(blank=True)  # said on every map whose window spans a change of map points
    tier = models.CharField(max_length=20)  # "map point" or "exact"
    made_up = models.BooleanField(default=False)
    result_sha256 = models.CharField(max_length=64)  # home/derived/hotspots/<sha256>/
    state = models.CharField(max_length=10, choices=list(SET_STATES.items()), default="draft")
    made_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField(default=timezone.now)
    approved_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    approved_at = models.DateTimeField(null=True, blank=True)
    valid_from = models.DateField(null=True, blank=True)
    valid_to = models.DateField(null=True, blank=True)

    objects = SetQuerySet.as_manager()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["force", "name", "edition_no"], name="one_edition_of_a_hotspot_set"),
        )
        indexes = (models.Index(fields=["state", "-approved_at"]), models.Index(fields=["-made_at"]))

    def __str__(self) -> str:
        return f"{self.name}, edition {self.edition_no}"

    def titles(self) -> dict[str, str]:
        """What people call its places, by their keys, in the order of rank."""
        return {key: titled(key, name) for key, name in self.hotspots.values_list("key", "name")}

    @property
    def folder(self) -> Path:
        """Where its result lies: GeoJSON, rows, notes."""
        from sextant.desks.hotspots.results import folder

        return folder(self.result_sha256)


class Hotspot(Versioned):
    """One place of a set: what was counted, what is expected in a week, how sure, why there, what to do there."""

    set = models.ForeignKey(HotspotSet, on_delete=models.PROTECT, related_name="hotspots")
    key = models.CharField(max_length=60)
    name = models.CharField(max_length=160, blank=True)
    rank = models.PositiveIntegerField()
    tied = models.BooleanField(default=False)
    count = models.PositiveIntegerField()
    score = models.FloatField(default=0.0)
    expected = models.FloatField(default=0.0)  # crimes a week
    neighbourhood = models.FloatField(null=True, default=None)  # counted in the place and its neighbours
    neighbourhood_expected = models.FloatField(null=True, default=None)
    p = models.FloatField(null=True, default=None)
    p_words = models.CharField(max_length=20, blank=True)
    q = models.FloatField(null=True, default=None)
    stability = models.FloatField(null=True, default=None)  # share of its crimes that stay when the grid moves
    why = models.JSONField(default=dict)  # counts by kind of crime
    easting = models.FloatField(default=0.0)
    northing = models.FloatField(default=0.0)
    shape = models.TextField()  # WKT, EPSG:27700; moved with the place where it is nudged
    sanity = models.CharField(max_length=10, choices=list(SANITY.items()), default="kept")
    sanity_reason = models.TextField("reason", blank=True)
    note = models.TextField("what the problem is", blank=True)
    what_to_do = models.TextField("what to do there", blank=True)

    objects = DeskQuerySet.as_manager()

    class Meta:
        constraints = (models.UniqueConstraint(fields=["set", "key"], name="one_place_a_set"),)
        ordering = ("rank", "key")

    def __str__(self) -> str:
        return titled(self.key, self.name)

    def area(self) -> Any:
        """The place as an area to patrol (`places.plan_areas.PatrolArea`)."""
        import shapely

        from sextant.places.plan_areas import PatrolArea, State

        shape = shapely.from_wkt(self.shape)
        return PatrolArea(
            self.key, self.name or self.key, self.rank, shape, self.expected, dict(self.why), self.stability,
            State(self.sanity), self.sanity_reason,
        )  # fmt: skip


class BackTestCard(OfDesk):
    """How much of what came next such a ranking would have held; stays with the set, or with a force and kinds."""

    force = models.CharField(max_length=60)
    set = models.ForeignKey(HotspotSet, on_delete=models.PROTECT, null=True, blank=True, related_name="cards")
    kinds = models.JSONField(default=list)
    method = models.CharField(max_length=20)
    text = models.TextField()  # the sentence
    why = models.TextField(blank=True)
    mask = models.CharField(max_length=200)
    numbers = models.JSONField(default=dict)
    made_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    objects = DeskQuerySet.as_manager()

    class Meta:
        indexes = (models.Index(fields=["force", "-at"]),)


class PatrolPlan(OfDesk, Versioned):
    """How many officers patrol which places when, by which rule and seed; frozen (its digest) when it is approved."""

    set = models.ForeignKey(HotspotSet, on_delete=models.PROTECT, related_name="plans")
    title = models.CharField(max_length=160)
    first_day = models.DateField()
    last_day = models.DateField()
    officers = models.PositiveIntegerField()  # on duty in each shift
    minutes_per_visit = models.PositiveSmallIntegerField(default=15)
    settings = models.JSONField(default=dict, encoder=DjangoJSONEncoder)  # places.plan_settings.PlanSettings
    seed = models.PositiveBigIntegerField(default=1)
    design = models.CharField(max_length=12, choices=list(DESIGNS.items()), default="all")
    state = models.CharField(max_length=10, choices=list(PLAN_STATES.items()), default="draft")
    folder = models.CharField(max_length=120, blank=True)  # below the home: pages, tables, maps
    digest = models.CharField(max_length=64, blank=True)
    made_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField(default=timezone.now)
    approved_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    approved_at = models.DateTimeField(null=True, blank=True)
    grant = models.ForeignKey(Grant, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    assessments = models.TextField("impact assessments on record", blank=True)

    objects = DeskQuerySet.as_manager()

    class Meta:
        indexes = (models.Index(fields=["state", "-first_day"]),)

    def __str__(self) -> str:
        return self.title


class PlaceDay(models.Model):
    """One place on one day (and in one shift): patrolled or not, and the minutes meant for it."""

    plan = models.ForeignKey(PatrolPlan, on_delete=models.PROTECT, related_name="place_days")
    place = models.CharField(max_length=60)  # the hotspot's key
    day = models.DateField()
    shift = models.CharField(max_length=20, blank=True)  # "15:00-23:00"; empty: the whole day
    arm = models.CharField(max_length=10, choices=list(ARMS.items()), default="open")
    intended_minutes = models.PositiveIntegerField(default=0)

    objects = DeskQuerySet.as_manager()

    class Meta:
        constraints = (models.UniqueConstraint(fields=["plan", "place", "day", "shift"], name="one_place_day"),)
        ordering = ("day", "shift", "place")


class Move(models.Model):
    """A place that somebody moved, or left out of a plan, and why."""

    plan = models.ForeignKey(PatrolPlan, on_delete=models.PROTECT, related_name="moves")
    place = models.CharField(max_length=60)
    reason = models.TextField()
    easting = models.FloatField(null=True, default=None)  # without the two: left out
    northing = models.FloatField(null=True, default=None)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    objects = DeskQuerySet.as_manager()


class DosageImport(models.Model):
    """Files of visits or positions that became minutes by place and day. The files themselves are deleted."""

    plan = models.ForeignKey(PatrolPlan, on_delete=models.PROTECT, related_name="imports")
    files = models.JSONField(default=list)  # names
    sha256 = models.CharField(max_length=64)
    rows_read = models.PositiveIntegerField(default=0)
    rows_accepted = models.PositiveIntegerField(default=0)
    rows_quarantined = models.PositiveIntegerField(default=0)
    refused = models.CharField(max_length=200, blank=True)  # the refused rows' file, below the home
    indicators = models.JSONField(default=list)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    traces_deleted_at = models.DateTimeField(null=True, blank=True)
    hours = models.JSONField(default=dict)  # by place the clock hours that held a visit: they are counted once
    replaced_by = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    objects = DeskQuerySet.as_manager()

    class Meta:
        constraints = (models.UniqueConstraint(fields=["plan", "sha256"], name="one_import_of_the_same_files"),)


class DoseOfDay(models.Model):
    """What one place got on one day: of one import, or (without one) entered by hand."""

    plan = models.ForeignKey(PatrolPlan, on_delete=models.PROTECT, related_name="doses")
    load = models.ForeignKey(DosageImport, on_delete=models.PROTECT, null=True, blank=True, related_name="doses")
    place = models.CharField(max_length=60)
    day = models.DateField()
    patrol_minutes = models.FloatField(default=0.0)  # with at least one unit inside
    officer_minutes = models.FloatField(default=0.0)  # the sum over officers
    background_minutes = models.FloatField(default=0.0)  # unscheduled
    longest = models.FloatField(default=0.0)
    visits = models.PositiveIntegerField(default=0)
    visits_of_dose = models.PositiveIntegerField(default=0)  # of 10 to 20 minutes

    objects = DeskQuerySet.as_manager()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["plan", "place", "day", "load"], name="one_dose_a_place_day_and_load"),
            models.UniqueConstraint(
                fields=["plan", "place", "day"], condition=models.Q(load=None), name="one_dose_by_hand_a_place_day"
            ),
        )
        ordering = ("day", "place")


class Evaluation(models.Model):
    """Whether it worked, by one design: the whole answer, its verdict and its sentence."""

    plan = models.ForeignKey(PatrolPlan, on_delete=models.PROTECT, related_name="evaluations")
    design = models.CharField(max_length=160)
    result = models.JSONField(default=dict)
    verdict = models.CharField(max_length=40)
    sentence = models.TextField()
    made_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    objects = DeskQuerySet.as_manager()

    class Meta:
        ordering = ("-at", "-pk")
