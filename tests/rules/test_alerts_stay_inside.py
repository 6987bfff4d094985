"""Alerts are questions for an analyst. Nothing that makes figures or publishes them may know of them."""

from __future__ import annotations

import pytest

from tests.rules.test_rooms import MAY_USE, SOURCE, imported

TRIAGE = "sextant.evidence.alerts"
OUTSIDE = ("records", "lake", "engines", "measures", "disclosure", "publishing", "synthetic")


def uses_alerts(room: str) -> list[str]:
    return [
        str(path.relative_to(SOURCE))
        for path in sorted((SOURCE / room).rglob("*.py"))
        if any(name.startswith(TRIAGE) for name in imported(path))
    ]


@pytest.mark.parametrize("room", OUTSIDE)
def test_no_room_that_makes_or_publishes_figures_imports_alerts(room: str) -> None:
    assert room in MAY_USE
    assert uses_alerts(room) == []


def test_the_door_of_evidence_does_not_offer_them() -> None:
    from sextant import evidence

    assert [name for name in evidence.__all__ if "alert" in name.lower() or "triage" in name.lower()] == []
    assert not any(name.startswith(TRIAGE) for name in imported(SOURCE / "evidence" / "__init__.py"))


def test_their_purpose_is_said_where_they_are_listed() -> None:
    from sextant.evidence.alerts import PURPOSE, Triage

    assert Triage((), (), 0, ()).purpose == PURPOSE
    assert "inside the force only" in PURPOSE
