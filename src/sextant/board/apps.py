from django.apps import AppConfig


class BoardConfig(AppConfig):
    name = "sextant.board"
    label = "board"
