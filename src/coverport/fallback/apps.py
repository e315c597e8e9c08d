from django.apps import AppConfig


class FallbackConfig(AppConfig):
    name = "coverport.fallback"
    label = "fallback"

    def ready(self) -> None:
        # Registers kinds of events, and who keeps the switches.
        from coverport.fallback import events, handlers, keeper  # noqa: F401
