from importlib import import_module

from django.apps import AppConfig


class StatementsConfig(AppConfig):
    name = "sextant.statements"
    label = "statements"

    def ready(self) -> None:
        import_module("sextant.statements.policy")
