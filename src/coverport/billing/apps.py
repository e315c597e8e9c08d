from django.apps import AppConfig


class BillingConfig(AppConfig):
    name = "coverport.billing"
    label = "billing"

    def ready(self) -> None:
        from coverport.billing import events, handlers, late, notices  # noqa: F401  (register their kinds and subscribers)
