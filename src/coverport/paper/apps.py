from django.apps import AppConfig


class PaperConfig(AppConfig):
    name = "coverport.paper"
    label = "paper"

    def ready(self) -> None:
        # Registers who keys in, kinds of events and of letters.
        from coverport.paper import access, events, notices, told  # noqa: F401
