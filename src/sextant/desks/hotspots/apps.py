from django.apps import AppConfig


class HotspotsConfig(AppConfig):
    name = "sextant.desks.hotspots"
    label = "hotspots"

    def ready(self) -> None:
        from sextant.desks.hotspots import policy  # noqa: F401  # its rows join the one table
