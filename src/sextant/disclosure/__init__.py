"""What the public may see. Pure questions about counts, tables, releases and words; nothing here changes a number."""

from sextant.disclosure.bounds import Range, Sum, bounds
from sextant.disclosure.policy import Policy, policy_for, rounded
from sextant.disclosure.states import Rule, series_state, state
from sextant.disclosure.suppression import Suppression, exposed, suppress
from sextant.disclosure.tables import Table, one_way, table_of

__all__ = [
    "Policy",
    "Range",
    "Rule",
    "Sum",
    "Suppression",
    "Table",
    "bounds",
    "exposed",
    "one_way",
    "policy_for",
    "rounded",
    "series_state",
    "state",
    "suppress",
    "table_of",
]
