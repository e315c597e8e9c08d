from django.apps import AppConfig


class HandoffConfig(AppConfig):
    name = "coverport.handoff"
    label = "handoff"

    def ready(self) -> None:
        from coverport.handoff import events, handlers, known, notices  # noqa: F401  (register their kinds, subscribers and facts)
