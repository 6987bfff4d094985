"""What every desk's rows have in common: the desk they belong to, the compartment they may lie in, who sees them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.apps import apps
from django.db import models

from sextant.access.models import Compartment, User
from sextant.access.permissions import Permission
from sextant.access.policy import Rule, allow, below, in_desks, visible_to
from sextant.desks import address


class DeskQuerySet(models.QuerySet[Any]):
    """Rows of a desk, and of what lies below them."""

    def visible_to(self, user: User, permission: Permission | None = None) -> DeskQuerySet:
        """Those that this person may read (or do `permission` to)."""
        reads: Permission = apps.get_app_config(self.model._meta.app_label).reads  # type: ignore[attr-defined]
        return visible_to(user, permission or reads, self)


class OfDesk(models.Model):
    """A row at the top of its desk; inside a compartment only for its members. What lies below has it as parent."""

    desk = models.CharField(max_length=40, editable=False)
    compartment = models.ForeignKey(Compartment, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        abstract = True

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.__dict__.get("desk") == "":  # also where many are made at once; a deferred field is left alone
            self.desk = address(self._meta.app_label)


def allow_rows(
    top: Iterable[type[OfDesk]],
    under: Mapping[type[models.Model], tuple[type[OfDesk], str]],
    permissions: Iterable[Permission],
) -> None:
    """Give a desk's rows their rules, each of them for each permission, held on the desk or on all.

    `under`: rows below one at the top, each with that one and the field that leads there.
    """
    for each in permissions:
        allow(Rule(row._meta.label, each, in_desks(each)) for row in top)
        allow(Rule(row._meta.label, each, below(each, *parent)) for row, parent in under.items())
