from django.apps import AppConfig


class ShoppingConfig(AppConfig):
    name = "coverport.shopping"
    label = "shopping"
