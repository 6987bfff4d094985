from django.apps import AppConfig


class UploadsConfig(AppConfig):
    name = "sextant.uploads"
    label = "uploads"
