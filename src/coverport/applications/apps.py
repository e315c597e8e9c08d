from django.apps import AppConfig


class ApplicationsConfig(AppConfig):
    name = "coverport.applications"
    label = "applications"

    def ready(self) -> None:
        from coverport.applications import events, handlers, notices, refused_letters  # noqa: F401  (register its kinds and subscribers)
        from coverport.applications.verification import access  # noqa: F401  (registers the reviewers)

    def import_models(self) -> None:
        """The records of verification stand in their own house."""
        super().import_models()
        from coverport.applications.verification import models  # noqa: F401
