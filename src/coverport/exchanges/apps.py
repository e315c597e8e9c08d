from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class ExchangesConfig(AppConfig):
    name = "coverport.exchanges"
    label = "exchanges"

    def ready(self) -> None:
        # Each room's transfers.py says what goes along when a state leaves.
        autodiscover_modules("transfers")
        from coverport.exchanges import actions, transfer  # noqa: F401  (register their kinds)
