"""The demonstration: a published statement that promises actions of the tracker, and the draft they come back in."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.browser.workspaces import copy_of, made_up
from tests.web.processes import shared_folder

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("demo-statements")]  # one demonstration for all of them
ASK = """
import json
from sextant.actions.models import Action
from sextant.statements.checks import check_whole
from sextant.statements.models import Statement
first, draft = Statement.objects.order_by("quarter")
refs = set(Action.objects.filter(public=True).values_list("ref", flat=True))
words = lambda row: [[p.ref, p.state, p.outcome, p.owner_post, p.unanswered] for p in row.promises.all()]
found = check_whole(draft)
print(json.dumps({
    "states": [first.state, draft.state], "quarters": [first.quarter, draft.quarter], "refs": sorted(refs),
    "promised": words(first), "returned": words(draft), "order": draft.order, "faults": list(found.faults),
    "stopping": [claim.message for claim in found.stopping], "texts": sum(bool(s.text) for s in draft.sections.all()),
}))
"""


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> Any:
    home, _passwords = made_up(shared_folder(tmp_path_factory) / "made-up")
    place = copy_of(home, tmp_path_factory.mktemp("demo") / "home")
    return json.loads(place.python(ASK).splitlines()[-1])


def test_one_quarter_is_published_and_the_next_is_a_draft(told: Any) -> None:
    assert told["quarters"] == ["2025-Q2", "2025-Q3"]
    assert told["states"] == ["published", "draft"]


def test_every_promise_is_a_public_action_of_the_tracker_with_the_post_that_answers(told: Any) -> None:
    assert told["promised"]
    assert {ref for ref, *_ in told["promised"]} == set(told["refs"])
    assert all(post for _ref, _state, _outcome, post, _unanswered in told["promised"])


def test_the_draft_begins_with_what_was_promised_and_nothing_is_promised_twice(told: Any) -> None:
    assert sorted(ref for ref, *_ in told["returned"]) == sorted(ref for ref, *_ in told["promised"])


def test_what_ended_is_answered_and_the_rest_waits_for_whoever_tries_it(told: Any) -> None:
    outcomes = [outcome for _ref, _state, outcome, *_ in told["returned"]]
    assert sorted(filter(None, outcomes)) == ["result", "withdrawn"]
    waiting = sum(unanswered for *_, unanswered in told["returned"])
    assert waiting == len(outcomes) - 2 == sum("nothing is said yet" in fault for fault in told["faults"])


def test_nothing_else_stands_against_the_draft_which_is_written_and_announced(told: Any) -> None:
    assert told["stopping"] == []
    assert [fault for fault in told["faults"] if "nothing is said yet" not in fault] == []
    assert told["texts"] == 6
