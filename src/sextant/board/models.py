"""Which figure sets stand ready for the pages. The sets themselves are files of the home, named by their hash."""

from __future__ import annotations

from pathlib import Path

from django.db import models
from django.utils import timezone

from sextant.measures.figures import FigureSet
from sextant.measures.reading import read_set
from sextant.web.workspace import home


class FigureRunQuerySet(models.QuerySet["FigureRun"]):
    def newest_of(self, force: str) -> FigureRunQuerySet:
        """The runs of one force, the newest window first, and of that the newest run."""
        return self.filter(force=force).order_by("-to", "-made_at", "-pk")

    def made_with(self, run: FigureRun) -> FigureRunQuerySet:
        """The runs of the same making: other baselines, other switches, and the run itself."""
        return self.filter(force=run.force, to=run.to, made_at=run.made_at).order_by("-pk")


class FigureRun(models.Model):
    """One making of the six measures' figures, by a job: whose, to which month, against which baseline, from what."""

    force = models.CharField(max_length=60)
    to = models.CharField(max_length=7)  # the windows' last month, YYYY-MM
    baseline_to = models.CharField(max_length=7)
    definitions = models.CharField(max_length=60)
    switches = models.JSONField(default=list)
    sha256 = models.CharField(max_length=64)
    editions = models.JSONField(default=list)
    because = models.CharField(max_length=200)
    made_at = models.DateTimeField(default=timezone.now)
    made_by = models.CharField(max_length=150)

    objects = FigureRunQuerySet.as_manager()

    class Meta:
        indexes = (models.Index(fields=["force", "to", "made_at"]),)

    def __str__(self) -> str:
        return f"{self.force} to {self.to}, {self.sha256[:12]}"

    @property
    def path(self) -> Path:
        return home().figures / f"{self.sha256}.json"

    def figures(self) -> FigureSet:
        """The set itself. Raises Refusal when the file is gone."""
        return read_set(self.path)


class ShownQuerySet(models.QuerySet["Shown"]):
    def of(self, force: str) -> ShownQuerySet:
        """What stands ready of one force, the latest windows first, each with its run."""
        return self.filter(force=force).select_related("run").order_by("-to")

    def forces(self) -> list[str]:
        """The forces of which figures stand ready, in alphabetical order."""
        return list(self.order_by("force").values_list("force", flat=True).distinct())


class Shown(models.Model):
    """The run that the board shows for a force and a last month: a small table, however many runs there have been."""

    force = models.CharField(max_length=60)
    to = models.CharField(max_length=7)
    run = models.ForeignKey(FigureRun, on_delete=models.PROTECT, related_name="+")

    objects = ShownQuerySet.as_manager()

    class Meta:
        constraints = (models.UniqueConstraint(fields=["force", "to"], name="one_run_shown_a_month"),)

    def __str__(self) -> str:
        return str(self.run)
