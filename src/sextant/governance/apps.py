from django.apps import AppConfig


class GovernanceConfig(AppConfig):
    name = "sextant.governance"
    label = "governance"
