"""Tests that share something dear (a browser, Java, a demonstration) run in one process, so that it is made once."""

from __future__ import annotations

import pytest


@pytest.mark.xdist_group("a-group")
def test_what_belongs_to_one_group_is_sent_to_one_process(request: pytest.FixtureRequest) -> None:
    if not request.config.getoption("loadgroup", default=False):
        pytest.skip("the tests are not shared out by groups here")
    assert request.node.nodeid.endswith("@a-group"), "pytest and pytest-xdist don't fit: groups are torn apart"
