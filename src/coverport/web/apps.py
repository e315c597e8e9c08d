from django.apps import AppConfig


class WebConfig(AppConfig):
    name = "coverport.web"
    label = "web"
