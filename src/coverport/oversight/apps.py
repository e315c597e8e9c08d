from django.apps import AppConfig


class OversightConfig(AppConfig):
    name = "coverport.oversight"
    verbose_name = "Oversight"

    def ready(self) -> None:
        from coverport.oversight.actions import gates  # noqa: F401, it keeps the gate
        from coverport.oversight.journey import accounts  # noqa: F401, it keeps the rehearsals
