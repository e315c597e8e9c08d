from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "coverport.accounts"
    label = "accounts"
