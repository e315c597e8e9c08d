from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class NoticesConfig(AppConfig):
    name = "coverport.notices"
    label = "notices"

    def ready(self) -> None:
        # Each room's notices.py registers the kinds that it sends; handlers.py renders what was posted.
        autodiscover_modules("notices")
        from coverport.notices import handlers  # noqa: F401
