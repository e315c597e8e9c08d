from django.apps import AppConfig


class DeskConfig(AppConfig):
    name = "coverport.desk"
    label = "desk"
