from django.apps import AppConfig


class CoreConfig(AppConfig):
    name = "coverport.core"
    label = "core"

    def ready(self) -> None:
        from coverport.core import among, checks  # noqa: F401  (registers the checks)

        among.register()
