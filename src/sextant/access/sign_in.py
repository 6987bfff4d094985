"""How allauth behaves here: nobody signs up, people are added by an administrator."""

from __future__ import annotations

from allauth.account.adapter import DefaultAccountAdapter


class Adapter(DefaultAccountAdapter):
    def is_open_for_signup(self, request: object) -> bool:  # noqa: ARG002
        return False
