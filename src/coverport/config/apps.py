from django.apps import AppConfig


class ConfigConfig(AppConfig):
    name = "coverport.config"
    label = "config"
