from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class JobsConfig(AppConfig):
    name = "sextant.jobs"
    label = "jobs"

    def ready(self) -> None:
        autodiscover_modules("work")  # each app's `work.py` registers its kinds; heavy imports stay inside them
