"""Everything that may be done to a statement, from its first line to its withdrawal. One transaction each, audited."""

from sextant.statements.announcing import announce, call_off
from sextant.statements.commenting import comment, resolve
from sextant.statements.holding import lift_hold, place_hold
from sextant.statements.promising import answer, take_actions
from sextant.statements.releasing import publish, publish_due, recall, take_down, withdraw
from sextant.statements.signing import put_forward_as_checked, refuse_to_sign, send_back, sign
from sextant.statements.starting import give_up, start_correction, start_quarter, start_revision, take_newer_figures
from sextant.statements.writing import (
    add_source,
    drop_fact,
    drop_source,
    save_fact,
    save_section,
    save_settings,
)

__all__ = [
    "add_source",
    "announce",
    "answer",
    "call_off",
    "comment",
    "drop_fact",
    "drop_source",
    "give_up",
    "lift_hold",
    "place_hold",
    "publish",
    "publish_due",
    "put_forward_as_checked",
    "recall",
    "refuse_to_sign",
    "resolve",
    "save_fact",
    "save_section",
    "save_settings",
    "send_back",
    "sign",
    "start_correction",
    "start_quarter",
    "start_revision",
    "take_actions",
    "take_down",
    "take_newer_figures",
    "withdraw",
]
