from django.apps import AppConfig


class ApplicationsConfig(AppConfig):
    name = "coverport.applications"
    label = "applications"

    def ready(self) -> None:
        from coverport.applications import events  # noqa: F401  (registers its kinds)
