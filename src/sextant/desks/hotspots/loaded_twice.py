"""Files that were loaded apart: an hour of a place counts once. Who was there is not known any more: it is refused, or
told anew."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sextant.desks.hotspots.models import DosageImport, DoseOfDay, PatrolPlan
from sextant.errors import Refusal

TOGETHER = "hand over all files of these days together, and say that they stand instead of those before"


def counted_before(plan: PatrolPlan, found: Any) -> list[DosageImport]:
    """The imports that hold an hour of a place which these files (`asking_dosage.Delivered`) hold too."""
    return [each for each in plan.imports.filter(replaced_by=None) if _shared(each, found)]


def check_again(before: list[DosageImport], found: Any, instead: bool) -> None:
    """Raise Refusal for hours that were told already, or where these files lack a day of what they would replace."""
    if not before:
        return
    if not instead:
        hour = datetime.fromisoformat(min(_shared(before[0], found)))
        when = f"{hour:%-d %B %Y} from {hour:%H:%M}"
        raise Refusal("these files", f"hold visits of {when}, which other files told already", TOGETHER)
    held = {each.day for each in found.found.days if each.visits or each.background_minutes}
    lacking = set(DoseOfDay.objects.filter(load__in=before).values_list("day", flat=True)) - held
    if lacking:
        raise Refusal("these files", f"lack {min(lacking):%-d %B %Y}, which those before them told", TOGETHER)


def replace_by(row: DosageImport, before: list[DosageImport]) -> None:
    """Take back what the imports before had told; their rows stay and name the one that stands instead."""
    DoseOfDay.objects.filter(load__in=before).delete()
    DosageImport.objects.filter(pk__in=[each.pk for each in before]).update(replaced_by=row)


def _shared(row: DosageImport, found: Any) -> set[str]:
    """Hours in which both tell of one place."""
    return {hour for place, hours in row.hours.items() for hour in set(hours) & set(found.hours.get(place, ()))}
