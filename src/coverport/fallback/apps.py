from django.apps import AppConfig


class FallbackConfig(AppConfig):
    name = "coverport.fallback"
    label = "fallback"

    def ready(self) -> None:
        # Registers kinds of events and letters, who keeps the switches, and what stands beside an older case.
        from coverport.fallback import events, handlers, keeper  # noqa: F401
        from coverport.fallback.bridge import notices, policy_notices  # noqa: F401
        from coverport.fallback.cases import beside  # noqa: F401
