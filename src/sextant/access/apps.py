from django.apps import AppConfig


class AccessConfig(AppConfig):
    name = "sextant.access"
    label = "access"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from sextant.access import policy_rules, watching  # noqa: F401
