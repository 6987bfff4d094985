from django.apps import AppConfig


class ActionsConfig(AppConfig):
    name = "sextant.actions"
    label = "actions"

    def ready(self) -> None:
        from sextant.actions import policy  # noqa: F401  # its rows join the one table
        from sextant.actions.evidence_keeping import KIND, dispose_again
        from sextant.running.redisposal import announce

        announce(KIND, dispose_again)
