from django.apps import AppConfig


class OversightConfig(AppConfig):
    name = "coverport.oversight"
    verbose_name = "Oversight"
