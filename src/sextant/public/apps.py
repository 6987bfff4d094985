from django.apps import AppConfig


class PublicConfig(AppConfig):
    name = "sextant.public"
    label = "public"
