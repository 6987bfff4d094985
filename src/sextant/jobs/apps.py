from django.apps import AppConfig


class JobsConfig(AppConfig):
    name = "sextant.jobs"
    label = "jobs"
