"""The Django application of this room."""

from django.apps import AppConfig


class PlansConfig(AppConfig):
    name = "coverport.plans"
    label = "plans"
