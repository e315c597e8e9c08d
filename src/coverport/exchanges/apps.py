from django.apps import AppConfig


class ExchangesConfig(AppConfig):
    name = "coverport.exchanges"
    label = "exchanges"
