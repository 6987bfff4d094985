"""Which uploads a person may see: who may load records sees them all, and takes over what a colleague began."""

from __future__ import annotations

from sextant.access.permissions import Permission
from sextant.access.policy import ALL_ROWS, Rule, allow

allow([Rule("uploads.Upload", Permission.RECORDS_LOAD, ALL_ROWS)])
