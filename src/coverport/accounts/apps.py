from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "coverport.accounts"
    label = "accounts"

    def ready(self) -> None:
        from coverport.accounts import roles  # noqa: F401  registers relations
