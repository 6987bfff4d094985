"""Addresses of people and roles, broken glass, and the audit."""

from __future__ import annotations

urlpatterns: list[object] = []
