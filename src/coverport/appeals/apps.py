from django.apps import AppConfig


class AppealsConfig(AppConfig):
    name = "coverport.appeals"
    label = "appeals"

    def ready(self) -> None:
        # Register what is said, what a decision's page tells, and what goes along.
        from coverport.appeals import events, standing, transfers  # noqa: F401
