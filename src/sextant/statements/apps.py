from django.apps import AppConfig


class StatementsConfig(AppConfig):
    name = "sextant.statements"
    label = "statements"
