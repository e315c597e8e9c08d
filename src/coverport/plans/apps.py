"""The Django application of this room."""

from django.apps import AppConfig


class PlansConfig(AppConfig):
    name = "coverport.plans"
    label = "plans"

    def ready(self) -> None:
        from coverport.plans.certification import events  # noqa: F401  (register their kinds)
