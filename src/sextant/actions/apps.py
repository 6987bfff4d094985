from django.apps import AppConfig


class ActionsConfig(AppConfig):
    name = "sextant.actions"
    label = "actions"

    def ready(self) -> None:
        from sextant.actions import policy  # noqa: F401  # its rows join the one table
