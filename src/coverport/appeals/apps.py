from django.apps import AppConfig


class AppealsConfig(AppConfig):
    name = "coverport.appeals"
    label = "appeals"

    def ready(self) -> None:
        from coverport.appeals import events, transfers  # noqa: F401  (register what is said, and what goes along)
