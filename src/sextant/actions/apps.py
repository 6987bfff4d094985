from django.apps import AppConfig


class ActionsConfig(AppConfig):
    name = "sextant.actions"
    label = "actions"
