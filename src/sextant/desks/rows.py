"""What every desk's rows have in common: the desk they belong to, the compartment they may lie in, who sees them."""

from __future__ import annotations

from typing import Any

from django.db import models

from sextant.access.models import Compartment, User
from sextant.access.permissions import Permission
from sextant.access.policy import visible_to
from sextant.desks import address


class DeskQuerySet(models.QuerySet[Any]):
    """Rows of a desk, and of what lies below them."""

    def visible_to(self, user: User, permission: Permission = Permission.FIGURES_READ) -> DeskQuerySet:
        """Those that this person may read (or do `permission` to)."""
        return visible_to(user, permission, self)


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
