"""police.uk beside recorded crime, by category and quarter: what is known to differ, and what looks like a fault."""

from sextant.measures.reconciling.asking import reconcile
from sextant.measures.reconciling.report import Reconciliation

__all__ = ["Reconciliation", "reconcile"]
