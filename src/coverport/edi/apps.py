from django.apps import AppConfig


class EdiConfig(AppConfig):
    name = "coverport.edi"
    label = "edi"

    def ready(self) -> None:
        from coverport.edi import handlers  # noqa: F401
