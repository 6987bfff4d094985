from django.apps import AppConfig


class UploadsConfig(AppConfig):
    name = "sextant.uploads"
    label = "uploads"

    def ready(self) -> None:
        from sextant.uploads import policy  # noqa: F401 - adds its rules to the table
