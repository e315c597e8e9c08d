from importlib import import_module
from pkgutil import iter_modules

from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class NoticesConfig(AppConfig):
    name = "coverport.notices"
    label = "notices"

    def ready(self) -> None:
        # Each room's notices.py registers the kinds that it sends; handlers.py renders what was posted.
        autodiscover_modules("notices")
        from coverport.notices import handlers, kinds  # noqa: F401

        for module in iter_modules(kinds.__path__):  # those that no room sends yet, or several do
            import_module(f"{kinds.__name__}.{module.name}")
